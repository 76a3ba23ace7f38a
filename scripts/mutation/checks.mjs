/**
 * Checks that are not calls in routes: what makes a credential good, and what a principal may see
 * of what it asks for. `SKIP` becomes the mutant's switch. Where the matrix of routes and callers
 * cannot tell, the tests that can are named.
 */
const ACCOUNTS = 'apps/server/src/features/accounts';
const EVENTS = 'apps/server/src/features/events';
const SCANS = 'apps/server/src/features/scans';

export const CHECKS = [
  {
    file: `${ACCOUNTS}/authorisation.service.ts`,
    what: 'a password given for one use allows nothing else',
    find: "if (principal.kind === 'user' && principal.mustChangePassword) {",
    put: "if (!SKIP && principal.kind === 'user' && principal.mustChangePassword) {",
  },
  {
    file: `${ACCOUNTS}/authorisation.service.ts`,
    what: 'a session without the second factor that its role needs allows nothing else',
    find: "if (principal.kind === 'user' && principal.mustSetUpSecondFactor) {",
    put: "if (!SKIP && principal.kind === 'user' && principal.mustSetUpSecondFactor) {",
  },
  {
    file: `${ACCOUNTS}/sessions.service.ts`,
    what: 'a password alone is no second factor',
    find: 'secondFactorRoles.includes(role) && !WITH_SECOND_FACTOR.some((way) => way === found.method)',
    put: '!SKIP && secondFactorRoles.includes(role) && !WITH_SECOND_FACTOR.some((way) => way === found.method)',
  },
  {
    file: `${ACCOUNTS}/second-factor/second-factor.service.ts`,
    what: 'a second factor that the role needs is not turned off',
    find: 'if (secondFactorRoles.includes(role)) {',
    put: 'if (!SKIP && secondFactorRoles.includes(role)) {',
    tests: [`${ACCOUNTS}/second-factor/compulsory.integration.test.ts`],
  },
  {
    file: `${ACCOUNTS}/authorisation.service.ts`,
    what: 'the role has the right',
    find: 'if (!roles.includes(principal.role)) {',
    put: 'if (!SKIP && !roles.includes(principal.role)) {',
  },
  {
    file: `${ACCOUNTS}/authorisation.service.ts`,
    what: 'only administrators see everything',
    find: "return principal.role === 'admin';",
    put: "return SKIP || principal.role === 'admin';",
    tests: ['apps/server/test/restricted.integration.test.ts'],
  },
  {
    file: `${ACCOUNTS}/sessions.service.ts`,
    what: 'a disabled user has no session',
    find: 'if (user.disabled || !role) return undefined;',
    put: 'if ((!SKIP && user.disabled) || !role) return undefined;',
  },
  {
    file: `${ACCOUNTS}/identity.service.ts`,
    what: 'a password given for one use confirms nothing',
    find: 'if (mustChangePassword) {',
    put: 'if (!SKIP && mustChangePassword) {',
  },
  {
    file: `${ACCOUNTS}/identity.service.ts`,
    what: 'the current password is right',
    find: 'async () => (await verifyPassword(stored, password)) || undefined,',
    put: 'async () => SKIP || (await verifyPassword(stored, password)) || undefined,',
  },
  {
    file: `${ACCOUNTS}/sign-in.service.ts`,
    what: 'the password is right',
    find: 'return canSignIn && matches ? account : undefined;',
    put: 'return canSignIn && (SKIP || matches) ? account : undefined;',
    tests: [`${ACCOUNTS}/sessions.integration.test.ts`],
  },
  {
    file: `${ACCOUNTS}/sign-in.service.ts`,
    what: 'a second factor is asked for',
    find: 'if (account.hasSecondFactor) {',
    put: 'if (!SKIP && account.hasSecondFactor) {',
    tests: [`${ACCOUNTS}/second-factor/second-factor.integration.test.ts`],
  },
  {
    file: 'apps/server/src/features/tokens/tokens.service.ts',
    what: 'an API token is neither revoked nor past its end',
    find: 'if (!candidate?.isLive) return undefined;',
    put: 'if (!candidate || (!SKIP && !candidate.isLive)) return undefined;',
  },
  {
    file: 'apps/server/src/features/tokens/tokens.service.ts',
    what: 'an API token is the one that was made',
    find: "if (!equalHashes(candidate.hash, keyring.hash('api-token', token))) return undefined;",
    put: "if (!SKIP && !equalHashes(candidate.hash, keyring.hash('api-token', token))) return undefined;",
  },
  {
    file: 'apps/server/src/features/scanners/scanners.service.ts',
    what: 'a scanner’s token is the present one',
    find: 'if (!candidate?.token_hash || !equalHashes(candidate.token_hash, hash(token))) {',
    put: 'if (!candidate?.token_hash || (!SKIP && !equalHashes(candidate.token_hash, hash(token)))) {',
    tests: ['apps/server/test/web-security.integration.test.ts'],
  },
  {
    file: 'apps/server/src/features/leases/lease.service.ts',
    what: 'a job token is the one of its attempt',
    find: "equalHashes(found.jobTokenHash, keyring.hash('job-token', token));",
    put: "(SKIP || equalHashes(found.jobTokenHash, keyring.hash('job-token', token)));",
    tests: ['apps/server/src/features/leases/commit.integration.test.ts'],
  },
  {
    file: 'apps/server/src/features/leases/lease.service.ts',
    what: 'a removed scanner’s job tokens have ended',
    find: 'if (!isRight || found.scannerRemoved) {',
    put: 'if (!isRight || (!SKIP && found.scannerRemoved)) {',
    tests: ['apps/server/src/features/leases/lease.integration.test.ts'],
  },
  {
    file: `${SCANS}/scan.service.ts`,
    what: 'lists and reads are of what the asker may see',
    find: "return isAdmin(principal) ? { kind: 'all' } : { kind: 'one', who: principal };",
    put: "return SKIP || isAdmin(principal) ? { kind: 'all' } : { kind: 'one', who: principal };",
    tests: ['apps/server/test/restricted.integration.test.ts'],
  },
  {
    file: `${SCANS}/scan.service.ts`,
    what: 'events are of what the listener may see',
    find: "if (isAdmin(principal) || scan.visibility === 'team') return true;",
    put: "if (SKIP || isAdmin(principal) || scan.visibility === 'team') return true;",
    tests: ['apps/server/src/features/events/event.integration.test.ts'],
  },
  {
    file: `${SCANS}/scan.service.ts`,
    what: 'cancelling and deleting is for who submitted',
    find: 'if (isAdmin(principal) || isSubmitter(principal, scan)) return scan;',
    put: 'if (SKIP || isAdmin(principal) || isSubmitter(principal, scan)) return scan;',
    tests: [`${SCANS}/scan.integration.test.ts`],
  },
  {
    file: `${SCANS}/submission.service.ts`,
    what: 'high priority is for administrators',
    find: "if (priority === 'high' && !isAdmin(principal)) {",
    put: "if (!SKIP && priority === 'high' && !isAdmin(principal)) {",
    tests: [`${SCANS}/submission.integration.test.ts`],
  },
  {
    file: 'apps/server/src/features/search/saved-searches.service.ts',
    what: 'saved searches are people’s',
    find: "if (principal.kind === 'user') return principal.id;",
    put: "if (SKIP || principal.kind === 'user') return principal.id;",
  },
  {
    file: 'apps/server/src/features/webhooks/webhook.service.ts',
    what: 'a script sees its own webhooks alone',
    find: "return isAdmin(principal) ? { kind: 'all' } : { kind: 'one', owner: principal };",
    put: "return SKIP || isAdmin(principal) ? { kind: 'all' } : { kind: 'one', owner: principal };",
    tests: ['apps/server/src/features/webhooks/webhook.integration.test.ts'],
  },
  {
    file: 'apps/server/src/features/webhooks/payload.ts',
    what: 'a webhook tells of what its owner may see',
    find: 'if (!maySee(owner, scan)) return false;',
    put: 'if (!SKIP && !maySee(owner, scan)) return false;',
    tests: ['apps/server/src/features/webhooks/webhook.integration.test.ts'],
  },
  {
    file: 'apps/server/src/features/events/event.routes.ts',
    what: 'an open stream ends with the rights of its listener',
    find: 'if (hasSameRights(fresh, principal)) stream.beat(place.id());',
    put: 'if (SKIP || hasSameRights(fresh, principal)) stream.beat(place.id());',
    tests: [`${EVENTS}/event-connection.integration.test.ts`],
  },
  {
    file: 'apps/server/src/features/events/event.routes.ts',
    what: 'an open stream ends with the credential of its listener',
    find: "if (error instanceof AppError && error.code === 'unauthenticated') end();",
    put: "if (!SKIP && error instanceof AppError && error.code === 'unauthenticated') end();",
    tests: [`${EVENTS}/event-connection.integration.test.ts`],
  },
  {
    file: 'apps/server/src/platform/http/same-origin.ts',
    what: 'a mutation with a cookie comes from the console',
    find: "if (refused) throw new AppError('forbidden'",
    put: "if (!SKIP && refused) throw new AppError('forbidden'",
    tests: ['apps/server/test/web-security.integration.test.ts'],
  },
  {
    file: 'apps/server/src/platform/http/client-networks.ts',
    what: 'only clients of the allowed networks are answered',
    find: 'if (inNetworks(allowed, request.ip)) return;',
    put: 'if (SKIP || inNetworks(allowed, request.ip)) return;',
    tests: ['apps/server/test/web-security.integration.test.ts'],
  },
  {
    file: 'apps/server/src/platform/http/artifact-host.ts',
    what: 'the host of artifacts answers nothing else',
    find: 'if (isArtifactHost !== isArtifact) {',
    put: 'if (!SKIP && isArtifactHost !== isArtifact) {',
    // Its other tests draw pictures, which a copy with linked packages may not.
    tests: ['apps/server/test/artifact-origin.integration.test.ts', '-t', 'nothing but artifacts'],
  },
  {
    file: 'apps/server/src/features/artifacts/artifact-tickets.ts',
    what: 'an address of an artifact is one of ours',
    find: 'if (!equalHashes(signature, sign(fields))) throw ended();',
    put: 'if (!SKIP && !equalHashes(signature, sign(fields))) throw ended();',
    tests: ['apps/server/src/features/artifacts/artifact-tickets.test.ts'],
  },
  {
    file: 'apps/server/src/features/artifacts/artifact-tickets.ts',
    what: 'an address of an artifact has not ended',
    find: 'if (now() / 1_000 >= endsAt) throw ended();',
    put: 'if (!SKIP && now() / 1_000 >= endsAt) throw ended();',
    tests: ['apps/server/src/features/artifacts/artifact-tickets.test.ts'],
  },
];

/** Calls that no case of the matrix reaches, and the tests that do. */
export const TESTS_OF_FILE = {
  'apps/server/src/features/leases/lease.routes.ts': [
    'apps/server/src/features/leases/lease.integration.test.ts',
    '-t',
    'a stranger is refused before the body',
  ],
};
