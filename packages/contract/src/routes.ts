/** Every path of the public API, once. `{x}` marks a parameter. */
export const ROUTES = {
  scans: '/api/v1/scans',
  scansBulk: '/api/v1/scans/bulk',
  scan: '/api/v1/scans/{scanId}',
  scanCancel: '/api/v1/scans/{scanId}/cancel',
  scanRescan: '/api/v1/scans/{scanId}/rescan',
  scanTags: '/api/v1/scans/{scanId}/tags',
  scanHold: '/api/v1/scans/{scanId}/hold',
  scanScreenshot: '/api/v1/scans/{scanId}/screenshot',
  scanHtml: '/api/v1/scans/{scanId}/html',
  scanTrace: '/api/v1/scans/{scanId}/trace',
  scanReport: '/api/v1/scans/{scanId}/report',
  scanArtifacts: '/api/v1/scans/{scanId}/artifacts',
  scanArtifact: '/api/v1/scans/{scanId}/artifacts/{sha256}',
  /** On the origin of artifacts alone. */
  evidence: '/api/evidence',
  betaScans: '/api/beta/scans',
  betaScan: '/api/beta/scans/{scanId}',
  betaScanScreenshot: '/api/beta/scans/{scanId}/screenshot',
  search: '/api/v1/search',
  searchSuggestions: '/api/v1/search/suggestions',
  searchFacets: '/api/v1/search/facets',
  stats: '/api/v1/stats',
  savedSearches: '/api/v1/me/searches',
  savedSearch: '/api/v1/me/searches/{searchId}',
  events: '/api/v1/events',
  me: '/api/v1/me',
  meQuota: '/api/v1/me/quota',
  mePassword: '/api/v1/me/password',
  meSecurity: '/api/v1/me/security',
  meSecondFactor: '/api/v1/me/second-factor',
  meSecondFactorConfirm: '/api/v1/me/second-factor/confirm',
  meSecondFactorDisable: '/api/v1/me/second-factor/disable',
  meRecoveryCodes: '/api/v1/me/second-factor/recovery-codes',
  mePasskeys: '/api/v1/me/passkeys',
  mePasskeyOptions: '/api/v1/me/passkeys/options',
  mePasskey: '/api/v1/me/passkeys/{passkeyId}',
  meSessions: '/api/v1/me/sessions',
  meSession: '/api/v1/me/sessions/{sessionId}',
  users: '/api/v1/users',
  user: '/api/v1/users/{userId}',
  userSecondFactor: '/api/v1/users/{userId}/second-factor',
  audit: '/api/v1/audit',
  auditExport: '/api/v1/audit/export',
  webhooks: '/api/v1/webhooks',
  webhook: '/api/v1/webhooks/{webhookId}',
  webhookSecret: '/api/v1/webhooks/{webhookId}/secret',
  webhookTest: '/api/v1/webhooks/{webhookId}/test',
  webhookDeliveries: '/api/v1/webhooks/{webhookId}/deliveries',
  webhookDelivery: '/api/v1/webhooks/{webhookId}/deliveries/{deliveryId}',
  webhookRedeliver: '/api/v1/webhooks/{webhookId}/deliveries/{deliveryId}/redeliver',
  lookups: '/api/v1/lookups',
  retention: '/api/v1/retention',
  retentionPreview: '/api/v1/retention/preview',
  retentionHolds: '/api/v1/retention/holds',
  security: '/api/v1/security',
  tokens: '/api/v1/tokens',
  token: '/api/v1/tokens/{tokenId}',
  scanners: '/api/v1/scanners',
  scanner: '/api/v1/scanners/{scannerId}',
  scannerToken: '/api/v1/scanners/{scannerId}/token',
  signInOptions: '/api/auth/options',
  signIn: '/api/auth/sign-in/username',
  signInSecondFactor: '/api/auth/sign-in/second-factor',
  signInPasskeyOptions: '/api/auth/sign-in/passkey/options',
  signInPasskey: '/api/auth/sign-in/passkey',
  singleSignOn: '/api/auth/single-sign-on',
  singleSignOnCallback: '/api/auth/single-sign-on/callback',
  signUp: '/api/auth/sign-up',
  signOut: '/api/auth/sign-out',
  lease: '/api/scanner/v1/lease',
  heartbeat: '/api/scanner/v1/jobs/{scanId}/{attempt}/heartbeat',
  blob: '/api/scanner/v1/jobs/{scanId}/{attempt}/blobs/{sha256}',
  complete: '/api/scanner/v1/jobs/{scanId}/{attempt}/complete',
  fail: '/api/scanner/v1/jobs/{scanId}/{attempt}/fail',
  openApi: '/api/openapi.json',
  docs: '/api/docs',
  healthz: '/healthz',
  readyz: '/readyz',
} as const;

export type RouteName = keyof typeof ROUTES;

/** Fills a route's parameters, each percent-encoded. @throws when one is missing. */
export function pathOf(route: RouteName, params: Record<string, string | number> = {}): string {
  return ROUTES[route].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`route ${route} needs ${name}`);
    return encodeURIComponent(value);
  });
}

/** The same path as a router pattern, `:name` for each parameter. */
export function routePattern(route: RouteName): string {
  return ROUTES[route].replace(/\{(\w+)\}/g, ':$1');
}
