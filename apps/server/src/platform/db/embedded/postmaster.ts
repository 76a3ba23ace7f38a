import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { asPostgresUser, POSTGRES_ENVIRONMENT, type PostgresUser } from './postgres-user.ts';

/** What `postmaster.pid` says of a running server. */
export interface Postmaster {
  pid: number;
  port: number;
  /** Folder of its unix socket, or '' where it listens on loopback. */
  socketDir: string;
}

/**
 * Small: a team's installation, a few servers' pools at most, no parallel queries. Buffers are taken
 * as they are used; with fewer, a search of a million scans reads most of what it needs again.
 */
const SETTINGS: Record<string, string> = {
  shared_buffers: '128MB',
  max_connections: '40',
  maintenance_work_mem: '32MB',
  max_wal_size: '256MB',
  min_wal_size: '32MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_worker_processes: '2',
  max_logical_replication_workers: '0',
  max_parallel_workers: '0',
  max_parallel_workers_per_gather: '0',
  autovacuum_max_workers: '1',
  io_method: 'sync',
  huge_pages: 'off',
  jit: 'off',
  // Statements carry submitted URLs, which may hold secrets: the log names events only.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
  log_autovacuum_min_duration: '-1',
};

export type PostgresSettings = Record<string, string>;

/** Linux allows 107 bytes; the name after the folder is `/.s.PGSQL.5432`. */
const SOCKET_DIR_BYTES = 90;
const SOCKET_PORT = 5432;

const POLL_MS = 20;
/** A fast shutdown writes a checkpoint; past this it is told to stop at once. */
const STOP_MS = 20_000;
const KILL_MS = 5_000;

export async function readPostmaster(clusterDir: string): Promise<Postmaster | undefined> {
  const text = await readFile(path.join(clusterDir, 'postmaster.pid'), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    },
  );
  const [pid, , , port, socketDir] = text.split('\n');
  if (!Number(pid)) return undefined;
  return { pid: Number(pid), port: Number(port), socketDir: socketDir?.trim() ?? '' };
}

/**
 * Whether the process of that file still runs. After a crash the number may by now be another
 * process's, which a container with its few numbers makes likely; that file is then removed.
 */
export async function isRunning(clusterDir: string, postmaster: Postmaster): Promise<boolean> {
  if (exists(postmaster.pid) && (await isPostgres(postmaster.pid))) return true;
  await rm(path.join(clusterDir, 'postmaster.pid'), { force: true });
  return false;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function isPostgres(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // A zombie has nothing open any more; only its parent has not looked yet.
  return name.trim() === 'postgres' && !/\) Z /.test(state);
}

interface SpawnDeps {
  clusterDir: string;
  binaries: PostgresBinaries;
  user: PostgresUser | undefined;
  logFile: string;
  settings: PostgresSettings;
}

/**
 * Starts the server in a session of its own: Ctrl-C in the terminal reaches Webhood, which drains
 * and then stops it. The log file holds one run only.
 */
export async function spawnPostmaster(deps: SpawnDeps): Promise<ChildProcess> {
  const { clusterDir, binaries, user, logFile, settings } = deps;
  const all = { ...SETTINGS, ...(await listenSettings(clusterDir)), ...settings };
  const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const args = ['-D', clusterDir, ...options];
  const paths = [binaries.postgres, path.join(clusterDir, 'PG_VERSION')];
  const command = await asPostgresUser(binaries.postgres, args, user, paths);
  const log = await open(logFile, 'w', 0o600);
  try {
    const child = spawn(command.file, command.args, {
      ...command.spawnAs,
      cwd: '/',
      env: POSTGRES_ENVIRONMENT,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
    return child;
  } finally {
    await log.close();
  }
}

/** A unix socket inside the cluster's folder, which nobody else can enter; else loopback. */
async function listenSettings(clusterDir: string): Promise<PostgresSettings> {
  if (process.platform !== 'win32' && Buffer.byteLength(clusterDir) <= SOCKET_DIR_BYTES) {
    return {
      listen_addresses: '',
      unix_socket_directories: clusterDir,
      unix_socket_permissions: '0700',
      port: `${SOCKET_PORT}`,
    };
  }
  const port = await freePort();
  return { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: `${port}` };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free loopback port.');
  return address.port;
}

/** Fast shutdown (SIGINT), then immediate (SIGQUIT, recovers at the next start). */
export async function stopPostmaster(clusterDir: string, postmaster: Postmaster): Promise<void> {
  signal(postmaster.pid, 'SIGINT');
  if (await hasEnded(clusterDir, postmaster, STOP_MS)) return;
  signal(postmaster.pid, 'SIGQUIT');
  if (await hasEnded(clusterDir, postmaster, KILL_MS)) return;
  signal(postmaster.pid, 'SIGKILL');
  await hasEnded(clusterDir, postmaster, KILL_MS);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended in between, which is what the signal was for.
  }
}

/** It removes its pid file as the last thing it does. */
async function hasEnded(dir: string, postmaster: Postmaster, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    const now = await readPostmaster(dir);
    if (now?.pid !== postmaster.pid || !(await isRunning(dir, now))) return true;
    await delay(POLL_MS);
  }
  return false;
}
