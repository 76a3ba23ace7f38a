/** Puts the server together without listening: `inject` in tests, `routing` behind real sockets. */
import { randomUUID } from 'node:crypto';
import { ROUTES } from '@webhood/contract';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Config } from './config.ts';
import { authorise } from './features/accounts/authorisation.service.ts';
import { createRequestAuthentication } from './features/accounts/request-authentication.ts';
import { registerSessionRoutes } from './features/accounts/sessions.routes.ts';
import { createSessionService, SESSION_COOKIE } from './features/accounts/sessions.service.ts';
import { createSessionStore } from './features/accounts/sessions.store.ts';
import { createSignInThrottle } from './features/accounts/sign-in-throttle.ts';
import { registerUserRoutes } from './features/accounts/users.routes.ts';
import { createUserService, type UserService } from './features/accounts/users.service.ts';
import { createUserStore } from './features/accounts/users.store.ts';
import { createInstallationStore } from './features/installation/installation.store.ts';
import { registerScannerRoutes } from './features/scanners/scanners.routes.ts';
import { createScannerService } from './features/scanners/scanners.service.ts';
import { createScannerStore } from './features/scanners/scanners.store.ts';
import { registerTokenRoutes } from './features/tokens/tokens.routes.ts';
import { createTokenService } from './features/tokens/tokens.service.ts';
import { createTokenStore } from './features/tokens/tokens.store.ts';
import type { Keyring } from './platform/crypto/keyring.ts';
import type { Database } from './platform/db/database.ts';
import { refuseOthers } from './platform/http/client-networks.ts';
import { registerHealthRoutes } from './platform/http/health.routes.ts';
import { measureRequests } from './platform/http/metrics.ts';
import { inNetworks } from './platform/http/networks.ts';
import { describeRoutes, registerOpenApi } from './platform/http/openapi.ts';
import { installProblemHandler } from './platform/http/problem-handler.ts';
import { limitRequests } from './platform/http/rate-limit.ts';
import { logRequests } from './platform/http/request-log.ts';
import { requireSameOrigin } from './platform/http/same-origin.ts';
import { setSecurityHeaders } from './platform/http/security-headers.ts';
import { consolePages, serveConsoleFiles } from './platform/http/static-console.ts';
import type { Log } from './platform/log/log.ts';

/** JSON bodies. Routes that take more (a scan's report) say so themselves. */
const BODY_BYTES = 256 * 1024;

export interface AppDeps {
  config: Pick<Config, 'externalUrl' | 'behindProxy' | 'allowedNetworks' | 'selfRegister'>;
  database: Database;
  keyring: Keyring;
  log: Log;
  /** The built console. */
  consoleDir: string;
}

export interface App {
  http: FastifyInstance;
  users: UserService;
}

function createServices({ database, keyring, log }: AppDeps) {
  const { db } = database;
  const tokens = createTokenService({ store: createTokenStore(db), keyring, log });
  const scanners = createScannerService({ store: createScannerStore(db), keyring, log });
  const users = createUserService({ store: createUserStore(db), log });
  return { tokens, scanners, users };
}

async function createSessions({ config, database, keyring, log }: AppDeps) {
  const store = await createSessionStore({
    db: database.db,
    key: keyring.key('session'),
    hashToken: (token) => keyring.hash('session', token),
    externalUrl: config.externalUrl,
    log,
  });
  return createSessionService({ store, throttle: createSignInThrottle({ now: Date.now }), log });
}

function createInstance({ config, log, consoleDir }: AppDeps): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = log;
  const http = Fastify({
    loggerInstance,
    disableRequestLogging: true,
    genReqId: () => randomUUID(),
    bodyLimit: BODY_BYTES,
    trustProxy: (address) => inNetworks(config.behindProxy, address),
    routerOptions: { maxParamLength: 512 },
  });
  http.setValidatorCompiler(validatorCompiler);
  http.setSerializerCompiler(serializerCompiler);
  installProblemHandler(http, consolePages(consoleDir));
  return http;
}

/** What happens to every request, before any route. */
async function installPlatform(http: FastifyInstance, { config }: AppDeps): Promise<void> {
  const { externalUrl, allowedNetworks } = config;
  http.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  logRequests(http);
  await setSecurityHeaders(http);
  refuseOthers(http, allowedNetworks);
  await limitRequests(http);
  requireSameOrigin(http, {
    externalUrl,
    cookieName: SESSION_COOKIE,
    signInPaths: [ROUTES.signIn],
  });
  await describeRoutes(http, externalUrl);
}

export async function buildApp(deps: AppDeps): Promise<App> {
  const http = createInstance(deps);
  const metrics = measureRequests(http);
  await installPlatform(http, deps);

  const { users, tokens, scanners } = createServices(deps);
  const sessions = await createSessions(deps);
  const authentication = createRequestAuthentication({ sessions, apiTokens: tokens, scanners });
  http.addHook('onSend', async (request, reply) => {
    for (const cookie of authentication.cookiesFor(request)) reply.header('set-cookie', cookie);
  });

  const installation = createInstallationStore(deps.database.db);
  registerHealthRoutes(http, { isReady: installation.answers });
  registerSessionRoutes(http, { sessions, users, selfRegister: deps.config.selfRegister });
  registerUserRoutes(http, { users, authentication });
  registerTokenRoutes(http, { tokens, authentication });
  registerScannerRoutes(http, { scanners, authentication });
  registerOpenApi(http, ROUTES.openApi);
  http.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    authorise(await authentication.principal(request), 'scans.read');
    return reply.type(metrics.contentType).send(await metrics.metrics());
  });
  await serveConsoleFiles(http, deps.consoleDir);
  await http.ready();
  return { http, users };
}
