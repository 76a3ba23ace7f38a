/** Puts the server together without listening: `inject` in tests, `routing` behind real sockets. */
import { randomUUID } from 'node:crypto';
import { type CreatedScanner, ROUTES, routePattern } from '@webhood/contract';
import type { Tracing } from '@webhood/tracing';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Config } from './config.ts';
import { registerAccountsRoutes } from './features/accounts/accounts.routes.ts';
import { createAccountServices } from './features/accounts/accounts.service.ts';
import { authorise, OPERATOR } from './features/accounts/authorisation.service.ts';
import { limitCallers } from './features/accounts/limited-authentication.ts';
import { createPasskeyStore } from './features/accounts/passkeys/passkeys.store.ts';
import { createRenewedSessionStore } from './features/accounts/renewed-sessions.store.ts';
import { createRequestAuthentication } from './features/accounts/request-authentication.ts';
import { createSecondFactorStore } from './features/accounts/second-factor/second-factor.store.ts';
import { SESSION_COOKIE } from './features/accounts/sessions.service.ts';
import { createSessionStore } from './features/accounts/sessions.store.ts';
import { createSignInAccountStore } from './features/accounts/sign-in-accounts.store.ts';
import { createSignInCountStore } from './features/accounts/sign-in-counts.store.ts';
import { createSignInStepStore } from './features/accounts/sign-in-steps.store.ts';
import { createIdentityStore } from './features/accounts/single-sign-on/identities.store.ts';
import { createUserService, type UserService } from './features/accounts/users.service.ts';
import { createUserStore } from './features/accounts/users.store.ts';
import { registerArtifactRoutes } from './features/artifacts/artifact.routes.ts';
import { createArtifactService } from './features/artifacts/artifact.service.ts';
import { createArtifactStore } from './features/artifacts/artifact.store.ts';
import {
  type ArtifactTickets,
  createArtifactTickets,
} from './features/artifacts/artifact-tickets.ts';
import { registerEvidenceRoute } from './features/artifacts/evidence.routes.ts';
import { createRenditionService } from './features/artifacts/rendition.service.ts';
import { createRenditionStore } from './features/artifacts/rendition.store.ts';
import { createScrubStore } from './features/artifacts/scrub.store.ts';
import { registerAuditRoutes } from './features/audit/audit.routes.ts';
import { createAuditService } from './features/audit/audit.service.ts';
import { type AuditRecord, createAuditStore } from './features/audit/audit.store.ts';
import { recordRequests } from './features/audit/audit-requests.ts';
import { createAuditWriter } from './features/audit/audit-writer.service.ts';
import { noteActors } from './features/audit/noted-authentication.ts';
import { createChangeStore } from './features/events/change.store.ts';
import { createChangeLogStore } from './features/events/change-log.store.ts';
import { registerEventRoutes } from './features/events/event.routes.ts';
import { createEventService } from './features/events/event.service.ts';
import { housekeepingJobs } from './features/housekeeping/housekeeping.service.ts';
import { createInstallationStore } from './features/installation/installation.store.ts';
import { registerLeaseRoutes } from './features/leases/lease.routes.ts';
import { createLeaseService } from './features/leases/lease.service.ts';
import { createLeaseStore } from './features/leases/lease.store.ts';
import { registerLookupsRoutes } from './features/lookups/lookups.routes.ts';
import { createLookupsService } from './features/lookups/lookups.service.ts';
import { createLookupsStore } from './features/lookups/lookups.store.ts';
import type { Meters } from './features/metrics/meters.service.ts';
import { registerMetricsRoute } from './features/metrics/metrics.routes.ts';
import { createQueueFiguresStore } from './features/metrics/queue-figures.store.ts';
import { createRequestCountStore } from './features/request-limits/request-counts.store.ts';
import { createHoldStore } from './features/retention/hold.store.ts';
import { registerRetentionRoutes } from './features/retention/retention.routes.ts';
import { createRetentionService } from './features/retention/retention.service.ts';
import { createRetentionStore } from './features/retention/retention.store.ts';
import { registerScannerRoutes } from './features/scanners/scanners.routes.ts';
import { createScannerService } from './features/scanners/scanners.service.ts';
import { createScannerStore } from './features/scanners/scanners.store.ts';
import { registerQuotaRoutes } from './features/scans/quota.routes.ts';
import { createQuotaService } from './features/scans/quota.service.ts';
import { createQuotaStore } from './features/scans/quota.store.ts';
import { registerScanRoutes } from './features/scans/scan.routes.ts';
import { createScanService } from './features/scans/scan.service.ts';
import { createScanStore } from './features/scans/scan.store.ts';
import { registerBetaScanRoutes } from './features/scans/scan-beta.routes.ts';
import { createScanSecrets } from './features/scans/scan-secrets.service.ts';
import { registerSearchRoutes } from './features/scans/search.routes.ts';
import { createSearchService } from './features/scans/search.service.ts';
import { registerStatisticsRoutes } from './features/scans/statistics.routes.ts';
import { createStatisticsService } from './features/scans/statistics.service.ts';
import { createStatisticsStore } from './features/scans/statistics.store.ts';
import { registerSubmissionRoutes } from './features/scans/submission.routes.ts';
import { createSubmissionService } from './features/scans/submission.service.ts';
import { createSubmissionStore } from './features/scans/submission.store.ts';
import { createMissingTermsService } from './features/search/missing-terms.service.ts';
import { createMissingTermsStore } from './features/search/missing-terms.store.ts';
import { registerSavedSearchRoutes } from './features/search/saved-searches.routes.ts';
import { createSavedSearchService } from './features/search/saved-searches.service.ts';
import { createSavedSearchStore } from './features/search/saved-searches.store.ts';
import { registerSecurityChecklistRoutes } from './features/security-checklist/security-checklist.routes.ts';
import {
  createSecurityChecklist,
  type InspectedSettings,
} from './features/security-checklist/security-checklist.service.ts';
import { registerTokenRoutes } from './features/tokens/tokens.routes.ts';
import { createTokenService } from './features/tokens/tokens.service.ts';
import { createTokenStore } from './features/tokens/tokens.store.ts';
import { createDeliveryStore } from './features/webhooks/delivery.store.ts';
import { registerWebhookRoutes } from './features/webhooks/webhook.routes.ts';
import { createWebhookStore } from './features/webhooks/webhook.store.ts';
import { createWebhooks } from './features/webhooks/webhook-wiring.ts';
import type { BlobStore } from './platform/blob-store/blob-store.ts';
import { systemClock } from './platform/clock/clock.ts';
import type { Keyring } from './platform/crypto/keyring.ts';
import { createSealedValues } from './platform/crypto/sealed-values.ts';
import type { Database } from './platform/db/database.ts';
import type { DatabaseListener } from './platform/db/listen.ts';
import { createTransactor } from './platform/db/transactor.ts';
import { registerApiDocs } from './platform/http/api-docs.ts';
import { setArtifactHostApart } from './platform/http/artifact-host.ts';
import { refuseOthers } from './platform/http/client-networks.ts';
import { compressAnswers } from './platform/http/compression.ts';
import { registerHealthRoutes } from './platform/http/health.routes.ts';
import { measureRequests } from './platform/http/metrics.ts';
import { inNetworks } from './platform/http/networks.ts';
import { describeRoutes, registerOpenApi } from './platform/http/openapi.ts';
import { installProblemHandler } from './platform/http/problem-handler.ts';
import { type CountRequest, limitRequests } from './platform/http/rate-limit.ts';
import { logRequests } from './platform/http/request-log.ts';
import { requireSameOrigin } from './platform/http/same-origin.ts';
import { setSecurityHeaders } from './platform/http/security-headers.ts';
import { consolePages, serveConsoleFiles } from './platform/http/static-console.ts';
import type { RecurringJob } from './platform/jobs/jobs.ts';
import type { Log } from './platform/log/log.ts';
import { keepRequestContext } from './platform/log/request-context.ts';
import { measureBlobStore } from './platform/metrics/measured-blob-store.ts';
import { createPictureRedrawer } from './platform/pictures/redraw-picture.ts';
import { servedCertificate } from './platform/tls/certificate-files.ts';
import { createScrub } from './scrubbing.ts';
import { IMAGE_BUILT, SERVER_VERSION } from './version.ts';

/** JSON bodies. Routes that take more (a scan's report) say so themselves. */
const BODY_BYTES = 256 * 1024;

export interface AppDeps {
  config: Pick<
    Config,
    | 'externalUrl'
    | 'artifactOrigin'
    | 'webhookNetworks'
    | 'quotas'
    | 'requestsPerMinute'
    | 'behindProxy'
    | 'allowedNetworks'
    | 'selfRegister'
    | 'singleSignOn'
    | 'secondFactorRoles'
  > &
    InspectedSettings;
  database: Database;
  listener: DatabaseListener;
  blobs: BlobStore;
  keyring: Keyring;
  meters: Meters;
  tracing: Tracing;
  log: Log;
  /** The built console. */
  consoleDir: string;
}

export interface App {
  http: FastifyInstance;
  users: UserService;
  /** Background work, for whoever runs it. */
  recurring: RecurringJob[];
  /** The scanner that runs beside this server, with a new token. */
  ensureLocalScanner(): Promise<CreatedScanner>;
  /** Begins to listen for changes and to end leases that run out. */
  start(): Promise<void>;
}

function removalEntry(scanIds: string[]): AuditRecord {
  return {
    action: 'retention.applied',
    outcome: 'success',
    actor: { kind: 'server', id: null, name: null },
    details: { scans: scanIds.length, scanIds },
  };
}

function createServices(deps: AppDeps) {
  const { config, listener, keyring, meters, tracing, log } = deps;
  const { db } = deps.database;
  const blobs = measureBlobStore(deps.blobs, meters.observeStore);
  const users = createUserService({ store: createUserStore(db), log });
  const tokens = createTokenService({ store: createTokenStore(db), keyring, log });
  const scanners = createScannerService({ store: createScannerStore(db), keyring, log });
  const artifacts = createArtifactService({ store: createArtifactStore({ db }), blobs, log });
  const renditions = createRenditionService({
    store: createRenditionStore({ db }),
    blobs,
    artifacts,
    redrawer: createPictureRedrawer(),
    log,
  });
  const scanStore = createScanStore({ db });
  const secrets = createScanSecrets(createSealedValues(keyring));
  const scans = createScanService({
    store: scanStore,
    clock: systemClock,
    meter: meters.scans,
    log,
  });
  const quotas = createQuotaService({
    store: createQuotaStore({ db }),
    countWaiting: scanStore.countWaiting,
    limits: config.quotas,
    clock: systemClock,
  });
  const submissions = createSubmissionService({
    store: createSubmissionStore({ db }),
    scans: scanStore,
    transactor: createTransactor(db),
    quotas,
    secrets,
    scanners,
    keyring,
    clock: systemClock,
    meter: meters.scans,
    tracing,
    log,
  });
  const search = createSearchService({ store: scanStore, clock: systemClock });
  const statistics = createStatisticsService({ store: createStatisticsStore({ db }) });
  const missingTerms = createMissingTermsService({
    store: createMissingTermsStore(db),
    artifacts,
    log,
  });
  const savedSearches = createSavedSearchService({ store: createSavedSearchStore(db) });
  const leases = createLeaseService({
    store: createLeaseStore({ db, listener }),
    transactor: createTransactor(db),
    artifacts,
    scanners,
    secrets,
    keyring,
    meter: { ...meters.scans, ...meters.leases },
    tracing,
    log,
  });
  const events = createEventService({
    changes: createChangeStore({ listener }),
    changeLog: createChangeLogStore({ db }),
    scans,
    log,
  });
  meters.watchEventStreams(events.count);
  const { webhooks, webhookSender } = createWebhooks({
    webhooks: createWebhookStore({ db }),
    deliveries: createDeliveryStore({ db, listener }),
    sealed: createSealedValues(keyring),
    refreshKeys: () => keyring.refresh(),
    scans,
    allowNetworks: config.webhookNetworks,
    externalUrl: config.externalUrl,
    meter: meters.webhooks,
    log,
  });
  const auditStore = createAuditStore(db);
  const audit = createAuditService({ store: auditStore });
  const scrub = createScrub({
    store: createScrubStore({ db }),
    audit: auditStore,
    blobs,
    actor: { kind: 'server', id: null, name: null },
    log,
  });
  const lookups = createLookupsService({ store: createLookupsStore(db), log });
  const retention = createRetentionService({
    store: createRetentionStore(db),
    holds: createHoldStore(db),
    scans,
    transactor: createTransactor(db),
    recordRemoval: (tx, scanIds) => auditStore.insert([removalEntry(scanIds)], tx),
    log,
  });
  const auditWriter = createAuditWriter({ insert: auditStore.insert, log });
  const checklist = createSecurityChecklist({
    settings: config,
    scanners: scanners.postures,
    serverVersion: SERVER_VERSION,
    imageBuilt: IMAGE_BUILT,
  });
  return {
    lookups,
    retention,
    checklist,
    users,
    tokens,
    scanners,
    artifacts,
    scrub,
    renditions,
    scans,
    submissions,
    quotas,
    search,
    statistics,
    missingTerms,
    savedSearches,
    leases,
    events,
    webhooks,
    webhookSender,
    audit,
    auditWriter,
  };
}

async function createAccounts(
  { config, database, keyring, log }: AppDeps,
  { users, auditWriter }: Pick<ReturnType<typeof createServices>, 'users' | 'auditWriter'>,
) {
  const { db } = database;
  const sessions = await createRenewedSessionStore(keyring, (key) =>
    createSessionStore({
      db,
      key,
      hashToken: (token) => keyring.hash('session', token),
      externalUrl: config.externalUrl,
      log,
    }),
  );
  return createAccountServices({
    ...config,
    stores: {
      sessions,
      accounts: createSignInAccountStore(db),
      steps: createSignInStepStore(db),
      secondFactors: createSecondFactorStore(db),
      passkeys: createPasskeyStore(db),
      identities: createIdentityStore(db),
      counts: createSignInCountStore(db),
    },
    users,
    sealed: createSealedValues(keyring),
    keyring,
    audit: auditWriter,
    callbackPath: ROUTES.singleSignOnCallback,
    log,
  });
}

function createInstance({ config, log, consoleDir }: AppDeps): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = log;
  const http = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: BODY_BYTES,
    trustProxy: (address) => inNetworks(config.behindProxy, address),
    routerOptions: { maxParamLength: 512 },
  });
  // Lines name their request wherever they are written; see `request-context.ts`.
  http.setChildLoggerFactory((logger) => logger);
  http.setValidatorCompiler(validatorCompiler);
  http.setSerializerCompiler(serializerCompiler);
  installProblemHandler(http, consolePages(consoleDir));
  return http;
}

/** What happens to every request, before any route. */
async function installPlatform(
  http: FastifyInstance,
  { config, database, keyring, meters }: AppDeps,
): Promise<{ countRefusal: CountRequest }> {
  const { externalUrl, allowedNetworks, artifactOrigin } = config;
  keepRequestContext(http);
  http.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  logRequests(http);
  measureRequests(http, meters.request);
  await setSecurityHeaders(http, artifactOrigin);
  refuseOthers(http, allowedNetworks);
  if (artifactOrigin) {
    const route = routePattern('evidence');
    setArtifactHostApart(http, { origin: artifactOrigin, externalUrl, route });
  }
  const countRefusal = await limitRequests(http, createRequestCountStore(database.db).take);
  // Before any credential is judged: it may be one of an epoch that has ended.
  http.addHook('onRequest', async ({ url }) => {
    if (url.startsWith('/api/')) await keyring.refresh();
  });
  requireSameOrigin(http, {
    externalUrl,
    cookieName: SESSION_COOKIE,
    signInRoutes: [
      ROUTES.signIn,
      ROUTES.signInSecondFactor,
      ROUTES.signInPasskeyOptions,
      ROUTES.signInPasskey,
      ROUTES.signUp,
    ],
  });
  await describeRoutes(http, externalUrl);
  return { countRefusal };
}

type Services = ReturnType<typeof createServices> & { countRefusal: CountRequest };

function ticketsOf({ config, keyring }: AppDeps): ArtifactTickets | undefined {
  const origin = config.artifactOrigin;
  return origin && createArtifactTickets({ origin, keyring, now: Date.now });
}

async function registerRoutes(
  http: FastifyInstance,
  deps: AppDeps,
  services: Services,
): Promise<void> {
  const { scanners, tokens, auditWriter } = services;
  const accounts = await createAccounts(deps, services);
  const { sessions } = accounts;
  const { authentication, actorOf } = noteActors(
    limitCallers(http, createRequestAuthentication({ sessions, apiTokens: tokens, scanners }), {
      requestsPerMinute: deps.config.requestsPerMinute,
      take: createRequestCountStore(deps.database.db).take,
    }),
  );
  recordRequests(http, { write: auditWriter.write, actorOf, findSession: sessions.find });
  http.addHook('onSend', async (request, reply) => {
    for (const cookie of authentication.cookiesFor(request)) reply.header('set-cookie', cookie);
  });
  compressAnswers(http);
  const routeDeps = { ...services, authentication };
  const tickets = ticketsOf(deps);
  if (tickets) registerEvidenceRoute(http, { ...services, tickets });
  registerAccountsRoutes(http, { accounts, authentication });
  registerAuditRoutes(http, routeDeps);
  registerLookupsRoutes(http, routeDeps);
  registerRetentionRoutes(http, routeDeps);
  registerSecurityChecklistRoutes(http, routeDeps);
  registerTokenRoutes(http, routeDeps);
  registerWebhookRoutes(http, routeDeps);
  registerScannerRoutes(http, routeDeps);
  registerScanRoutes(http, routeDeps);
  registerSubmissionRoutes(http, routeDeps);
  registerQuotaRoutes(http, routeDeps);
  registerBetaScanRoutes(http, routeDeps);
  registerSearchRoutes(http, routeDeps);
  registerSavedSearchRoutes(http, routeDeps);
  registerStatisticsRoutes(http, routeDeps);
  registerArtifactRoutes(http, { ...routeDeps, tickets });
  registerEventRoutes(http, routeDeps);
  registerLeaseRoutes(http, routeDeps);
  const { database, meters } = deps;
  registerMetricsRoute(http, {
    authentication,
    registry: meters.registry,
    certFile: servedCertificate(deps.config),
    readQueueFigures: createQueueFiguresStore(database.db),
    readScannerFigures: scanners.figures,
    refresh: () => meters.connections(database.connections()),
  });
}

export async function buildApp(deps: AppDeps): Promise<App> {
  const http = createInstance(deps);
  const { countRefusal } = await installPlatform(http, deps);
  const services = createServices(deps);
  const { leases, events, webhookSender } = services;
  deps.keyring.onChange(() => {
    events.disconnect();
    leases.wake();
  });
  // First when closing: waiting scanners and event streams would hold their connections open.
  http.addHook('preClose', async () => {
    events.stop();
    services.renditions.stop();
    await Promise.all([leases.stop(), webhookSender.stop()]);
  });
  const installation = createInstallationStore(deps.database.db);
  registerHealthRoutes(http, { isReady: installation.answers });
  await registerRoutes(http, deps, { ...services, countRefusal });
  registerOpenApi(http, ROUTES.openApi);
  registerApiDocs(http, { path: ROUTES.docs, documentPath: ROUTES.openApi });
  await serveConsoleFiles(http, deps.consoleDir);
  await http.ready();
  return {
    http,
    users: services.users,
    recurring: housekeepingJobs({
      ...services,
      signInCounts: createSignInCountStore(deps.database.db),
      requestCounts: createRequestCountStore(deps.database.db),
    }),
    ensureLocalScanner: () => services.scanners.ensureLocal(authorise(OPERATOR, 'scanners.manage')),
    start: async () => {
      await Promise.all([leases.start(), events.start(), webhookSender.start()]);
    },
  };
}
