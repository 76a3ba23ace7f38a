// Generated from the API's routes by scripts/generate-api.mjs: not to be edited.

export interface paths {
    "/api/auth/get-session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The current session, or null; moves its end on */
        get: operations["getSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The ways to sign in here */
        get: operations["getSignInOptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-in/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with a passkey */
        post: operations["postSignInPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-in/passkey/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What the browser needs to sign in with a passkey */
        post: operations["postSignInPasskeyOptions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-in/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go on with a code of the authenticator app, or a recovery code */
        post: operations["postSignInSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-in/username": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with user name or e-mail address, and password */
        post: operations["postSignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End this session */
        post: operations["postSignOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/beta/scans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest 500 scans of a status */
        get: operations["getScansBeta"];
        put?: never;
        /** Submit a URL to scan */
        post: operations["initScanBeta"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/beta/scans/{scanId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A scan by id or slug, whatever its status */
        get: operations["getScanByIdBeta"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/beta/scans/{scanId}/screenshot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The screenshot */
        get: operations["getScreenshotByScanIdBeta"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scanner/v1/jobs/{scanId}/{attempt}/blobs/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Upload an artifact by its hash */
        put: operations["putBlob"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scanner/v1/jobs/{scanId}/{attempt}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Commit the result */
        post: operations["completeJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scanner/v1/jobs/{scanId}/{attempt}/fail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the attempt without a result */
        post: operations["failJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scanner/v1/jobs/{scanId}/{attempt}/heartbeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep a lease */
        post: operations["heartbeat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scanner/v1/lease": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Wait for a scan to run */
        post: operations["lease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The audit log, newest first */
        get: operations["getAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The audit log as JSON lines or CSV; cells that a spreadsheet would run are text */
        get: operations["getAuditExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Server-sent events: changed scans and scanners */
        get: operations["events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lookups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Services outside that the console offers to ask about a value */
        get: operations["getLookups"];
        /** Change which services the console offers; null: those that come with Webhood */
        put: operations["putLookups"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is asking */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep the passkey that the browser has made */
        post: operations["postMePasskeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/passkeys/{passkeyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete one of your passkeys */
        delete: operations["deleteMePasskey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/passkeys/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What the browser needs to make a passkey for you */
        post: operations["postMePasskeyOptions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change your own password; your other sessions end */
        post: operations["postMePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/quota": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much you may still submit */
        get: operations["getOwnQuota"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/searches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Searches that you keep, by name */
        get: operations["getSavedSearches"];
        put?: never;
        /** Keep a search under a name */
        post: operations["postSavedSearches"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/searches/{searchId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Forget a search that you keep */
        delete: operations["deleteSavedSearch"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A secret for an authenticator app; counts once confirmed */
        post: operations["postMeSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/second-factor/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Turn the second factor on with a first code; your other sessions end */
        post: operations["postMeSecondFactorConfirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/second-factor/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Turn your second factor off */
        post: operations["postMeSecondFactorDisable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/second-factor/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** New recovery codes; the old ones end */
        post: operations["postMeRecoveryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/security": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How you sign in: password, second factor, passkeys */
        get: operations["getMeSecurity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where you are signed in */
        get: operations["getMeSessions"];
        put?: never;
        post?: never;
        /** End every session of yours but this one */
        delete: operations["deleteMeSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sessions/{sessionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of your sessions */
        delete: operations["deleteMeSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How long scans are kept */
        get: operations["getRetention"];
        /** Change how long scans are kept: all rules, in order; the first that fits decides */
        put: operations["putRetention"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/retention/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Scans under legal hold, newest first */
        get: operations["getRetentionHolds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/retention/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What rules would remove now; nothing is changed */
        post: operations["postRetentionPreview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scanners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List scanners */
        get: operations["getScanners"];
        put?: never;
        /** Register a scanner; its token is shown this once */
        post: operations["postScanners"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scanners/{scannerId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a scanner; its token ends */
        delete: operations["deleteScanner"];
        options?: never;
        head?: never;
        /** Label a scanner, pause it or let it go on */
        patch: operations["patchScanner"];
        trace?: never;
    };
    "/api/v1/scanners/{scannerId}/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a scanner a new token; the old one ends */
        post: operations["postScannerToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List scans, newest first */
        get: operations["getScans"];
        put?: never;
        /** Submit a URL to scan: 202 with the new scan, 200 with one that is reused */
        post: operations["initScan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{scanId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A scan by id or slug: 202 until it has ended, then 200 */
        get: operations["getScanById"];
        put?: never;
        post?: never;
        /** Delete a scan and the evidence that is only its own */
        delete: operations["deleteScan"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{scanId}/artifacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a scan has left */
        get: operations["getArtifactsByScanId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{scanId}/artifacts/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One artifact of a scan, by its hash */
        get: operations["getArtifact"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{scanId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop a scan that has not ended */
        post: operations["cancelScan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{scanId}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether a scan is under legal hold */
        get: operations["getScanHold"];
        /** Hold a scan: neither retention nor anyone removes it */
        put: operations["putScanHold"];
        post?: never;
        /** Lift the legal hold of a scan */
        delete: operations["deleteScanHold"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{scanId}/html": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The page after loading */
        get: operations["getHtmlByScanId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{scanId}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The whole report */
        get: operations["getReportByScanId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{scanId}/rescan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Scan the same URL again, with the same options or changed ones */
        post: operations["rescan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{scanId}/screenshot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The screenshot */
        get: operations["getScreenshotByScanId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{scanId}/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Remove tags from a scan and add others */
        patch: operations["changeScanTags"];
        trace?: never;
    };
    "/api/v1/scans/{scanId}/trace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every request and response, in Webhood's form */
        get: operations["getTraceByScanId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Submit up to a thousand URLs, with a verdict for each */
        post: operations["initScans"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find scans by what is in them, newest first */
        get: operations["searchScans"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search/facets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the newest matches of a search have in common */
        get: operations["searchFacets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search/suggestions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What could stand at a place of a search */
        get: operations["suggestSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/security": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The security checklist, checked on the server that answers: now, or within maxAge */
        get: operations["getSecurity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to the scans of the last hours that you may see */
        get: operations["getStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List API tokens */
        get: operations["getTokens"];
        put?: never;
        /** Make an API token; it is shown this once */
        post: operations["postTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{tokenId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke an API token */
        delete: operations["deleteToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List users */
        get: operations["getUsers"];
        put?: never;
        /** Make a user; a password that was not given is made and shown this once */
        post: operations["postUsers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change role, password or whether the user may sign in */
        patch: operations["patchUser"];
        trace?: never;
    };
    "/api/v1/users/{userId}/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** For who has lost them: second factor, passkeys and sessions end */
        delete: operations["deleteUserSecondFactor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List webhooks: all for administrators, their own for scripts */
        get: operations["getWebhooks"];
        put?: never;
        /** Add a webhook; its secret is shown this once */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhookId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A webhook */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /** Remove a webhook and its log */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /** Change a webhook; enabling one gives it another chance */
        patch: operations["updateWebhook"];
        trace?: never;
    };
    "/api/v1/webhooks/{webhookId}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was sent to a webhook in the last thirty days, newest first */
        get: operations["getWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhookId}/deliveries/{deliveryId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A delivery with every try */
        get: operations["getWebhookDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhookId}/deliveries/{deliveryId}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a delivery again, with the same webhook-id */
        post: operations["redeliverWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhookId}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a webhook a new secret; the old one ends */
        post: operations["renewWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhookId}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a webhook.test */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AccountSecurity: {
            hasPassword: boolean;
            passkeys: components["schemas"]["Passkey"][];
            secondFactor: {
                recoveryCodesLeft: number;
                since: string;
            } | null;
        };
        AccountSession: {
            address: string;
            created: string;
            current: boolean;
            expires: string;
            id: string;
            lastUsed: string;
            userAgent: string;
        };
        ApiToken: {
            created: string;
            expires: string | null;
            id: string;
            lastUsed: string | null;
            name: string;
            revoked: boolean;
            /** @enum {string} */
            role: "api_user";
        };
        Artifact: {
            /** @enum {string} */
            kind: "screenshot" | "screenshot_early" | "html" | "text" | "har" | "report" | "body" | "download";
            mediaType: string;
            path: string;
            sha256: string;
            size: number;
        };
        ArtifactInput: {
            /** @enum {string} */
            kind: "screenshot" | "screenshot_early" | "html" | "text" | "har" | "report" | "body" | "download";
            mediaType: string;
            path: string;
            sha256: string;
            size: number;
        };
        AuditEntry: {
            /** @enum {string} */
            action: "session.signed_in" | "session.signed_out" | "session.ended" | "account.registered" | "account.password_changed" | "account.second_factor_changed" | "account.passkey_added" | "account.passkey_removed" | "credential.refused" | "user.created" | "user.changed" | "user.second_factor_reset" | "token.created" | "token.revoked" | "scanner.created" | "scanner.token_renewed" | "scanner.changed" | "scanner.removed" | "scan.created" | "scan.tagged" | "scans.submitted" | "scan.cancelled" | "scan.deleted" | "artifact.read" | "artifact.damaged" | "screenshots.viewed" | "malware.downloaded" | "audit.exported" | "backup.created" | "backup.restored" | "data.imported" | "lookups.changed" | "retention.changed" | "retention.applied" | "scan.held" | "scan.released" | "webhook.created" | "webhook.changed" | "webhook.removed" | "webhook.secret_renewed" | "webhook.redelivered" | "secret.rotated" | "secret.changed" | "request.refused";
            actor: {
                id: string | null;
                /** @enum {string} */
                kind: "user" | "token" | "scanner" | "operator" | "server" | "nobody";
                name: string | null;
            };
            address: string | null;
            at: string;
            code: string | null;
            details: {
                [key: string]: unknown;
            };
            hash: string;
            /** @enum {string} */
            outcome: "success" | "refused" | "failed";
            requestId: string | null;
            seq: number;
            target: {
                id: string | null;
                kind: string;
                name: string | null;
            } | null;
        };
        AuditPage: {
            items: components["schemas"]["AuditEntry"][];
            next: number | null;
        };
        BetaScan: {
            created: string;
            done_at: string;
            error: string;
            final_url: string;
            html: string[];
            id: string;
            screenshots: string[];
            slug: string;
            /** @enum {string} */
            status: "pending" | "running" | "done" | "error";
            updated: string;
            url: string;
        };
        BulkScanReply: {
            accepted: number;
            items: ({
                scan: {
                    id: string;
                    notices: ("scheme_added" | "refanged" | "backslashes_replaced" | "credentials_removed" | "host_rewritten" | "internationalised" | "lookalike")[];
                    slug: string;
                    /** @enum {string} */
                    state: "pending" | "queued" | "running" | "done" | "error" | "cancelled";
                    url: string;
                };
                /** @enum {string} */
                verdict: "accepted" | "reused";
            } | {
                /** @enum {string} */
                code: "invalid_request" | "malformed_url" | "unsupported_scheme" | "non_public_address" | "non_public_name" | "blocked_port" | "unauthenticated" | "invalid_credentials" | "forbidden" | "not_found" | "method_not_allowed" | "conflict" | "lease_lost" | "artifact_missing" | "length_required" | "payload_too_large" | "unsupported_media_type" | "hash_mismatch" | "idempotency_key_reused" | "picture_unreadable" | "protocol_unsupported" | "rate_limited" | "queue_full" | "quota_exceeded" | "internal_error" | "unavailable";
                detail: string;
                /** @constant */
                verdict: "refused";
            })[];
            refused: number;
            reused: number;
        };
        BulkScanRequestInput: {
            /** @default [] */
            labels?: string[];
            /** Format: date-time */
            notBefore?: string;
            options?: components["schemas"]["ScanOptionsInput"];
            /**
             * @default normal
             * @enum {string}
             */
            priority?: "low" | "normal" | "high";
            /** @default 0 */
            reuseMinutes?: number;
            scanner?: string;
            /** @default [] */
            tags?: string[];
            urls: string[];
            /**
             * @default team
             * @enum {string}
             */
            visibility?: "team" | "restricted";
        };
        Certificate: {
            chain: {
                issuer: string;
                serialNumber: string;
                sha256: string;
                subject: string;
                validFrom: string;
                validTo: string;
            }[];
            host: string;
            tls: components["schemas"]["TlsDetails"];
            trusted: boolean;
        };
        CertificateInput: {
            chain: {
                issuer: string;
                serialNumber: string;
                sha256: string;
                subject: string;
                validFrom: string;
                validTo: string;
            }[];
            host: string;
            tls: components["schemas"]["TlsDetailsInput"];
            trusted: boolean;
        };
        ChangeLookupsInput: {
            lookups: components["schemas"]["LookupInput"][] | null;
        };
        ChangePasswordInput: {
            currentPassword: string;
            newPassword: string;
        };
        ClipboardWrite: {
            atMs: number;
            looksLikeCommand: boolean;
            text: string;
            url: string;
            /** @enum {string} */
            via: "async_api" | "copy_command" | "copy_event";
        };
        ClipboardWriteInput: {
            atMs: number;
            looksLikeCommand: boolean;
            text: string;
            url: string;
            /** @enum {string} */
            via: "async_api" | "copy_command" | "copy_event";
        };
        CommitReply: {
            attempt: number;
            /** @enum {string} */
            state: "queued" | "done" | "error";
        };
        CompleteRequestInput: {
            artifacts: components["schemas"]["ArtifactInput"][];
            phaseTimes?: {
                [key: string]: number;
            };
            report: components["schemas"]["ReportInput"];
        };
        ConfirmIdentityInput: {
            currentPassword?: string;
        };
        ConsoleMessage: {
            atMs: number;
            level: string;
            line?: number;
            text: string;
            url?: string;
        };
        ConsoleMessageInput: {
            atMs: number;
            level: string;
            line?: number;
            text: string;
            url?: string;
        };
        Cookie: {
            domain: string;
            expiresAt: string | null;
            httpOnly: boolean;
            name: string;
            partitionKey?: string;
            path: string;
            /** @enum {string} */
            sameSite?: "Strict" | "Lax" | "None";
            secure: boolean;
            size: number;
            value: string;
        };
        CookieInput: {
            domain: string;
            expiresAt: string | null;
            httpOnly: boolean;
            name: string;
            partitionKey?: string;
            path: string;
            /** @enum {string} */
            sameSite?: "Strict" | "Lax" | "None";
            secure: boolean;
            size: number;
            value: string;
        };
        CreatedScanner: {
            id: string;
            name: string;
            token: string;
        };
        CreatedToken: {
            created: string;
            expires: string | null;
            id: string;
            lastUsed: string | null;
            name: string;
            revoked: boolean;
            /** @enum {string} */
            role: "api_user";
            token: string;
        };
        CreatedUser: {
            created: string;
            disabled: boolean;
            email: string;
            id: string;
            name: string;
            password?: string;
            /** @enum {string} */
            role: "admin" | "user" | "viewer";
        };
        CreatedWebhook: {
            created: string;
            disabledReason: ("asked" | "failing" | "gone" | "owner_gone" | "secret_unreadable") | null;
            enabled: boolean;
            events: ("scan.done" | "scan.failed" | "scan.cancelled")[];
            failingSince: string | null;
            id: string;
            includeRestricted: boolean;
            name: string;
            owner: {
                /** @enum {string} */
                kind: "user" | "token";
                name: string;
            };
            secret: string;
            updated: string;
            url: string;
        };
        CreateScannerInput: {
            name: string;
        };
        CreateTokenInput: {
            expiresInDays?: number;
            name: string;
            /**
             * @default api_user
             * @enum {string}
             */
            role?: "api_user";
        };
        CreateUserInput: {
            /** Format: email */
            email?: string;
            name: string;
            password?: string;
            /** @enum {string} */
            role: "admin" | "user" | "viewer";
        };
        CreateWebhookInput: {
            /**
             * @default [
             *       "scan.done",
             *       "scan.failed",
             *       "scan.cancelled"
             *     ]
             */
            events?: ("scan.done" | "scan.failed" | "scan.cancelled")[];
            /** @default false */
            includeRestricted?: boolean;
            name: string;
            url: string;
        };
        Dialog: {
            atMs: number;
            /** @enum {string} */
            kind: "alert" | "confirm" | "prompt" | "beforeunload" | "basic_auth" | "print";
            text: string;
            url: string;
        };
        DialogInput: {
            atMs: number;
            /** @enum {string} */
            kind: "alert" | "confirm" | "prompt" | "beforeunload" | "basic_auth" | "print";
            text: string;
            url: string;
        };
        DocumentFacts: {
            favicon?: components["schemas"]["Favicon"];
            forms: components["schemas"]["Form"][];
            frames: {
                isRemote: boolean;
                name: string;
                parentUrl: string;
                url: string;
            }[];
            globals: {
                name: string;
                type: string;
            }[];
            language: string;
            links: {
                text: string;
                url: string;
            }[];
            mediaType: string;
            meta: {
                content: string;
                name: string;
            }[];
            scripts: components["schemas"]["Script"][];
            textLength: number;
            title: string;
            url: string;
        };
        DocumentFactsInput: {
            favicon?: components["schemas"]["FaviconInput"];
            forms: components["schemas"]["FormInput"][];
            frames: {
                isRemote: boolean;
                name: string;
                parentUrl: string;
                url: string;
            }[];
            globals: {
                name: string;
                type: string;
            }[];
            language: string;
            links: {
                text: string;
                url: string;
            }[];
            mediaType: string;
            meta: {
                content: string;
                name: string;
            }[];
            scripts: components["schemas"]["ScriptInput"][];
            textLength: number;
            title: string;
            url: string;
        };
        Download: {
            mediaType?: string;
            path?: string;
            sha256?: string;
            size: number;
            /** @enum {string} */
            state: "kept" | "too_large" | "too_many" | "canceled" | "failed";
            suggestedName: string;
            url: string;
        };
        DownloadInput: {
            mediaType?: string;
            path?: string;
            sha256?: string;
            size: number;
            /** @enum {string} */
            state: "kept" | "too_large" | "too_many" | "canceled" | "failed";
            suggestedName: string;
            url: string;
        };
        Exchange: {
            body?: {
                detectedType?: string;
                /** @enum {string} */
                omitted?: "too_large" | "scan_bound" | "not_available" | "no_body" | "evicted" | "write_failed";
                sha256?: string;
                size?: number;
                /** @constant */
                unfinished?: true;
            };
            cookies?: components["schemas"]["ExchangeCookies"];
            documentUrl?: string;
            failure?: {
                blocked: boolean;
                blockedReason?: string;
                canceled: boolean;
                corsError?: string;
                error: string;
            };
            id: number;
            initiator?: {
                column?: number;
                functionName?: string;
                line?: number;
                type: string;
                url?: string;
            };
            isNavigation: boolean;
            messages?: components["schemas"]["StreamMessages"];
            request: {
                headers: {
                    name: string;
                    value: string;
                }[];
                method: string;
                postData?: string;
                url: string;
            };
            resourceType: string;
            response?: {
                fromCache: boolean;
                fromServiceWorker: boolean;
                headers: {
                    name: string;
                    value: string;
                }[];
                httpVersion: string;
                mediaType: string;
                remoteAddress?: {
                    ip: string;
                    port: number;
                };
                status: number;
                statusText: string;
                tls?: components["schemas"]["TlsDetails"];
            };
            startedAt: string;
            startedMs: number;
            /** @enum {string} */
            target: "page" | "iframe" | "worker" | "service_worker" | "shared_worker" | "popup" | "other";
            timing: components["schemas"]["ExchangeTiming"];
            transferredBytes?: number;
        };
        ExchangeCookies: {
            refused: {
                name: string;
                reasons: string[];
                /** @enum {string} */
                when: "sending" | "setting";
            }[];
            sent: string[];
            set: string[];
        };
        ExchangeCookiesInput: {
            refused: {
                name: string;
                reasons: string[];
                /** @enum {string} */
                when: "sending" | "setting";
            }[];
            sent: string[];
            set: string[];
        };
        ExchangeInput: {
            body?: {
                detectedType?: string;
                /** @enum {string} */
                omitted?: "too_large" | "scan_bound" | "not_available" | "no_body" | "evicted" | "write_failed";
                sha256?: string;
                size?: number;
                /** @constant */
                unfinished?: true;
            };
            cookies?: components["schemas"]["ExchangeCookiesInput"];
            documentUrl?: string;
            failure?: {
                blocked: boolean;
                blockedReason?: string;
                canceled: boolean;
                corsError?: string;
                error: string;
            };
            id: number;
            initiator?: {
                column?: number;
                functionName?: string;
                line?: number;
                type: string;
                url?: string;
            };
            isNavigation: boolean;
            messages?: components["schemas"]["StreamMessagesInput"];
            request: {
                headers: {
                    name: string;
                    value: string;
                }[];
                method: string;
                postData?: string;
                url: string;
            };
            resourceType: string;
            response?: {
                fromCache: boolean;
                fromServiceWorker: boolean;
                headers: {
                    name: string;
                    value: string;
                }[];
                httpVersion: string;
                mediaType: string;
                remoteAddress?: {
                    ip: string;
                    port: number;
                };
                status: number;
                statusText: string;
                tls?: components["schemas"]["TlsDetailsInput"];
            };
            startedAt: string;
            startedMs: number;
            /** @enum {string} */
            target: "page" | "iframe" | "worker" | "service_worker" | "shared_worker" | "popup" | "other";
            timing: components["schemas"]["ExchangeTimingInput"];
            transferredBytes?: number;
        };
        ExchangeTiming: {
            blockedMs?: number;
            connectMs?: number;
            receiveMs?: number;
            sendMs?: number;
            tlsMs?: number;
            totalMs?: number;
            waitMs?: number;
        };
        ExchangeTimingInput: {
            blockedMs?: number;
            connectMs?: number;
            receiveMs?: number;
            sendMs?: number;
            tlsMs?: number;
            totalMs?: number;
            waitMs?: number;
        };
        Facet: {
            /** @enum {string} */
            field: "page.domain" | "status" | "page.country" | "page.asn" | "page.status" | "tag" | "user";
            values: {
                count: number;
                value: string;
            }[];
        };
        FailRequestInput: {
            /** @enum {string} */
            code: "blocked_destination" | "unsafe_redirect" | "redirect_loop" | "name_not_resolved" | "connection_failed" | "tls_failed" | "proxy_failed" | "navigation_failed" | "timeout" | "page_crashed" | "too_large" | "browser_failed" | "attempts_exhausted" | "no_result" | "secrets_unreadable" | "scanner_error" | "cancelled";
            message: string;
            retryable: boolean;
        };
        Favicon: {
            mediaType: string;
            murmur3: number;
            sha256: string;
            size: number;
            url: string;
        };
        FaviconInput: {
            mediaType: string;
            murmur3: number;
            sha256: string;
            size: number;
            url: string;
        };
        Form: {
            action: string;
            asksCard: boolean;
            asksPassword: boolean;
            /** @default [] */
            buttonActions: string[];
            documentUrl: string;
            fields: components["schemas"]["FormField"][];
            leavesSite: boolean;
            method: string;
        };
        FormField: {
            autocomplete: string;
            /** @default  */
            inputMode: string;
            label: string;
            name: string;
            type: string;
        };
        FormFieldInput: {
            autocomplete: string;
            /** @default  */
            inputMode?: string;
            label: string;
            name: string;
            type: string;
        };
        FormInput: {
            action: string;
            asksCard: boolean;
            asksPassword: boolean;
            /** @default [] */
            buttonActions?: string[];
            documentUrl: string;
            fields: components["schemas"]["FormFieldInput"][];
            leavesSite: boolean;
            method: string;
        };
        GuardConnection: {
            address?: string;
            addresses: string[];
            bytesIn: number;
            bytesOut: number;
            durationMs: number;
            host: string;
            port: number;
            rule?: string;
            startedAt: string;
            /** @enum {string} */
            upstream?: "http" | "https" | "socks5";
            /** @enum {string} */
            verdict: "allowed" | "refused" | "failed";
        };
        GuardConnectionInput: {
            address?: string;
            addresses: string[];
            bytesIn: number;
            bytesOut: number;
            durationMs: number;
            host: string;
            port: number;
            rule?: string;
            startedAt: string;
            /** @enum {string} */
            upstream?: "http" | "https" | "socks5";
            /** @enum {string} */
            verdict: "allowed" | "refused" | "failed";
        };
        HeartbeatReply: {
            cancelled: boolean;
            leaseSeconds: number;
        };
        HeartbeatRequestInput: {
            /** @enum {string} */
            phase: "opening" | "loading" | "settling" | "saving";
        };
        IpFacts: {
            asn?: number;
            asName?: string;
            country?: string;
            hosts: string[];
            ip: string;
        };
        IpFactsInput: {
            asn?: number;
            asName?: string;
            country?: string;
            hosts: string[];
            ip: string;
        };
        Lease: {
            attempt: number;
            heartbeatMs: number;
            jobToken: string;
            leaseSeconds: number;
            scan: {
                id: string;
                options: components["schemas"]["ScanOptions"];
                slug: string;
                url: string;
            };
            scanner: {
                id: string;
                name: string;
            };
            traceparent?: string;
        };
        LeaseRequestInput: {
            /** @default [] */
            allowNetworks?: string[];
            browserVersion: string;
            /** @default 1 */
            concurrency?: number;
            counts?: components["schemas"]["ScannerCountsInput"];
            posture?: components["schemas"]["ScannerPostureInput"];
            /** @default 1.0 */
            protocol?: string;
            version: string;
            /** @default 25000 */
            waitMs?: number;
        };
        LegalHold: {
            placedAt: string;
            placedBy: string;
            reason: string;
            scanId: string;
            slug: string;
            url: string;
        };
        Lookup: {
            kinds: ("url" | "domain" | "ip" | "hash" | "email")[];
            name: string;
            template: string;
        };
        LookupInput: {
            kinds: ("url" | "domain" | "ip" | "hash" | "email")[];
            name: string;
            template: string;
        };
        Lookups: {
            areDefault: boolean;
            lookups: components["schemas"]["Lookup"][];
        };
        Me: {
            id: string;
            /** @enum {string} */
            kind: "user" | "token";
            mustChangePassword: boolean;
            mustSetUpSecondFactor: boolean;
            name: string;
            /** @enum {string} */
            role: "admin" | "user" | "viewer" | "api_user";
        };
        Missing: {
            /** @enum {string} */
            code: "page_unresponsive" | "page_crashed" | "load_timeout" | "too_large" | "truncated" | "artifact_failed" | "blocked_requests" | "guard_failed" | "challenge";
            detail: string;
            dropped?: number;
            what: string;
        };
        MissingInput: {
            /** @enum {string} */
            code: "page_unresponsive" | "page_crashed" | "load_timeout" | "too_large" | "truncated" | "artifact_failed" | "blocked_requests" | "guard_failed" | "challenge";
            detail: string;
            dropped?: number;
            what: string;
        };
        NewPasskeyInput: {
            credential: {
                id: string;
                rawId: string;
                response: {
                    attestationObject: string;
                    clientDataJSON: string;
                    transports?: string[];
                };
                /** @constant */
                type: "public-key";
            };
            name: string;
        };
        PageNotification: {
            atMs: number;
            body: string;
            title: string;
            url: string;
        };
        PageNotificationInput: {
            atMs: number;
            body: string;
            title: string;
            url: string;
        };
        Passkey: {
            created: string;
            id: string;
            lastUsed: string | null;
            name: string;
        };
        PasskeyOptions: {
            challenge: string;
        } & {
            [key: string]: unknown;
        };
        PasskeySignInInput: {
            credential: {
                id: string;
                rawId: string;
                response: {
                    authenticatorData: string;
                    clientDataJSON: string;
                    signature: string;
                    userHandle?: string;
                };
                /** @constant */
                type: "public-key";
            };
        };
        PermissionRequest: {
            atMs: number;
            name: string;
            url: string;
        };
        PermissionRequestInput: {
            atMs: number;
            name: string;
            url: string;
        };
        PlaceHoldInput: {
            reason: string;
        };
        Problem: {
            /** @enum {string} */
            code: "invalid_request" | "malformed_url" | "unsupported_scheme" | "non_public_address" | "non_public_name" | "blocked_port" | "unauthenticated" | "invalid_credentials" | "forbidden" | "not_found" | "method_not_allowed" | "conflict" | "lease_lost" | "artifact_missing" | "length_required" | "payload_too_large" | "unsupported_media_type" | "hash_mismatch" | "idempotency_key_reused" | "picture_unreadable" | "protocol_unsupported" | "rate_limited" | "queue_full" | "quota_exceeded" | "internal_error" | "unavailable";
            detail: string;
            errors?: {
                field: string;
                message: string;
            }[];
            status: number;
            title: string;
            type: string;
        };
        Quota: {
            scansPerDay: {
                limit: number | null;
                resetsInSeconds: number;
                used: number;
            };
            scansWaiting: {
                limit: number | null;
                used: number;
            };
        };
        RecoveryCodes: {
            recoveryCodes: string[];
        };
        RedirectHop: {
            /** @enum {string} */
            cause: "http_status" | "refresh_header" | "meta_refresh" | "location" | "form" | "history" | "link" | "reload";
            from: string;
            /** @enum {string} */
            kind: "http" | "meta" | "script";
            status?: number;
            to: string;
        };
        RedirectHopInput: {
            /** @enum {string} */
            cause: "http_status" | "refresh_header" | "meta_refresh" | "location" | "form" | "history" | "link" | "reload";
            from: string;
            /** @enum {string} */
            kind: "http" | "meta" | "script";
            status?: number;
            to: string;
        };
        Report: {
            addresses: components["schemas"]["IpFacts"][];
            artifacts: components["schemas"]["Artifact"][];
            certificates: components["schemas"]["Certificate"][];
            challenge?: {
                sign: string;
                vendor: string;
            };
            clipboard: components["schemas"]["ClipboardWrite"][];
            connections: components["schemas"]["GuardConnection"][];
            console: components["schemas"]["ConsoleMessage"][];
            cookies: components["schemas"]["Cookie"][];
            dialogs: components["schemas"]["Dialog"][];
            document: components["schemas"]["DocumentFacts"];
            downloads: components["schemas"]["Download"][];
            exchanges: components["schemas"]["Exchange"][];
            missing: components["schemas"]["Missing"][];
            notifications: components["schemas"]["PageNotification"][];
            outcome: {
                /** @enum {string} */
                completeness: "complete" | "partial";
                /** @constant */
                status: "done";
            } | {
                /** @enum {string} */
                code: "blocked_destination" | "unsafe_redirect" | "redirect_loop" | "name_not_resolved" | "connection_failed" | "tls_failed" | "proxy_failed" | "navigation_failed" | "timeout" | "page_crashed" | "too_large" | "browser_failed" | "attempts_exhausted" | "no_result" | "secrets_unreadable" | "scanner_error" | "cancelled";
                message: string;
                /** @constant */
                status: "error";
            };
            permissions: components["schemas"]["PermissionRequest"][];
            popups: {
                url: string;
            }[];
            redirects: components["schemas"]["RedirectHop"][];
            scan: {
                attempt: number;
                finalUrl: string;
                finishedAt: string;
                id: string;
                options: components["schemas"]["ShownScanOptions"];
                scanner: {
                    browser: string;
                    name: string;
                    userAgent: string;
                    version: string;
                };
                slug: string;
                startedAt: string;
                url: string;
            };
            storage: components["schemas"]["Storage"];
            summary: components["schemas"]["Summary"];
            timings: {
                domContentLoadedMs: number | null;
                loadMs: number | null;
                /** @enum {string} */
                settledBy: "quiet" | "ceiling" | "timeout" | "download" | "failed" | "unresponsive";
                settledMs: number;
                totalMs: number;
            };
            /** @constant */
            version: "1.0";
        };
        ReportInput: {
            addresses: components["schemas"]["IpFactsInput"][];
            artifacts: components["schemas"]["ArtifactInput"][];
            certificates: components["schemas"]["CertificateInput"][];
            challenge?: {
                sign: string;
                vendor: string;
            };
            clipboard: components["schemas"]["ClipboardWriteInput"][];
            connections: components["schemas"]["GuardConnectionInput"][];
            console: components["schemas"]["ConsoleMessageInput"][];
            cookies: components["schemas"]["CookieInput"][];
            dialogs: components["schemas"]["DialogInput"][];
            document: components["schemas"]["DocumentFactsInput"];
            downloads: components["schemas"]["DownloadInput"][];
            exchanges: components["schemas"]["ExchangeInput"][];
            missing: components["schemas"]["MissingInput"][];
            notifications: components["schemas"]["PageNotificationInput"][];
            outcome: {
                /** @enum {string} */
                completeness: "complete" | "partial";
                /** @constant */
                status: "done";
            } | {
                /** @enum {string} */
                code: "blocked_destination" | "unsafe_redirect" | "redirect_loop" | "name_not_resolved" | "connection_failed" | "tls_failed" | "proxy_failed" | "navigation_failed" | "timeout" | "page_crashed" | "too_large" | "browser_failed" | "attempts_exhausted" | "no_result" | "secrets_unreadable" | "scanner_error" | "cancelled";
                message: string;
                /** @constant */
                status: "error";
            };
            permissions: components["schemas"]["PermissionRequestInput"][];
            popups: {
                url: string;
            }[];
            redirects: components["schemas"]["RedirectHopInput"][];
            scan: {
                attempt: number;
                finalUrl: string;
                finishedAt: string;
                id: string;
                options: components["schemas"]["ShownScanOptionsInput"];
                scanner: {
                    browser: string;
                    name: string;
                    userAgent: string;
                    version: string;
                };
                slug: string;
                startedAt: string;
                url: string;
            };
            storage: components["schemas"]["StorageInput"];
            summary: components["schemas"]["SummaryInput"];
            timings: {
                domContentLoadedMs: number | null;
                loadMs: number | null;
                /** @enum {string} */
                settledBy: "quiet" | "ceiling" | "timeout" | "download" | "failed" | "unresponsive";
                settledMs: number;
                totalMs: number;
            };
            /** @constant */
            version: "1.0";
        };
        RescanRequestInput: {
            labels?: string[];
            /** Format: date-time */
            notBefore?: string;
            options?: {
                cookies?: {
                    name: string;
                    value: string;
                }[] | null;
                device?: ("desktop" | "mobile") | null;
                earlyScreenshot?: boolean | null;
                fullPage?: boolean | null;
                headers?: {
                    [key: string]: string;
                } | null;
                javascript?: boolean | null;
                language?: string | null;
                proxy?: string | null;
                rate?: ("fast" | "balanced" | "slow") | null;
                referer?: string | null;
                skipCookiePrompts?: boolean | null;
                stealth?: boolean | null;
                timeoutMs?: number | null;
                timeZone?: string | null;
                userAgent?: string | null;
                viewport?: {
                    height: number;
                    width: number;
                } | null;
            };
            /**
             * @default normal
             * @enum {string}
             */
            priority?: "low" | "normal" | "high";
            scanner?: string | null;
            tags?: string[];
            /** @enum {string} */
            visibility?: "team" | "restricted";
        };
        Retention: {
            changedAt: string | null;
            changedBy: string | null;
            rules: components["schemas"]["RetentionRule"][];
        };
        RetentionPreview: {
            bytes: number;
            held: number;
            scans: number;
        };
        RetentionRule: {
            /** @default null */
            maxAgeDays: number | null;
            /** @default null */
            maxBytes: number | null;
            /** @default null */
            maxCount: number | null;
            /** @default [] */
            states: ("done" | "error" | "cancelled")[];
            /** @default null */
            tag: string | null;
        };
        RetentionRuleInput: {
            /** @default null */
            maxAgeDays?: number | null;
            /** @default null */
            maxBytes?: number | null;
            /** @default null */
            maxCount?: number | null;
            /** @default [] */
            states?: ("done" | "error" | "cancelled")[];
            /** @default null */
            tag?: string | null;
        };
        RetentionRulesInput: {
            rules: components["schemas"]["RetentionRuleInput"][];
        };
        SavedSearch: {
            created: string;
            id: string;
            name: string;
            q: string;
        };
        SaveSearchInput: {
            name: string;
            q: string;
        };
        Scan: {
            attempt: number;
            completeness: ("complete" | "partial") | null;
            created: string;
            done_at: string;
            errorCode: ("blocked_destination" | "unsafe_redirect" | "redirect_loop" | "name_not_resolved" | "connection_failed" | "tls_failed" | "proxy_failed" | "navigation_failed" | "timeout" | "page_crashed" | "too_large" | "browser_failed" | "attempts_exhausted" | "no_result" | "secrets_unreadable" | "scanner_error" | "cancelled") | null;
            errorMessage: string;
            final_url: string;
            html: string[];
            id: string;
            missing: ("page_unresponsive" | "page_crashed" | "load_timeout" | "too_large" | "truncated" | "artifact_failed" | "blocked_requests" | "guard_failed" | "challenge")[];
            notBefore: string | null;
            notices: ("scheme_added" | "refanged" | "backslashes_replaced" | "credentials_removed" | "host_rewritten" | "internationalised" | "lookalike")[];
            options: components["schemas"]["ShownScanOptions"];
            phase: ("opening" | "loading" | "settling" | "saving") | null;
            /** @enum {string} */
            priority: "low" | "normal" | "high";
            requiredLabels: string[];
            rescanOf: string | null;
            scanData?: components["schemas"]["ScanData"];
            scanner: {
                id: string;
                name: string;
            } | null;
            screenshots: string[];
            slug: string;
            startedAt: string | null;
            /** @enum {string} */
            state: "pending" | "queued" | "running" | "done" | "error" | "cancelled";
            /** @enum {string} */
            status: "pending" | "running" | "done" | "error";
            submittedBy: {
                /** @enum {string} */
                kind: "user" | "token";
                name: string;
            };
            tags: string[];
            targetScannerId: string | null;
            title: string;
            updated: string;
            url: string;
            /** @enum {string} */
            visibility: "team" | "restricted";
        };
        ScanData: {
            document: {
                links: string[];
                origin: string;
                protocol: string;
                title: string;
                url: string;
            };
            meta?: {
                completedAt: string;
                duration: number;
                initiatedAt: string;
                initiatedBy: string;
                /** @enum {string} */
                initiatedByType: "user" | "token";
                scannedByScanner: string;
                startedAt: string;
            };
            request?: {
                headers: {
                    [key: string]: string;
                };
                method: string;
                postData?: string;
                redirectChain: string[];
                resourceType: string;
                ts: number;
                /** @constant */
                type: "request";
                url: string;
            };
            response?: {
                headers: {
                    [key: string]: string;
                };
                remoteAddress: {
                    ip: string;
                    port: number;
                };
                securityDetails?: {
                    issuer: string;
                    protocol: string;
                    subjectAlternativeNames: string[];
                    subjectName: string;
                    validFrom: number;
                    validTo: number;
                };
                status: number;
                statusText: string;
                timing?: {
                    [key: string]: number;
                };
                ts: number;
                /** @constant */
                type: "response";
                url: string;
            };
            /** @constant */
            version: "1.0";
        };
        ScanHold: {
            hold: components["schemas"]["LegalHold"] | null;
        };
        Scanner: {
            allowNetworks: string[];
            browserVersion: string;
            concurrency: number;
            configuration: components["schemas"]["ShownScannerConfiguration"];
            connected: boolean;
            created: string;
            id: string;
            labels: string[];
            lastSeen: string | null;
            name: string;
            paused: boolean;
            protocol: string;
            running: number;
            /** @enum {string} */
            state: "away" | "refused" | "paused" | "busy" | "ready";
            version: string;
        };
        ScannerConfigurationChangeInput: {
            atOnce?: number | null;
            language?: string | null;
            proxy?: string | null;
            skipCookiePrompts?: boolean;
            stealth?: boolean;
            userAgent?: string | null;
        };
        ScannerCountsInput: {
            browserEnds: {
                /** @enum {string} */
                cause: "served" | "old" | "grown" | "updated" | "crashed" | "stuck";
                count: number;
            }[];
            browserStarts: number;
            guard: {
                count: number;
                rule: string;
                /** @enum {string} */
                verdict: "allowed" | "refused" | "failed";
            }[];
        };
        ScannerPostureInput: {
            browserBuilt: string | null;
            /** @default null */
            imageBuilt?: string | null;
            leftovers: number;
            /** @enum {string} */
            network: "namespace" | "shared" | "unknown";
            networkReason: string;
            /** @enum {string} */
            sandbox: "on" | "off" | "unknown";
            sandboxReason: string;
        };
        ScanOptions: {
            cookies?: {
                name: string;
                value: string;
            }[];
            /**
             * @default desktop
             * @enum {string}
             */
            device: "desktop" | "mobile";
            /** @default false */
            earlyScreenshot: boolean;
            /** @default false */
            fullPage: boolean;
            headers?: {
                [key: string]: string;
            };
            /** @default true */
            javascript: boolean;
            language?: string;
            proxy?: string;
            /**
             * @default balanced
             * @enum {string}
             */
            rate: "fast" | "balanced" | "slow";
            /** Format: uri */
            referer?: string;
            /** @default false */
            skipCookiePrompts: boolean;
            /** @default false */
            stealth: boolean;
            /** @default 60000 */
            timeoutMs: number;
            timeZone?: string;
            userAgent?: string;
            viewport?: {
                height: number;
                width: number;
            };
        };
        ScanOptionsInput: {
            cookies?: {
                name: string;
                value: string;
            }[];
            /**
             * @default desktop
             * @enum {string}
             */
            device?: "desktop" | "mobile";
            /** @default false */
            earlyScreenshot?: boolean;
            /** @default false */
            fullPage?: boolean;
            headers?: {
                [key: string]: string;
            };
            /** @default true */
            javascript?: boolean;
            language?: string;
            proxy?: string;
            /**
             * @default balanced
             * @enum {string}
             */
            rate?: "fast" | "balanced" | "slow";
            /** Format: uri */
            referer?: string;
            /** @default false */
            skipCookiePrompts?: boolean;
            /** @default false */
            stealth?: boolean;
            /** @default 60000 */
            timeoutMs?: number;
            timeZone?: string;
            userAgent?: string;
            viewport?: {
                height: number;
                width: number;
            };
        };
        ScanRequestInput: {
            /** @default [] */
            labels?: string[];
            /** Format: date-time */
            notBefore?: string;
            options?: components["schemas"]["ScanOptionsInput"];
            /**
             * @default normal
             * @enum {string}
             */
            priority?: "low" | "normal" | "high";
            /** @default 0 */
            reuseMinutes?: number;
            scanner?: string;
            /** @default [] */
            tags?: string[];
            url: string;
            /**
             * @default team
             * @enum {string}
             */
            visibility?: "team" | "restricted";
        };
        Script: {
            length?: number;
            sha256?: string;
            type: string;
            url?: string;
        };
        ScriptInput: {
            length?: number;
            sha256?: string;
            type: string;
            url?: string;
        };
        SearchFacets: {
            counted: number;
            facets: components["schemas"]["Facet"][];
            isExact: boolean;
        };
        SearchPage: {
            items: components["schemas"]["Scan"][];
            next: string | null;
            total: {
                count: number;
                isExact: boolean;
            } | null;
        };
        SecondFactorCodeInput: {
            code: string;
        };
        SecondFactorNeeded: {
            /** @constant */
            kind: "second_factor";
        };
        SecondFactorSetup: {
            secret: string;
            uri: string;
        };
        SecurityCheck: {
            /** @enum {string} */
            area: "secrets" | "access" | "host" | "scanners";
            found: string;
            /** @enum {string} */
            id: "settings" | "secret_strength" | "secret_examples" | "secret_files" | "https_only" | "trusted_proxies" | "private_network" | "dedicated_host" | "certificate_trusted" | "certificate_names" | "certificate_expiry" | "browser_sandbox" | "browser_network" | "browser_leftovers" | "browser_age" | "scanner_version" | "image_age";
            /** @enum {string} */
            level: "mandatory" | "recommended";
            /** @enum {string} */
            outcome: "pass" | "fail" | "unknown";
            remedy: string | null;
            title: string;
        };
        SecurityChecklist: {
            certificateEnds: string | null;
            checked: string;
            checks: components["schemas"]["SecurityCheck"][];
            passed: boolean;
        };
        ShownScannerConfiguration: {
            atOnce: number | null;
            language: string | null;
            proxy: string | null;
            skipCookiePrompts: boolean;
            stealth: boolean;
            userAgent: string | null;
        };
        ShownScanOptions: {
            cookies?: {
                name: string;
                value: string;
            }[];
            /**
             * @default desktop
             * @enum {string}
             */
            device: "desktop" | "mobile";
            /** @default false */
            earlyScreenshot: boolean;
            /** @default false */
            fullPage: boolean;
            headers?: {
                [key: string]: string;
            };
            /** @default true */
            javascript: boolean;
            language?: string;
            proxy?: string;
            /**
             * @default balanced
             * @enum {string}
             */
            rate: "fast" | "balanced" | "slow";
            /** Format: uri */
            referer?: string;
            /** @default false */
            skipCookiePrompts: boolean;
            /** @default false */
            stealth: boolean;
            /** @default 60000 */
            timeoutMs: number;
            timeZone?: string;
            userAgent?: string;
            viewport?: {
                height: number;
                width: number;
            };
        };
        ShownScanOptionsInput: {
            cookies?: {
                name: string;
                value: string;
            }[];
            /**
             * @default desktop
             * @enum {string}
             */
            device?: "desktop" | "mobile";
            /** @default false */
            earlyScreenshot?: boolean;
            /** @default false */
            fullPage?: boolean;
            headers?: {
                [key: string]: string;
            };
            /** @default true */
            javascript?: boolean;
            language?: string;
            proxy?: string;
            /**
             * @default balanced
             * @enum {string}
             */
            rate?: "fast" | "balanced" | "slow";
            /** Format: uri */
            referer?: string;
            /** @default false */
            skipCookiePrompts?: boolean;
            /** @default false */
            stealth?: boolean;
            /** @default 60000 */
            timeoutMs?: number;
            timeZone?: string;
            userAgent?: string;
            viewport?: {
                height: number;
                width: number;
            };
        };
        SignInOptions: {
            passkeys: boolean;
            selfRegister: boolean;
            singleSignOn: {
                name: string;
            } | null;
        };
        Statistics: {
            errors: {
                /** @enum {string} */
                code: "blocked_destination" | "unsafe_redirect" | "redirect_loop" | "name_not_resolved" | "connection_failed" | "tls_failed" | "proxy_failed" | "navigation_failed" | "timeout" | "page_crashed" | "too_large" | "browser_failed" | "attempts_exhausted" | "no_result" | "secrets_unreadable" | "scanner_error" | "cancelled";
                count: number;
            }[];
            from: string;
            scans: {
                cancelled: number;
                done: number;
                error: number;
                partial: number;
                running: number;
                submitted: number;
                waiting: number;
            };
            seconds: {
                scanning: {
                    most: number;
                    p50: number;
                    p95: number;
                } | null;
                waiting: {
                    most: number;
                    p50: number;
                    p95: number;
                } | null;
            };
            series: {
                at: string;
                cancelled: number;
                done: number;
                error: number;
                submitted: number;
            }[];
            to: string;
        };
        Storage: {
            databases: {
                name: string;
                objectStores: string[];
                origin: string;
            }[];
            local: components["schemas"]["StorageItem"][];
            session: components["schemas"]["StorageItem"][];
        };
        StorageInput: {
            databases: {
                name: string;
                objectStores: string[];
                origin: string;
            }[];
            local: components["schemas"]["StorageItemInput"][];
            session: components["schemas"]["StorageItemInput"][];
        };
        StorageItem: {
            key: string;
            length: number;
            origin: string;
            value: string;
        };
        StorageItemInput: {
            key: string;
            length: number;
            origin: string;
            value: string;
        };
        StreamMessages: {
            dropped: number;
            items: {
                atMs: number;
                data: string;
                /** @enum {string} */
                direction: "sent" | "received";
                event?: string;
                /** @enum {string} */
                kind: "text" | "binary" | "event" | "error";
                size: number;
            }[];
        };
        StreamMessagesInput: {
            dropped: number;
            items: {
                atMs: number;
                data: string;
                /** @enum {string} */
                direction: "sent" | "received";
                event?: string;
                /** @enum {string} */
                kind: "text" | "binary" | "event" | "error";
                size: number;
            }[];
        };
        Suggestion: {
            example?: string;
            from: number;
            /** @enum {string} */
            kind: "field" | "value" | "operator";
            text: string;
            to: number;
        };
        Summary: {
            lists: {
                apexDomains: string[];
                asns: string[];
                certificateSubjects: string[];
                countries: string[];
                domains: string[];
                hashes: string[];
                ips: string[];
                linkDomains: string[];
                servers: string[];
                urls: string[];
            };
            page: {
                apexDomain: string;
                asn?: number;
                asName?: string;
                country?: string;
                domain: string;
                ip: string;
                mediaType: string;
                /** @enum {string} */
                redirected: "no" | "same_domain" | "same_apex" | "other_site";
                server: string;
                status?: number;
                title: string;
                tlsAgeDays?: number;
                tlsIssuer?: string;
                tlsValidDays?: number;
                tlsValidFrom?: string;
                url: string;
            };
            securityHeaders: {
                absent: string[];
                present: {
                    name: string;
                    value: string;
                }[];
            };
            stats: {
                blocked: number;
                /** @default [] */
                byApexDomain: {
                    count: number;
                    name: string;
                    size: number;
                    transferredBytes: number;
                }[];
                byDomain: {
                    count: number;
                    name: string;
                    size: number;
                    transferredBytes: number;
                }[];
                byIp: {
                    count: number;
                    name: string;
                    size: number;
                    transferredBytes: number;
                }[];
                byProtocol: {
                    count: number;
                    name: string;
                    size: number;
                    transferredBytes: number;
                }[];
                byServer: {
                    count: number;
                    name: string;
                    size: number;
                    transferredBytes: number;
                }[];
                byTls: {
                    count: number;
                    name: string;
                    size: number;
                    transferredBytes: number;
                }[];
                byType: {
                    count: number;
                    name: string;
                    size: number;
                    transferredBytes: number;
                }[];
                failed: number;
                ipv6Percent: number;
                /** @default 0 */
                links: number;
                requests: number;
                securePercent: number;
                /** @default 0 */
                secureRequests: number;
                size: number;
                transferredBytes: number;
            };
        };
        SummaryInput: {
            lists: {
                apexDomains: string[];
                asns: string[];
                certificateSubjects: string[];
                countries: string[];
                domains: string[];
                hashes: string[];
                ips: string[];
                linkDomains: string[];
                servers: string[];
                urls: string[];
            };
            page: {
                apexDomain: string;
                asn?: number;
                asName?: string;
                country?: string;
                domain: string;
                ip: string;
                mediaType: string;
                /** @enum {string} */
                redirected: "no" | "same_domain" | "same_apex" | "other_site";
                server: string;
                status?: number;
                title: string;
                tlsAgeDays?: number;
                tlsIssuer?: string;
                tlsValidDays?: number;
                tlsValidFrom?: string;
                url: string;
            };
            securityHeaders: {
                absent: string[];
                present: {
                    name: string;
                    value: string;
                }[];
            };
            stats: {
                blocked: number;
                /** @default [] */
                byApexDomain?: {
                    count: number;
                    name: string;
                    size: number;
                    transferredBytes: number;
                }[];
                byDomain: {
                    count: number;
                    name: string;
                    size: number;
                    transferredBytes: number;
                }[];
                byIp: {
                    count: number;
                    name: string;
                    size: number;
                    transferredBytes: number;
                }[];
                byProtocol: {
                    count: number;
                    name: string;
                    size: number;
                    transferredBytes: number;
                }[];
                byServer: {
                    count: number;
                    name: string;
                    size: number;
                    transferredBytes: number;
                }[];
                byTls: {
                    count: number;
                    name: string;
                    size: number;
                    transferredBytes: number;
                }[];
                byType: {
                    count: number;
                    name: string;
                    size: number;
                    transferredBytes: number;
                }[];
                failed: number;
                ipv6Percent: number;
                /** @default 0 */
                links?: number;
                requests: number;
                securePercent: number;
                /** @default 0 */
                secureRequests?: number;
                size: number;
                transferredBytes: number;
            };
        };
        TagsChangeInput: {
            /** @default [] */
            add?: string[];
            /** @default [] */
            remove?: string[];
        };
        TlsDetails: {
            cipher: string;
            issuer: string;
            keyExchange?: string;
            protocol: string;
            subject: string;
            subjectAlternativeNames: string[];
            validFrom: string;
            validTo: string;
        };
        TlsDetailsInput: {
            cipher: string;
            issuer: string;
            keyExchange?: string;
            protocol: string;
            subject: string;
            subjectAlternativeNames: string[];
            validFrom: string;
            validTo: string;
        };
        UpdateScannerInput: {
            configuration?: components["schemas"]["ScannerConfigurationChangeInput"];
            labels?: string[];
            paused?: boolean;
        };
        UpdateUserInput: {
            disabled?: boolean;
            password?: string;
            /** @enum {string} */
            role?: "admin" | "user" | "viewer";
        };
        UpdateWebhookInput: {
            enabled?: boolean;
            events?: ("scan.done" | "scan.failed" | "scan.cancelled")[];
            includeRestricted?: boolean;
            name?: string;
            url?: string;
        };
        User: {
            created: string;
            disabled: boolean;
            email: string;
            id: string;
            name: string;
            /** @enum {string} */
            role: "admin" | "user" | "viewer";
        };
        Webhook: {
            created: string;
            disabledReason: ("asked" | "failing" | "gone" | "owner_gone" | "secret_unreadable") | null;
            enabled: boolean;
            events: ("scan.done" | "scan.failed" | "scan.cancelled")[];
            failingSince: string | null;
            id: string;
            includeRestricted: boolean;
            name: string;
            owner: {
                /** @enum {string} */
                kind: "user" | "token";
                name: string;
            };
            updated: string;
            url: string;
        };
        WebhookAttempt: {
            answer: string;
            at: string;
            attempt: number;
            durationMs: number;
            error: string | null;
            status: number | null;
        };
        WebhookDelivery: {
            attempts: number;
            created: string;
            /** @enum {string} */
            event: "scan.done" | "scan.failed" | "scan.cancelled" | "webhook.test";
            id: string;
            last: {
                error: string | null;
                status: number | null;
            } | null;
            nextTry: string | null;
            scanId: string | null;
            /** @enum {string} */
            state: "waiting" | "delivered" | "failed";
        };
        WebhookDeliveryDetails: {
            attempts: number;
            created: string;
            /** @enum {string} */
            event: "scan.done" | "scan.failed" | "scan.cancelled" | "webhook.test";
            id: string;
            last: {
                error: string | null;
                status: number | null;
            } | null;
            log: components["schemas"]["WebhookAttempt"][];
            nextTry: string | null;
            scanId: string | null;
            /** @enum {string} */
            state: "waiting" | "delivered" | "failed";
        };
        WebhookDeliveryPage: {
            items: components["schemas"]["WebhookDelivery"][];
            next: number | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        expires: string;
                        user: components["schemas"]["Me"];
                    } | null;
                };
            };
        };
    };
    getSignInOptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInOptions"];
                };
            };
        };
    };
    postSignInPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasskeySignInInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
        };
    };
    postSignInPasskeyOptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyOptions"];
                };
            };
        };
    };
    postSignInSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecondFactorCodeInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
        };
    };
    postSignIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    password: string;
                    username: string;
                };
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"] | components["schemas"]["SecondFactorNeeded"];
                };
            };
        };
    };
    postSignOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getScansBeta: {
        parameters: {
            query?: {
                status?: "pending" | "running" | "done" | "error";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetaScan"][];
                };
            };
        };
    };
    initScanBeta: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScanRequestInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetaScan"];
                };
            };
        };
    };
    getScanByIdBeta: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scanId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetaScan"];
                };
            };
        };
    };
    getScreenshotByScanIdBeta: {
        parameters: {
            query?: {
                size?: "thumbnail" | "display";
            };
            header?: never;
            path: {
                scanId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The screenshot */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                    "image/webp": string;
                };
            };
        };
    };
    putBlob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                attempt: number;
                scanId: string;
                sha256: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    completeJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                attempt: number;
                scanId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CompleteRequestInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommitReply"];
                };
            };
        };
    };
    failJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                attempt: number;
                scanId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FailRequestInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommitReply"];
                };
            };
        };
    };
    heartbeat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                attempt: number;
                scanId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HeartbeatRequestInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeartbeatReply"];
                };
            };
        };
    };
    lease: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LeaseRequestInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lease"];
                };
            };
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getAudit: {
        parameters: {
            query?: {
                action?: "session.signed_in" | "session.signed_out" | "session.ended" | "account.registered" | "account.password_changed" | "account.second_factor_changed" | "account.passkey_added" | "account.passkey_removed" | "credential.refused" | "user.created" | "user.changed" | "user.second_factor_reset" | "token.created" | "token.revoked" | "scanner.created" | "scanner.token_renewed" | "scanner.changed" | "scanner.removed" | "scan.created" | "scan.tagged" | "scans.submitted" | "scan.cancelled" | "scan.deleted" | "artifact.read" | "artifact.damaged" | "screenshots.viewed" | "malware.downloaded" | "audit.exported" | "backup.created" | "backup.restored" | "data.imported" | "lookups.changed" | "retention.changed" | "retention.applied" | "scan.held" | "scan.released" | "webhook.created" | "webhook.changed" | "webhook.removed" | "webhook.secret_renewed" | "webhook.redelivered" | "secret.rotated" | "secret.changed" | "request.refused";
                actor?: string;
                address?: string;
                after?: number;
                from?: string;
                limit?: number;
                outcome?: "success" | "refused" | "failed";
                target?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
        };
    };
    getAuditExport: {
        parameters: {
            query?: {
                action?: "session.signed_in" | "session.signed_out" | "session.ended" | "account.registered" | "account.password_changed" | "account.second_factor_changed" | "account.passkey_added" | "account.passkey_removed" | "credential.refused" | "user.created" | "user.changed" | "user.second_factor_reset" | "token.created" | "token.revoked" | "scanner.created" | "scanner.token_renewed" | "scanner.changed" | "scanner.removed" | "scan.created" | "scan.tagged" | "scans.submitted" | "scan.cancelled" | "scan.deleted" | "artifact.read" | "artifact.damaged" | "screenshots.viewed" | "malware.downloaded" | "audit.exported" | "backup.created" | "backup.restored" | "data.imported" | "lookups.changed" | "retention.changed" | "retention.applied" | "scan.held" | "scan.released" | "webhook.created" | "webhook.changed" | "webhook.removed" | "webhook.secret_renewed" | "webhook.redelivered" | "secret.rotated" | "secret.changed" | "request.refused";
                actor?: string;
                address?: string;
                format?: "jsonl" | "csv";
                from?: string;
                outcome?: "success" | "refused" | "failed";
                target?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description A file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
        };
    };
    events: {
        parameters: {
            query?: {
                scan?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Events, for as long as you listen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
        };
    };
    getLookups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lookups"];
                };
            };
        };
    };
    putLookups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeLookupsInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lookups"];
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
        };
    };
    postMePasskeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPasskeyInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Passkey"];
                };
            };
        };
    };
    deleteMePasskey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                passkeyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postMePasskeyOptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmIdentityInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyOptions"];
                };
            };
        };
    };
    postMePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangePasswordInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getOwnQuota: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Quota"];
                };
            };
        };
    };
    getSavedSearches: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSearch"][];
                };
            };
        };
    };
    postSavedSearches: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SaveSearchInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSearch"];
                };
            };
        };
    };
    deleteSavedSearch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                searchId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postMeSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmIdentityInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecondFactorSetup"];
                };
            };
        };
    };
    postMeSecondFactorConfirm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecondFactorCodeInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
        };
    };
    postMeSecondFactorDisable: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmIdentityInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postMeRecoveryCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmIdentityInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
        };
    };
    getMeSecurity: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountSecurity"];
                };
            };
        };
    };
    getMeSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountSession"][];
                };
            };
        };
    };
    deleteMeSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    deleteMeSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sessionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getRetention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
        };
    };
    putRetention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RetentionRulesInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
        };
    };
    getRetentionHolds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LegalHold"][];
                };
            };
        };
    };
    postRetentionPreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RetentionRulesInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetentionPreview"];
                };
            };
        };
    };
    getScanners: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scanner"][];
                };
            };
        };
    };
    postScanners: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateScannerInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedScanner"];
                };
            };
        };
    };
    deleteScanner: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scannerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patchScanner: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scannerId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateScannerInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scanner"];
                };
            };
        };
    };
    postScannerToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scannerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedScanner"];
                };
            };
        };
    };
    getScans: {
        parameters: {
            query?: {
                filter?: string;
                limit?: number;
                offset?: number;
                sort?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scan"][];
                };
            };
        };
    };
    initScan: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScanRequestInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scan"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scan"];
                };
            };
        };
    };
    getScanById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scanId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scan"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scan"];
                };
            };
        };
    };
    deleteScan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scanId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getArtifactsByScanId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scanId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Artifact"][];
                };
            };
        };
    };
    getArtifact: {
        parameters: {
            query?: {
                size?: "thumbnail" | "display";
            };
            header?: never;
            path: {
                scanId: string;
                sha256: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The artifact */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                    "application/octet-stream": string;
                    "application/zip": string;
                    "image/png": string;
                    "image/webp": string;
                    "text/plain": string;
                };
            };
        };
    };
    cancelScan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scanId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scan"];
                };
            };
        };
    };
    getScanHold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scanId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScanHold"];
                };
            };
        };
    };
    putScanHold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scanId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlaceHoldInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScanHold"];
                };
            };
        };
    };
    deleteScanHold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scanId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getHtmlByScanId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scanId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The page after loading */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
        };
    };
    getReportByScanId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scanId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The whole report */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
        };
    };
    rescan: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path: {
                scanId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RescanRequestInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scan"];
                };
            };
        };
    };
    getScreenshotByScanId: {
        parameters: {
            query?: {
                size?: "thumbnail" | "display";
            };
            header?: never;
            path: {
                scanId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The screenshot */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                    "image/webp": string;
                };
            };
        };
    };
    changeScanTags: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scanId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TagsChangeInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scan"];
                };
            };
        };
    };
    getTraceByScanId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scanId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown[];
                };
            };
        };
    };
    initScans: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkScanRequestInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkScanReply"];
                };
            };
        };
    };
    searchScans: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchPage"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    searchFacets: {
        parameters: {
            query?: {
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchFacets"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    suggestSearch: {
        parameters: {
            query?: {
                at?: number;
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suggestion"][];
                };
            };
        };
    };
    getSecurity: {
        parameters: {
            query?: {
                maxAge?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecurityChecklist"];
                };
            };
        };
    };
    getStatistics: {
        parameters: {
            query?: {
                hours?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statistics"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiToken"][];
                };
            };
        };
    };
    postTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTokenInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedToken"];
                };
            };
        };
    };
    deleteToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tokenId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getUsers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"][];
                };
            };
        };
    };
    postUsers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateUserInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedUser"];
                };
            };
        };
    };
    patchUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateUserInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    deleteUserSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"][];
                };
            };
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateWebhookInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedWebhook"];
                };
            };
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    updateWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateWebhookInput"];
            };
        };
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
        };
    };
    getWebhookDeliveries: {
        parameters: {
            query?: {
                after?: number;
                limit?: number;
                state?: "waiting" | "delivered" | "failed";
            };
            header?: never;
            path: {
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveryPage"];
                };
            };
        };
    };
    getWebhookDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deliveryId: string;
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveryDetails"];
                };
            };
        };
    };
    redeliverWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deliveryId: string;
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
        };
    };
    renewWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedWebhook"];
                };
            };
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `code` says why, `detail` what to do */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
        };
    };
}
