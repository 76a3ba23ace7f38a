import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import pg from 'pg';
import type { Logger } from 'pino';
import { databaseFault, unavailable } from './database-fault.ts';
import type { Schema } from './schema.ts';

export type Db = Kysely<Schema>;

export interface Database {
  db: Db;
  /** The pool below `db`, for packages that bring their own queries. Its errors are raw. */
  pool: pg.Pool;
  /** How many there are, and how many wait for one. */
  connections(): { idle: number; used: number; waiting: number };
  /** Ends every connection; waits for those in use. */
  close(): Promise<void>;
}

/** Seconds, without the wait for a connection, and whether the statement succeeded. */
export type ObserveQuery = (seconds: number, isOk: boolean) => void;

interface DatabaseDeps {
  url: string;
  log: Logger;
  /** Connections of this process. Several servers share the database's `max_connections`. */
  poolSize?: number;
  applicationName?: string;
  /** Told how long each statement took. */
  onQuery?: ObserveQuery;
}

const DEFAULT_POOL_SIZE = 10;

/** Bounds of one use of the database, in milliseconds. */
export const DATABASE_TIMES = {
  /** Waiting for a free or new connection. Longer, and requests pile up behind a dead database. */
  connectMs: 5_000,
  /** One statement. The slowest of ours takes well under a second. */
  statementMs: 15_000,
  /** Our own clock on a statement, for a connection whose other end has vanished. */
  answerMs: 20_000,
  /** A transaction that waits for its own process holds locks others need. */
  idleInTransactionMs: 30_000,
  /** An unused connection costs the database some megabytes. */
  idleMs: 30_000,
} as const;

const INT8_OID = pg.types.builtins.INT8;

/** `bigint` as number: ours count bytes and rows, far below 2^53. */
const numericTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8_OID
      ? (text: string) => Number(text)
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

export function createDatabase(deps: DatabaseDeps): Database {
  const { url, log, poolSize, applicationName, onQuery } = deps;
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize ?? DEFAULT_POOL_SIZE,
    application_name: applicationName ?? 'webhood',
    connectionTimeoutMillis: DATABASE_TIMES.connectMs,
    statement_timeout: DATABASE_TIMES.statementMs,
    query_timeout: DATABASE_TIMES.answerMs,
    idle_in_transaction_session_timeout: DATABASE_TIMES.idleInTransactionMs,
    idleTimeoutMillis: DATABASE_TIMES.idleMs,
    keepAlive: true,
    types: numericTypes,
  });
  // An idle connection that breaks is replaced by the pool; unheard, its error ends the process.
  pool.on('error', (error) => log.warn({ err: error }, 'database.connection_lost'));
  // The same for one in use; whoever uses it is told by the failing query.
  pool.on('connect', (client) => {
    client.on('error', (error) => log.debug({ err: error }, 'database.connection_error'));
  });
  const db = new Kysely<Schema>({
    dialect: new PostgresDialect({ pool: faultMappingPool(pool, onQuery) }),
  });
  let closed: Promise<void> | undefined;
  return {
    db,
    pool,
    connections: () => ({
      idle: pool.idleCount,
      used: pool.totalCount - pool.idleCount,
      waiting: pool.waitingCount,
    }),
    close: () => {
      closed ??= pool.end();
      return closed;
    },
  };
}

/** The pool as Kysely uses it, with every fault of the database itself as `unavailable`. */
function faultMappingPool(pool: pg.Pool, onQuery?: ObserveQuery): PostgresPool {
  const wrapped = new WeakMap<pg.PoolClient, Awaited<ReturnType<PostgresPool['connect']>>>();
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect().catch((error: unknown) => {
        throw unavailable(error);
      });
      const known = wrapped.get(client);
      if (known) return known;
      const mapped = mapFaults(client, onQuery);
      wrapped.set(client, mapped);
      return mapped;
    },
  };
}

function mapFaults(
  client: pg.PoolClient,
  onQuery: ObserveQuery = () => undefined,
): Awaited<ReturnType<PostgresPool['connect']>> {
  return new Proxy(client, {
    get(target, property) {
      if (property !== 'query') {
        const value: unknown = Reflect.get(target, property, target);
        return typeof value === 'function' ? value.bind(target) : value;
      }
      return async (...args: Parameters<typeof target.query>) => {
        const startedAtMs = performance.now();
        let isOk = false;
        try {
          const result = await target.query(...args);
          isOk = true;
          return result;
        } catch (error) {
          throw databaseFault(error) ?? error;
        } finally {
          onQuery((performance.now() - startedAtMs) / 1_000, isOk);
        }
      };
    },
  }) as Awaited<ReturnType<PostgresPool['connect']>>;
}
