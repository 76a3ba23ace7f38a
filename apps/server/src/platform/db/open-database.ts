import type { Logger } from 'pino';
import { StartFailure } from '../process/start-failure.ts';
import type { Teardown } from '../process/teardown.ts';
import { createDatabase, type Database, type ObserveQuery } from './database.ts';
import type { EmbeddedRole } from './embedded/user-lock.ts';
import { openEmbeddedPostgres, SERVER_ROLE } from './embedded-postgres.ts';
import { migrate } from './migrate.ts';

interface OpenDeps {
  /** Undefined: the embedded PostgreSQL of the data folder. */
  databaseUrl: string | undefined;
  /** Of a role that owns the tables, where the one of `databaseUrl` does not. */
  migrationUrl: string | undefined;
  dataDir: string;
  role: EmbeddedRole;
  log: Logger;
  teardown: Teardown;
  poolSize?: number;
  onQuery?: ObserveQuery;
}

export interface Access {
  url: string;
  /** Who owns the tables. */
  ownerUrl: string;
  /** The role of `url`, where that is not the owner. */
  serverRole: string | undefined;
}

/** Where the database is, started if it is ours to start. @throws StartFailure */
export async function findDatabase(deps: Omit<OpenDeps, 'poolSize' | 'onQuery'>): Promise<Access> {
  const { databaseUrl, migrationUrl, dataDir, role, log, teardown } = deps;
  if (databaseUrl !== undefined) {
    const ownerUrl = migrationUrl ?? databaseUrl;
    const serverRole = decodeURIComponent(new URL(databaseUrl).username);
    const isOther = serverRole !== decodeURIComponent(new URL(ownerUrl).username);
    return { url: databaseUrl, ownerUrl, serverRole: isOther ? serverRole : undefined };
  }
  const outcome = await openEmbeddedPostgres({ dataDir, log, role });
  if (outcome.kind === 'failed') throw new StartFailure(outcome.code, outcome.message);
  teardown.add('embedded_postgres', () => outcome.postgres.close());
  const { serverUrl, url } = outcome.postgres;
  return { url: serverUrl, ownerUrl: url, serverRole: SERVER_ROLE };
}

/** The installation's database with our schema in it. @throws StartFailure */
export async function openDatabase(deps: OpenDeps): Promise<{ database: Database; url: string }> {
  const { log, teardown, poolSize, onQuery } = deps;
  const { url, ownerUrl, serverRole } = await findDatabase(deps);
  const migrated = await migrate({ url: ownerUrl, log, serverRole });
  if (migrated.kind === 'failed') throw new StartFailure(migrated.code, migrated.message);
  const database = createDatabase({
    url,
    log,
    ...(poolSize === undefined ? {} : { poolSize }),
    ...(onQuery ? { onQuery } : {}),
  });
  teardown.add('database', () => database.close());
  return { database, url };
}
