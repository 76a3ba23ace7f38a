/**
 * A real database for each integration test file, cloned in some tens of milliseconds from a
 * migrated template on one embedded server that all test processes of this machine share.
 *
 *   const database = await createTestDatabase();
 *   afterAll(() => database.close());
 *
 * Closing fails when the test has left connections open.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { type Logger, pino } from 'pino';
import { createDatabase, type Database } from './database.ts';
import { findPostgresBinaries } from './embedded/postgres-binaries.ts';
import { type EmbeddedPostgres, openEmbeddedPostgres } from './embedded-postgres.ts';
import { migrate, readMigrations } from './migrate.ts';

/** Key of the advisory lock under which the template is made. */
const TEMPLATE_LOCK = 7_203_550_201;

/** Ended connections take a moment to leave the server's list. */
const LEAVE_MS = 2_000;
const POLL_MS = 10;

/** Nothing here outlives the test run, so nothing is synced. */
const FAST = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
};

export interface TestDatabase extends Database {
  url: string;
  log: Logger;
  /** Drops the database. @throws Error when connections to it are still open */
  close(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** False gives an empty database without tables. */
  migrated?: boolean;
}

export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const log = pino({ level: 'silent' });
  const postgres = await openShared(log);
  const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`;
  await asAdmin(postgres, async (admin) => {
    await sweepLeftOvers(admin);
    const template = options.migrated === false ? 'template0' : await ensureTemplate(postgres, log);
    await admin.query(`create database ${name} template ${template}`);
  });
  const url = postgres.urlOf(name);
  const database = createDatabase({ url, log, poolSize: 10, applicationName: 'webhood test' });
  return {
    ...database,
    url,
    log,
    close: async () => {
      const inUse = database.pool.totalCount - database.pool.idleCount;
      if (inUse === 0) await database.close();
      const left = await asAdmin(postgres, async (admin) => {
        const open = await openConnections(admin, name);
        await admin.query(`drop database ${name} with (force)`);
        return open;
      });
      await postgres.close();
      if (left.length > 0) {
        throw new Error(
          `The test left connections open: ${left.join(', ')} (${inUse} of the pool).`,
        );
      }
    },
  };
}

async function openShared(log: Logger): Promise<EmbeddedPostgres> {
  const { version } = findPostgresBinaries();
  const user = process.getuid?.() ?? 'user';
  const dataDir = path.join(tmpdir(), `webhood-test-postgres-${user}-${version}`);
  await mkdir(dataDir, { recursive: true });
  const outcome = await openEmbeddedPostgres({ dataDir, log, role: 'visitor', settings: FAST });
  if (outcome.kind === 'failed') throw new Error(`${outcome.code}: ${outcome.message}`);
  return outcome.postgres;
}

async function asAdmin<T>(
  postgres: EmbeddedPostgres,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: postgres.urlOf('postgres') });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The name of a database with every migration applied, made once for each set of migrations. */
async function ensureTemplate(postgres: EmbeddedPostgres, log: Logger): Promise<string> {
  const migrations = await readMigrations();
  const all = migrations.map(({ name, checksum }) => `${name}:${checksum}`).join('\n');
  const name = `template_${createHash('sha256').update(all).digest('hex').slice(0, 16)}`;
  await asAdmin(postgres, async (admin) => {
    await admin.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 1) return;
    const work = `${name}_unfinished`;
    await admin.query(`drop database if exists ${work} with (force)`);
    await admin.query(`create database ${work} template template0`);
    const outcome = await migrate({ url: postgres.urlOf(work), log, migrations });
    if (outcome.kind === 'failed') throw new Error(`${outcome.code}: ${outcome.message}`);
    await openConnections(admin, work);
    await dropTemplatesBut(name, admin);
    await admin.query(`alter database ${work} rename to ${name}`);
  });
  return name;
}

async function dropTemplatesBut(name: string, admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>(
    "select datname from pg_database where datname ~ '^template_[0-9a-f]{16}$' and datname <> $1",
    [name],
  );
  for (const { datname } of rows) await admin.query(`drop database if exists ${datname}`);
}

async function openConnections(admin: pg.Client, database: string): Promise<string[]> {
  const deadline = Date.now() + LEAVE_MS;
  for (;;) {
    const { rows } = await admin.query<{ application_name: string }>(
      'select application_name from pg_stat_activity where datname = $1',
      [database],
    );
    if (rows.length === 0 || Date.now() > deadline) {
      return rows.map((row) => row.application_name || 'unnamed');
    }
    await delay(POLL_MS);
  }
}

/** Databases of test processes that were killed: their process is gone. */
async function sweepLeftOvers(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>(
    "select datname from pg_database where datname like 'test\\_%'",
  );
  for (const { datname } of rows) {
    const pid = Number(datname.split('_')[1]);
    if (isAlive(pid)) continue;
    await admin.query(`drop database if exists ${datname} with (force)`);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // Signal 0 only asks; any refusal here means that there is no such process of ours.
    return false;
  }
}
