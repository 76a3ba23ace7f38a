/**
 * Everything of a server that has to do with scans, on a database and a folder of its own, with
 * callers that are simply believed. Several can share one database, as replicas do.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { NO_TRACING } from '@webhood/tracing';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Authentication } from '../src/features/accounts/authentication.service.ts';
import type { Principal } from '../src/features/accounts/authorisation.service.ts';
import { registerArtifactRoutes } from '../src/features/artifacts/artifact.routes.ts';
import { createArtifactService } from '../src/features/artifacts/artifact.service.ts';
import { createArtifactStore } from '../src/features/artifacts/artifact.store.ts';
import { createRenditionService } from '../src/features/artifacts/rendition.service.ts';
import { createRenditionStore } from '../src/features/artifacts/rendition.store.ts';
import { createChangeStore } from '../src/features/events/change.store.ts';
import { createChangeLogStore } from '../src/features/events/change-log.store.ts';
import { registerEventRoutes } from '../src/features/events/event.routes.ts';
import { createEventService } from '../src/features/events/event.service.ts';
import { registerLeaseRoutes } from '../src/features/leases/lease.routes.ts';
import { createLeaseService } from '../src/features/leases/lease.service.ts';
import { createLeaseStore, type LeaseStore } from '../src/features/leases/lease.store.ts';
import { createMeters } from '../src/features/metrics/meters.service.ts';
import { createRequestCountStore } from '../src/features/request-limits/request-counts.store.ts';
import { createScannerService } from '../src/features/scanners/scanners.service.ts';
import { createScannerStore } from '../src/features/scanners/scanners.store.ts';
import { createQuotaService } from '../src/features/scans/quota.service.ts';
import { createQuotaStore } from '../src/features/scans/quota.store.ts';
import { registerScanRoutes } from '../src/features/scans/scan.routes.ts';
import { createScanService } from '../src/features/scans/scan.service.ts';
import { createScanStore } from '../src/features/scans/scan.store.ts';
import { registerBetaScanRoutes } from '../src/features/scans/scan-beta.routes.ts';
import { createScanSecrets } from '../src/features/scans/scan-secrets.service.ts';
import { registerSearchRoutes } from '../src/features/scans/search.routes.ts';
import { createSearchService } from '../src/features/scans/search.service.ts';
import { registerSubmissionRoutes } from '../src/features/scans/submission.routes.ts';
import { createSubmissionService } from '../src/features/scans/submission.service.ts';
import { createSubmissionStore } from '../src/features/scans/submission.store.ts';
import { createFileBlobStore } from '../src/platform/blob-store/file-blob-store.ts';
import { systemClock } from '../src/platform/clock/clock.ts';
import { createKeyring } from '../src/platform/crypto/keyring.ts';
import { createSealedValues } from '../src/platform/crypto/sealed-values.ts';
import { createDatabase, type Db } from '../src/platform/db/database.ts';
import { createDatabaseListener } from '../src/platform/db/listen.ts';
import { createTestDatabase, type TestDatabase } from '../src/platform/db/test-database.ts';
import { createTransactor } from '../src/platform/db/transactor.ts';
import { AppError } from '../src/platform/http/app-error.ts';
import { installProblemHandler } from '../src/platform/http/problem-handler.ts';
import { limitRequests } from '../src/platform/http/rate-limit.ts';
import { createPictureRedrawer } from '../src/platform/pictures/redraw-picture.ts';

/** Who asks, by the value of the `x-test-caller` header. */
export const CALLERS = {
  admin: {
    kind: 'user',
    id: 'admin',
    name: 'admin',
    role: 'admin',
    mustChangePassword: false,
    mustSetUpSecondFactor: false,
  },
  ann: {
    kind: 'user',
    id: 'ann',
    name: 'ann',
    role: 'user',
    mustChangePassword: false,
    mustSetUpSecondFactor: false,
  },
  bob: {
    kind: 'user',
    id: 'bob',
    name: 'bob',
    role: 'user',
    mustChangePassword: false,
    mustSetUpSecondFactor: false,
  },
  newcomer: {
    kind: 'user',
    id: 'new',
    name: 'new',
    role: 'user',
    mustChangePassword: true,
    mustSetUpSecondFactor: false,
  },
  viewer: {
    kind: 'user',
    id: 'vic',
    name: 'vic',
    role: 'viewer',
    mustChangePassword: false,
    mustSetUpSecondFactor: false,
  },
} as const satisfies Record<string, Principal>;
export type Caller = keyof typeof CALLERS;

export type ScanServer = Awaited<ReturnType<typeof startReplica>>;

export interface ScanServers {
  database: TestDatabase;
  servers: ScanServer[];
  blobDir: string;
  /** Closes a server, whatever it is doing, and puts a new one in its place. */
  restart(index: number): Promise<void>;
  /** A registered scanner. */
  addScanner(id: string, allowNetworks?: string[]): Promise<void>;
  close(): Promise<void>;
}

export interface ScanServerOptions {
  /** What stands in for the store of leases, to show that a test finds its absence. */
  leaseStore?: (store: LeaseStore, db: Db) => LeaseStore;
}

export async function startScanServers(
  count = 1,
  options: ScanServerOptions = {},
): Promise<ScanServers> {
  const database = await createTestDatabase();
  const blobDir = await mkdtemp(path.join(tmpdir(), 'webhood-scan-server-'));
  const start = () => startReplica(database, blobDir, options);
  const servers = await Promise.all(Array.from({ length: count }, start));
  return {
    database,
    servers,
    blobDir,
    restart: async (index) => {
      await servers[index]?.close();
      servers[index] = await start();
    },
    addScanner: async (id, allowNetworks = []) => {
      await database.db
        .insertInto('scanners')
        .values({ id, name: id, allow_networks: allowNetworks, last_seen_at: new Date() })
        .execute();
    },
    close: async () => {
      for (const server of servers) await server.close();
      await database.close();
      await rm(blobDir, { recursive: true });
    },
  };
}

async function startReplica(
  { url, log }: TestDatabase,
  blobDir: string,
  { leaseStore = (store) => store }: ScanServerOptions,
) {
  const database = createDatabase({ url, log, poolSize: 10 });
  const listener = createDatabaseListener({ url, log });
  const { db } = database;
  const keyring = createKeyring(Buffer.alloc(32, 7), 'test');
  const scanners = createScannerService({ store: createScannerStore(db), keyring, log });
  const artifacts = createArtifactService({
    store: createArtifactStore({ db }),
    blobs: await createFileBlobStore(blobDir),
    log,
  });
  const renditions = createRenditionService({
    store: createRenditionStore({ db }),
    blobs: await createFileBlobStore(blobDir),
    artifacts,
    redrawer: createPictureRedrawer(),
    log,
  });
  const scanStore = createScanStore({ db });
  const secrets = createScanSecrets(createSealedValues(keyring));
  const meters = createMeters();
  const scans = createScanService({
    store: scanStore,
    clock: systemClock,
    meter: meters.scans,
    log,
  });
  const quotas = createQuotaService({
    store: createQuotaStore({ db }),
    countWaiting: scanStore.countWaiting,
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
    tracing: NO_TRACING,
    log,
  });
  const search = createSearchService({ store: scanStore, clock: systemClock });
  const leases = createLeaseService({
    store: leaseStore(createLeaseStore({ db, listener }), db),
    transactor: createTransactor(db),
    artifacts,
    scanners,
    secrets,
    keyring,
    meter: { ...meters.scans, ...meters.leases },
    tracing: NO_TRACING,
    log,
  });
  const events = createEventService({
    changes: createChangeStore({ listener }),
    changeLog: createChangeLogStore({ db }),
    scans,
    log,
  });
  meters.watchEventStreams(events.count);

  const app: FastifyInstance = Fastify({
    routerOptions: { maxParamLength: 512 },
    // `fetch` opens connections ahead, which count as busy until they have carried a request.
    forceCloseConnections: true,
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  installProblemHandler(app);
  const countRefusal = await limitRequests(app, createRequestCountStore(db).take);
  const authentication = believing();
  registerScanRoutes(app, { scans, authentication });
  registerSubmissionRoutes(app, { submissions, scans, authentication });
  registerBetaScanRoutes(app, { submissions, scans, authentication });
  registerSearchRoutes(app, { search, scans, authentication });
  registerArtifactRoutes(app, { artifacts, renditions, scans, authentication });
  registerLeaseRoutes(app, { leases, authentication, countRefusal });
  registerEventRoutes(app, { events, scans, authentication });
  await events.start();
  await leases.start();
  await app.ready();
  return {
    app,
    artifacts,
    leases,
    scans,
    meters,
    listener,
    close: async () => {
      await leases.stop();
      events.stop();
      renditions.stop();
      await app.close();
      await listener.close();
      await database.close();
    },
  };
}

function believing(): Authentication {
  const header = (request: FastifyRequest, name: string): string => {
    const value = request.headers[name];
    if (typeof value !== 'string') throw new AppError('unauthenticated', 'Say who you are.');
    return value;
  };
  return {
    principal: async (request) => {
      const name = header(request, 'x-test-caller');
      const caller = Object.entries(CALLERS).find(([key]) => key === name)?.[1];
      if (!caller) throw new AppError('unauthenticated', 'Nobody knows you.');
      return caller;
    },
    scanner: async (request) => {
      const id = header(request, 'x-test-scanner');
      return { kind: 'scanner', id, name: id, tokenHash: null };
    },
  };
}
