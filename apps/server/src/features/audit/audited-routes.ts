/**
 * What each route is in the audit log. A route that changes anything must be here or among
 * `UNRECORDED`: a test holds the two against the API's document.
 */
import { type AuditAction, type RouteName, routePattern } from '@webhood/contract';

export interface AuditedRoute {
  action: AuditAction;
  /** Kind of what it acts on, and the parameter that names it; without one, the answer does. */
  target?: { kind: string; parameter?: string };
  /**
   * `always`: each request, before it is answered. `once`: the same reader and path no more than
   * once in a while. `together`: with others of the reader, in one entry.
   */
  record: 'always' | 'once' | 'together';
  /** Whoever is signed in afterwards did it. */
  signsIn?: boolean;
}

const made = (action: AuditAction, kind: string): AuditedRoute => ({
  action,
  target: { kind },
  record: 'always',
});

const changed = (action: AuditAction, kind: string, parameter: string): AuditedRoute => ({
  action,
  target: { kind, parameter },
  record: 'always',
});

const read = (record: 'once' | 'together' = 'once'): AuditedRoute => ({
  action: record === 'once' ? 'artifact.read' : 'screenshots.viewed',
  target: { kind: 'scan', parameter: 'scanId' },
  record,
});

const own = (action: AuditAction): AuditedRoute => ({ action, record: 'always' });
const signIn: AuditedRoute = { action: 'session.signed_in', record: 'always', signsIn: true };

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

const TABLE: [Method, RouteName, AuditedRoute][] = [
  ['POST', 'signIn', signIn],
  ['POST', 'signInSecondFactor', signIn],
  ['POST', 'signInPasskey', signIn],
  ['GET', 'singleSignOnCallback', signIn],
  ['POST', 'signUp', own('account.registered')],
  ['POST', 'signOut', own('session.signed_out')],
  ['POST', 'mePassword', own('account.password_changed')],
  ['POST', 'meSecondFactor', own('account.second_factor_changed')],
  ['POST', 'meSecondFactorConfirm', own('account.second_factor_changed')],
  ['POST', 'meSecondFactorDisable', own('account.second_factor_changed')],
  ['POST', 'meRecoveryCodes', own('account.second_factor_changed')],
  ['POST', 'mePasskeys', made('account.passkey_added', 'passkey')],
  ['DELETE', 'mePasskey', changed('account.passkey_removed', 'passkey', 'passkeyId')],
  ['DELETE', 'meSessions', own('session.ended')],
  ['DELETE', 'meSession', changed('session.ended', 'session', 'sessionId')],
  ['POST', 'users', made('user.created', 'user')],
  ['PATCH', 'user', changed('user.changed', 'user', 'userId')],
  ['DELETE', 'userSecondFactor', changed('user.second_factor_reset', 'user', 'userId')],
  ['POST', 'tokens', made('token.created', 'token')],
  ['DELETE', 'token', changed('token.revoked', 'token', 'tokenId')],
  ['POST', 'scanners', made('scanner.created', 'scanner')],
  ['POST', 'scannerToken', changed('scanner.token_renewed', 'scanner', 'scannerId')],
  ['PATCH', 'scanner', changed('scanner.changed', 'scanner', 'scannerId')],
  ['DELETE', 'scanner', changed('scanner.removed', 'scanner', 'scannerId')],
  ['POST', 'scans', made('scan.created', 'scan')],
  ['POST', 'scansBulk', { action: 'scans.submitted', record: 'always' }],
  ['POST', 'scanRescan', made('scan.created', 'scan')],
  ['PATCH', 'scanTags', changed('scan.tagged', 'scan', 'scanId')],
  ['POST', 'betaScans', made('scan.created', 'scan')],
  ['POST', 'scanCancel', changed('scan.cancelled', 'scan', 'scanId')],
  ['DELETE', 'scan', changed('scan.deleted', 'scan', 'scanId')],
  ['PUT', 'lookups', own('lookups.changed')],
  ['PUT', 'retention', own('retention.changed')],
  ['PUT', 'scanHold', changed('scan.held', 'scan', 'scanId')],
  ['DELETE', 'scanHold', changed('scan.released', 'scan', 'scanId')],
  ['GET', 'scanScreenshot', read('together')],
  ['GET', 'betaScanScreenshot', read('together')],
  ['GET', 'scanHtml', read()],
  ['GET', 'scanReport', read()],
  ['GET', 'scanTrace', read()],
  ['GET', 'scanArtifact', read()],
  ['GET', 'auditExport', own('audit.exported')],
  ['POST', 'webhooks', made('webhook.created', 'webhook')],
  ['PATCH', 'webhook', changed('webhook.changed', 'webhook', 'webhookId')],
  ['DELETE', 'webhook', changed('webhook.removed', 'webhook', 'webhookId')],
  ['POST', 'webhookSecret', changed('webhook.secret_renewed', 'webhook', 'webhookId')],
  ['POST', 'webhookTest', changed('webhook.redelivered', 'webhook', 'webhookId')],
  ['POST', 'webhookRedeliver', changed('webhook.redelivered', 'webhook', 'webhookId')],
];

/** They change nothing that anyone would ask for, or belong to a scanner's work on one scan. */
export const UNRECORDED: readonly string[] = [
  ['POST', 'signInPasskeyOptions'],
  ['POST', 'mePasskeyOptions'],
  ['POST', 'retentionPreview'],
  ['POST', 'savedSearches'],
  ['DELETE', 'savedSearch'],
  ['POST', 'lease'],
  ['POST', 'heartbeat'],
  ['PUT', 'blob'],
  ['POST', 'complete'],
  ['POST', 'fail'],
].map(([method, route]) => `${method} ${routePattern(route as RouteName)}`);

const BY_ROUTE = new Map(
  TABLE.map(([method, route, audited]) => [`${method} ${routePattern(route)}`, audited]),
);

export function auditedRoute(method: string, pattern: string): AuditedRoute | undefined {
  return BY_ROUTE.get(`${method} ${pattern}`);
}
