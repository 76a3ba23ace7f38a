/**
 * The embedded default: a real PostgreSQL in `<dataDir>/postgres`, started by whoever needs it
 * first and stopped by whoever leaves last.
 *
 * - It listens on a unix socket inside its own folder (mode 0700), or on loopback where that path
 *   would be too long; either way with a random password that is kept in that folder.
 * - It runs in a session of its own, so Ctrl-C does not reach it before the server has drained.
 * - A server that is killed leaves it running. The next start takes it over, or, where PostgreSQL
 *   itself was killed too, recovers the folder as after a power cut (fsync is on).
 * - Should it end while in use it is started again; connections fail meanwhile.
 */
import { createHmac } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { findPostgresBinaries } from './embedded/postgres-binaries.ts';
import { CLUSTER_USER, initialiseCluster, readPassword } from './embedded/postgres-cluster.ts';
import { findPostgresUser } from './embedded/postgres-user.ts';
import {
  isRunning,
  type PostgresSettings,
  type Postmaster,
  readPostmaster,
  spawnPostmaster,
  stopPostmaster,
} from './embedded/postmaster.ts';
import {
  type EmbeddedRole,
  ensureDatabase,
  ensureRole,
  holdUserLock,
  type UserLock,
} from './embedded/user-lock.ts';

/** What the server signs in as; see `server-role.ts`. */
export const SERVER_ROLE = 'webhood_server';

/** Recovery after a crash replays at most `max_wal_size`: seconds, on a slow disk a minute. */
const START_MS = 90_000;
const POLL_MS = 25;
/** How long a predecessor's lock may linger: a killed process's connection ends at once. */
const PREDECESSOR_MS = 2_000;

export interface EmbeddedPostgres {
  /** Connection string of Webhood's database, as its owner. */
  url: string;
  /** The same as `SERVER_ROLE`. */
  serverUrl: string;
  /** Connection string of another database of the same server. */
  urlOf(database: string): string;
  /** Leaves, and stops the server when nobody else uses it. */
  close(): Promise<void>;
}

export type EmbeddedOutcome =
  | { kind: 'open'; postgres: EmbeddedPostgres }
  | {
      kind: 'failed';
      code: 'data_dir_in_use' | 'data_dir_unwritable' | 'database_unreachable';
      message: string;
    };

interface EmbeddedDeps {
  dataDir: string;
  log: Logger;
  role: EmbeddedRole;
  /** Server settings beside ours, for tests. */
  settings?: PostgresSettings;
}

export async function openEmbeddedPostgres(deps: EmbeddedDeps): Promise<EmbeddedOutcome> {
  const dataDir = path.resolve(deps.dataDir);
  try {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    deps.log.error({ err: cause }, 'embedded_postgres.unwritable');
    return {
      kind: 'failed',
      code: 'data_dir_unwritable',
      message: `Cannot write to the data folder ${dataDir}. Give its owner write access, or set WEBHOOD_DATA_DIR.`,
    };
  }
  const cluster = createCluster({ ...deps, dataDir });
  const attached = await cluster.attach();
  if (attached.kind === 'failed') return attached;
  await ensureDatabase(attached.urlOf('postgres'), CLUSTER_USER);
  await ensureRole(attached.urlOf('postgres'), SERVER_ROLE, attached.serverPassword);
  return { kind: 'open', postgres: supervise(cluster, attached, deps.log) };
}

interface Attached {
  kind: 'attached';
  lock: UserLock;
  urlOf(database: string): string;
  serverPassword: string;
  serverUrl: string;
}

type Cluster = ReturnType<typeof createCluster>;

function createCluster({ dataDir, log, role, settings = {} }: EmbeddedDeps) {
  const clusterDir = path.join(dataDir, 'postgres');
  const logFile = path.join(dataDir, 'postgres.log');

  /** Takes over the running server, or starts one, until one answers. */
  async function attach(
    signal?: AbortSignal,
  ): Promise<Attached | Extract<EmbeddedOutcome, { kind: 'failed' }>> {
    const deadline = Date.now() + START_MS;
    let predecessorUntil: number | undefined;
    let started: { exited: boolean } | undefined;
    while (Date.now() < deadline && !(signal?.aborted && started === undefined)) {
      const found = await running();
      if (!found) {
        if (started?.exited) return failed('database_unreachable', startFailure(logFile));
        started ??= await start();
        await delay(POLL_MS);
        continue;
      }
      const urlOf = urlFor(found.postmaster, CLUSTER_USER, found.password);
      const serverPassword = passwordOfServer(found.password);
      const serverUrl = urlFor(found.postmaster, SERVER_ROLE, serverPassword)(CLUSTER_USER);
      const outcome = await holdUserLock(urlOf('postgres'), role, log);
      if (outcome.kind === 'held') {
        return { kind: 'attached', lock: outcome.lock, urlOf, serverPassword, serverUrl };
      }
      if (outcome.kind === 'refused') return failed('data_dir_in_use', inUse(dataDir));
      if (outcome.kind === 'server_exists') {
        predecessorUntil ??= Date.now() + PREDECESSOR_MS;
        if (Date.now() > predecessorUntil) return failed('data_dir_in_use', inUse(dataDir));
      }
      await delay(POLL_MS);
    }
    return failed('database_unreachable', startFailure(logFile));
  }

  async function running(): Promise<{ postmaster: Postmaster; password: string } | undefined> {
    const password = await readPassword(clusterDir);
    const postmaster = await readPostmaster(clusterDir);
    if (!postmaster || password === undefined) return undefined;
    return (await isRunning(clusterDir, postmaster)) ? { postmaster, password } : undefined;
  }

  async function start(): Promise<{ exited: boolean }> {
    const binaries = findPostgresBinaries();
    const user = await findPostgresUser(clusterDir);
    if ((await readPassword(clusterDir)) === undefined) {
      log.info({}, 'embedded_postgres.initialising');
      await initialiseCluster({ clusterDir, binaries, user });
    }
    const child = await spawnPostmaster({ clusterDir, binaries, user, logFile, settings });
    log.info({ pid: child.pid }, 'embedded_postgres.started');
    const state = { exited: false };
    child.once('exit', (code) => {
      state.exited = true;
      log.info({ code }, 'embedded_postgres.exited');
    });
    return state;
  }

  async function stop(): Promise<void> {
    const postmaster = await readPostmaster(clusterDir);
    if (postmaster) await stopPostmaster(clusterDir, postmaster);
    log.info({}, 'embedded_postgres.stopped');
  }

  return { attach, stop };
}

/** No secret of its own to keep: whoever reads the owner's needs no other. */
function passwordOfServer(ownerPassword: string): string {
  return createHmac('sha256', ownerPassword).update(SERVER_ROLE).digest('base64url');
}

function urlFor(
  postmaster: Postmaster,
  role: string,
  password: string,
): (database: string) => string {
  const user = `${role}:${encodeURIComponent(password)}`;
  const where = `127.0.0.1:${postmaster.port}`;
  const socket = postmaster.socketDir ? `?host=${encodeURIComponent(postmaster.socketDir)}` : '';
  return (database) => `postgres://${user}@${where}/${database}${socket}`;
}

/** Keeps the lock (and with it the server) for as long as this process wants it. */
function supervise(cluster: Cluster, first: Attached, log: Logger): EmbeddedPostgres {
  const closing = new AbortController();
  let attached = first;
  let recovering = Promise.resolve();

  function watch(): void {
    void attached.lock.lost.then(() => {
      if (!closing.signal.aborted) recovering = recover();
    });
  }

  async function recover(): Promise<void> {
    log.error({}, 'embedded_postgres.lost');
    const again = await cluster.attach(closing.signal);
    if (again.kind === 'failed') {
      log.fatal({ code: again.code }, 'embedded_postgres.not_recovered');
      return;
    }
    attached = again;
    watch();
  }

  async function close(): Promise<void> {
    closing.abort();
    // A server that was started again meanwhile is to be stopped, too.
    await recovering;
    // Where the connection is lost the server is gone, or another's.
    const isLast = await attached.lock.release().catch(() => false);
    if (isLast) await cluster.stop();
    await attached.lock.end().catch(() => undefined); // The stop has already ended it.
  }

  watch();
  let closed: Promise<void> | undefined;
  return {
    url: first.urlOf(CLUSTER_USER),
    serverUrl: first.serverUrl,
    urlOf: first.urlOf,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

function failed(
  code: 'data_dir_in_use' | 'database_unreachable',
  message: string,
): Extract<EmbeddedOutcome, { kind: 'failed' }> {
  return { kind: 'failed', code, message };
}

function inUse(dataDir: string): string {
  return `Another Webhood server uses the data folder ${dataDir}. Stop it first, or set WEBHOOD_DATA_DIR.`;
}

function startFailure(logFile: string): string {
  return `The embedded PostgreSQL did not start; ${logFile} says why.`;
}
