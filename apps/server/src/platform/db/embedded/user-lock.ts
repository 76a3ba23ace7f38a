/**
 * Who uses the embedded server. Each process that does holds a shared advisory lock through one
 * connection; whoever finds itself the last stops the server. A process that dies gives its lock
 * back by dying, so the count is never wrong.
 */
import pg from 'pg';
import type { Logger } from 'pino';

/** Any fixed numbers; locks belong to the database `postgres`, which nothing else uses. */
const USERS_LOCK = 7_203_550_101;
const SERVER_LOCK = 7_203_550_102;

const CONNECT_MS = 3_000;
/** Behind another process that is just stopping the server: its stop ends the wait sooner. */
const LOCK_MS = 3_000;

/** `server`: the one Webhood server of this data folder; `visitor`: an administration command. */
export type EmbeddedRole = 'server' | 'visitor';

export type UserLockOutcome =
  | { kind: 'held'; lock: UserLock }
  | { kind: 'server_exists' }
  | { kind: 'refused'; state: string }
  | { kind: 'not_running' };

export interface UserLock {
  /** Gives the lock back. True when nobody else holds one: then the server may be stopped. */
  release(): Promise<boolean>;
  /** Ends the connection. */
  end(): Promise<void>;
  /** Resolves when the connection is lost, never when it was ended here. */
  lost: Promise<void>;
}

/** SQLSTATE classes of "who are you": 28, and of a server that is starting or stopping: 57. */
const AUTHENTICATION_CLASS = '28';

export async function holdUserLock(
  url: string,
  role: EmbeddedRole,
  log: Logger,
): Promise<UserLockOutcome> {
  const client = new pg.Client({
    connectionString: url,
    application_name: `webhood ${role} lock`,
    connectionTimeoutMillis: CONNECT_MS,
    lock_timeout: LOCK_MS,
  });
  let ending = false;
  const lost = new Promise<void>((resolve) => {
    client.once('end', () => {
      if (!ending) resolve();
    });
  });
  // `end` follows every error of a connection; the reason is for the log only.
  client.on('error', (error) => log.debug({ err: error }, 'embedded_postgres.connection_error'));
  const end = async (): Promise<void> => {
    ending = true;
    await client.end();
  };
  try {
    await client.connect();
    await client.query('select pg_advisory_lock_shared($1)', [USERS_LOCK]);
    if (role === 'server' && !(await tryLock(client, SERVER_LOCK))) {
      await end();
      return { kind: 'server_exists' };
    }
  } catch (error) {
    await end().catch(() => undefined); // It was never connected, or is already gone.
    const state = error instanceof pg.DatabaseError ? (error.code ?? '') : '';
    return state.startsWith(AUTHENTICATION_CLASS)
      ? { kind: 'refused', state }
      : { kind: 'not_running' };
  }
  const release = async (): Promise<boolean> => {
    ending = true;
    await client.query('select pg_advisory_unlock_shared($1)', [USERS_LOCK]);
    return tryLock(client, USERS_LOCK);
  };
  return { kind: 'held', lock: { release, end, lost } };
}

async function tryLock(client: pg.Client, key: number): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>(
    'select pg_try_advisory_lock($1) as held',
    [key],
  );
  return rows[0]?.held === true;
}

/** SQLSTATE of what exists already: another process that starts at the same time was faster. */
const EXISTS = ['42P04', '42710', '23505'];

/** A role that can sign in and nothing else, unless it is there. */
export async function ensureRole(url: string, name: string, password: string): Promise<void> {
  await asOwner(url, async (client) => {
    const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [name]);
    if (rowCount === 1) return;
    const [role, secret] = [client.escapeIdentifier(name), client.escapeLiteral(password)];
    await client.query(`create role ${role} login password ${secret}`);
  });
}

export async function ensureDatabase(url: string, name: string): Promise<void> {
  await asOwner(url, async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 1) return;
    await client.query(`create database ${client.escapeIdentifier(name)}`);
  });
}

async function asOwner(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  await client.connect();
  try {
    await work(client);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError && EXISTS.includes(error.code ?? ''))) {
      throw error;
    }
  } finally {
    await client.end();
  }
}
