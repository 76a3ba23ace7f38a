/** The database's side of backups: one snapshot out, and the same back into empty tables. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import type pg from 'pg';
import { SWEEP_LOCK } from '../../platform/db/sweep-lock.ts';
import {
  copyIn,
  copyOut,
  type TableShape,
  tablesInOrder,
  withLongConnection,
} from '../../platform/db/table-copy.ts';
import { BackupFault, type Manifest } from './backup-format.ts';

/** Of the migrations: the manifest has it, and a restore makes it anew. */
const MIGRATIONS_TABLE = 'schema_migrations';
/**
 * Sessions, sign-ins half done, counts of minutes, and what streams of events may miss, do not outlive the
 * installation that they belong to.
 */
const LEFT_OUT = [
  'sessions',
  'sign_in_steps',
  'sign_in_counts',
  'sign_in_places',
  'request_counts',
  'event_history',
  'logged_changes',
];
/** A row of their own is made with the table. */
const OF_ONE_ROW = ['installation', 'retention', 'event_history', 'lookups'];

export interface Snapshot {
  migrations: Manifest['migrations'];
  tables: Manifest['tables'];
  /** Every artifact that the snapshot names, with its size in bytes. */
  artifacts: { sha256: string; size: number }[];
}

/**
 * Copies every table as of one moment. No artifact is swept until `withArtifacts` has ended.
 */
export async function takeSnapshot<T>(
  url: string,
  fileOf: (table: string) => string,
  withArtifacts: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  return withLongConnection(url, async (client) => {
    await client.query('select pg_advisory_lock($1)', [SWEEP_LOCK]);
    await client.query('begin isolation level repeatable read read only');
    const migrations = await readMigrationRows(client);
    const tables: Manifest['tables'] = [];
    for (const table of await tablesInOrder(client)) {
      if (table.name === MIGRATIONS_TABLE || LEFT_OUT.includes(table.name)) continue;
      tables.push(await copyToFile(client, table, fileOf(table.name)));
    }
    const { rows: artifacts } = await client.query<{ sha256: string; size: string }>(
      'select sha256, size from blobs order by sha256',
    );
    await client.query('commit');
    const sized = artifacts.map(({ sha256, size }) => ({ sha256, size: Number(size) }));
    return withArtifacts({ migrations, tables, artifacts: sized });
  });
}

async function readMigrationRows(client: pg.Client): Promise<Manifest['migrations']> {
  const { rows } = await client.query<Manifest['migrations'][number]>(
    `select number, name, checksum from ${MIGRATIONS_TABLE} order by number`,
  );
  return rows;
}

async function copyToFile(client: pg.Client, table: TableShape, file: string) {
  const hash = createHash('sha256');
  let bytes = 0;
  const measured = new PassThrough().on('data', (chunk: Buffer) => {
    hash.update(chunk);
    bytes += chunk.length;
  });
  const target = createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true });
  const rows = await copyOut(client, table, measured, target);
  return { ...table, rows, bytes, sha256: hash.digest('hex') };
}

/** @throws BackupFault when there is anything in the database already, or a newer schema */
export async function requireEmpty(url: string, migrations: Manifest['migrations']): Promise<void> {
  await withLongConnection(url, async (client) => {
    const found = await readMigrationRows(client);
    if (found.length !== migrations.length) {
      throw new BackupFault(
        'The database has the tables of a newer Webhood than the backup. Restore into one that is new.',
      );
    }
    for (const { name } of await tablesInOrder(client)) {
      if (name === MIGRATIONS_TABLE || OF_ONE_ROW.includes(name)) continue;
      const { rowCount } = await client.query(`select 1 from ${name} limit 1`);
      if (rowCount === 0) continue;
      throw new BackupFault(
        `The database is not empty (${name} has rows). Restore into a new installation whose server has never been started.`,
      );
    }
  });
}

/** All tables or none. `note` is recorded as the last entry of the audit log. */
export async function loadTables(
  url: string,
  tables: Manifest['tables'],
  fileOf: (table: string) => string,
  note: (client: Pick<pg.Client, 'query'>) => Promise<void>,
): Promise<void> {
  await withLongConnection(url, async (client) => {
    await client.query('begin');
    const order = (await tablesInOrder(client)).map(({ name }) => name);
    const unknown = tables.find(({ name }) => name === MIGRATIONS_TABLE || !order.includes(name));
    if (unknown) {
      throw new BackupFault(`manifest.json names ${unknown.name}, which is no table of a backup.`);
    }
    const sorted = tables.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
    // They were done when the rows were made; the audit log's would chain them anew.
    for (const { name } of sorted) await client.query(`alter table ${name} disable trigger user`);
    for (const table of sorted) {
      if (OF_ONE_ROW.includes(table.name)) await client.query(`delete from ${table.name}`);
      const rows = await copyIn(client, table, createReadStream(fileOf(table.name)));
      if (rows === table.rows) continue;
      throw new BackupFault(`${table.name} has ${rows} rows instead of ${table.rows}.`);
    }
    for (const { name } of sorted) await client.query(`alter table ${name} enable trigger user`);
    await note(client);
    await client.query('commit');
  });
}
