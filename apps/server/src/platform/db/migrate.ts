/**
 * Plain numbered SQL files, `0001-name.sql`, each applied once, in order, in a transaction of its
 * own. A file whose header (its leading comment lines) has a line `-- breaking` changes the schema
 * so that older code must not run on it: such code refuses to start (`schema_too_new`).
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import type { Logger } from 'pino';
import { grantToServer } from './server-role.ts';

export const MIGRATIONS_DIR = path.resolve(import.meta.dirname, '../../../migrations');

/** Key of the advisory lock under which one process at a time migrates. Any fixed number. */
const MIGRATION_LOCK = 7_203_550_001;

/** Another server may be migrating a large table. */
const LOCK_WAIT_MS = 300_000;
const CONNECT_MS = 10_000;

export interface Migration {
  number: number;
  name: string;
  breaking: boolean;
  checksum: string;
  sql: string;
}

export type MigrationOutcome =
  | { kind: 'migrated'; applied: string[] }
  | { kind: 'failed'; code: 'schema_too_new' | 'database_unreachable'; message: string };

interface AppliedRow {
  number: number;
  name: string;
  breaking: boolean;
  checksum: string;
}

const FILE = /^(\d{4})-[a-z0-9-]+\.sql$/;

export async function readMigrations(dir: string = MIGRATIONS_DIR): Promise<Migration[]> {
  const names = (await readdir(dir)).filter((name) => FILE.test(name)).sort();
  const migrations = await Promise.all(names.map((name) => readMigration(dir, name)));
  const numbers = new Set(migrations.map(({ number }) => number));
  if (numbers.size !== migrations.length) throw new Error('Two migrations have the same number.');
  return migrations;
}

async function readMigration(dir: string, name: string): Promise<Migration> {
  const sql = await readFile(path.join(dir, name), 'utf8');
  const header = /^(?:[ \t]*(?:--.*)?\r?\n)*/.exec(sql)?.[0] ?? '';
  return {
    number: Number(name.slice(0, 4)),
    name,
    breaking: /^--\s*breaking\s*$/m.test(header),
    checksum: createHash('sha256').update(sql).digest('hex'),
    sql,
  };
}

interface MigrateDeps {
  url: string;
  log: Logger;
  migrations?: Migration[];
  /** A role of fewer rights than `url` has, which the server runs as. */
  serverRole?: string | undefined;
}

/** @throws Error when a file that was applied has changed since, or a migration fails. */
export async function migrate(deps: MigrateDeps): Promise<MigrationOutcome> {
  const { url, log, migrations, serverRole } = deps;
  const known = migrations ?? (await readMigrations());
  const client = new pg.Client({
    connectionString: url,
    application_name: 'webhood migrate',
    connectionTimeoutMillis: CONNECT_MS,
    lock_timeout: LOCK_WAIT_MS,
  });
  client.on('error', (error) => log.warn({ err: error }, 'database.connection_lost'));
  try {
    await client.connect();
  } catch (cause) {
    log.error({ err: cause }, 'database.unreachable');
    return {
      kind: 'failed',
      code: 'database_unreachable',
      message: 'The database does not answer. Check DATABASE_URL and that PostgreSQL is running.',
    };
  }
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const outcome = await applyMissing(client, known, log);
    if (outcome.kind === 'migrated' && serverRole !== undefined) {
      await grantToServer(client, serverRole);
    }
    return outcome;
  } finally {
    await client.end();
  }
}

async function applyMissing(
  client: pg.Client,
  known: Migration[],
  log: Logger,
): Promise<MigrationOutcome> {
  await client.query(`create table if not exists schema_migrations (
    number integer primary key,
    name text not null,
    breaking boolean not null,
    checksum text not null,
    applied_at timestamptz not null default now()
  )`);
  const { rows } = await client.query<AppliedRow>(
    'select number, name, breaking, checksum from schema_migrations order by number',
  );
  const tooNew = newerBreaking(rows, known);
  if (tooNew) return tooNew;
  verifyApplied(rows, known);
  const done = new Set(rows.map(({ number }) => number));
  const missing = known.filter(({ number }) => !done.has(number));
  for (const migration of missing) {
    await applyOne(client, migration);
    log.info({ migration: migration.name }, 'database.migrated');
  }
  return { kind: 'migrated', applied: missing.map(({ name }) => name) };
}

function newerBreaking(rows: AppliedRow[], known: Migration[]): MigrationOutcome | undefined {
  const numbers = new Set(known.map(({ number }) => number));
  const unknown = rows.find((row) => row.breaking && !numbers.has(row.number));
  if (!unknown) return undefined;
  return {
    kind: 'failed',
    code: 'schema_too_new',
    message:
      `The database was upgraded by a newer Webhood (migration ${unknown.name}), and this ` +
      'version cannot work on it. Run the newer version, or restore a backup from before.',
  };
}

function verifyApplied(rows: AppliedRow[], known: Migration[]): void {
  const byNumber = new Map(known.map((migration) => [migration.number, migration]));
  for (const row of rows) {
    const file = byNumber.get(row.number);
    if (file && file.checksum !== row.checksum) {
      throw new Error(
        `Migration ${file.name} has changed since it was applied. Restore the file, and put the ` +
          'change into a new migration.',
      );
    }
  }
}

async function applyOne(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(migration.sql);
    await client.query(
      'insert into schema_migrations (number, name, breaking, checksum) values ($1, $2, $3, $4)',
      [migration.number, migration.name, migration.breaking, migration.checksum],
    );
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    throw new Error(`Migration ${migration.name} failed.`, { cause });
  }
}
