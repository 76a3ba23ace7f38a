import type { Logger } from 'pino';
import { StartFailure } from '../process/start-failure.ts';
import type { Teardown } from '../process/teardown.ts';
import { createDatabase, type Database } from './database.ts';
import type { EmbeddedRole } from './embedded/user-lock.ts';
import { openEmbeddedPostgres } from './embedded-postgres.ts';
import { migrate } from './migrate.ts';

interface OpenDeps {
  /** Undefined: the embedded PostgreSQL of the data folder. */
  databaseUrl: string | undefined;
  dataDir: string;
  role: EmbeddedRole;
  log: Logger;
  teardown: Teardown;
  poolSize?: number;
}

async function urlOf({ databaseUrl, dataDir, role, log, teardown }: OpenDeps): Promise<string> {
  if (databaseUrl !== undefined) return databaseUrl;
  const outcome = await openEmbeddedPostgres({ dataDir, log, role });
  if (outcome.kind === 'failed') throw new StartFailure(outcome.code, outcome.message);
  teardown.add('embedded_postgres', () => outcome.postgres.close());
  return outcome.postgres.url;
}

/** The installation's database with our schema in it. @throws StartFailure */
export async function openDatabase(deps: OpenDeps): Promise<{ database: Database; url: string }> {
  const { log, teardown, poolSize } = deps;
  const url = await urlOf(deps);
  const migrated = await migrate({ url, log });
  if (migrated.kind === 'failed') throw new StartFailure(migrated.code, migrated.message);
  const database = createDatabase({ url, log, ...(poolSize === undefined ? {} : { poolSize }) });
  teardown.add('database', () => database.close());
  return { database, url };
}
