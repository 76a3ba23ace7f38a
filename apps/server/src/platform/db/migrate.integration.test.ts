import { createHash } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { observed } from '../../../../../test/observed.ts';
import { type Migration, migrate, readMigrations } from './migrate.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

async function emptyDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase({ migrated: false });
  onTestFinished(() => database.close());
  return database;
}

function migration(number: number, sql: string, breaking = false): Migration {
  const checksum = createHash('sha256').update(sql).digest('hex');
  return { number, name: `${String(number).padStart(4, '0')}-test.sql`, breaking, checksum, sql };
}

const TABLE = migration(1, 'create table one (id integer)');

test('migrators that start together apply each migration once', async () => {
  const { url, log } = await emptyDatabase();
  const outcomes = await Promise.all(Array.from({ length: 4 }, () => migrate({ url, log })));
  const applied = outcomes.flatMap((outcome) =>
    outcome.kind === 'migrated' ? outcome.applied : ['failed'],
  );
  expect(applied).toEqual((await readMigrations()).map(({ name }) => name));
});

test('a newer breaking migration is refused, a newer harmless one is not', async () => {
  const { url, log } = await emptyDatabase();
  const harmless = migration(2, 'create table two (id integer)');
  await migrate({ url, log, migrations: [TABLE, harmless] });
  expect(await migrate({ url, log, migrations: [TABLE] })).toMatchObject({ kind: 'migrated' });
  const breaking = migration(3, 'drop table one', true);
  await migrate({ url, log, migrations: [TABLE, harmless, breaking] });
  const refused = await migrate({ url, log, migrations: [TABLE, harmless] });
  expect(refused).toMatchObject({
    kind: 'failed',
    code: 'schema_too_new',
    message: expect.stringContaining('0003-test.sql'),
  });
  observed('harmless: starts; breaking: schema_too_new, and the migration is named');
});

test('a migration that fails leaves nothing of itself, and keeps the ones before', async () => {
  const { url, log, pool } = await emptyDatabase();
  const broken = migration(2, 'create table two (id integer); select nonsense');
  await expect(migrate({ url, log, migrations: [TABLE, broken] })).rejects.toThrow(/0002-test/);
  const { rows } = await pool.query("select to_regclass('one') as one, to_regclass('two') as two");
  expect(rows).toEqual([{ one: 'one', two: null }]);
});

test('a migration that has changed since it was applied is refused', async () => {
  const { url, log } = await emptyDatabase();
  await migrate({ url, log, migrations: [TABLE] });
  const changed = migration(1, 'create table one (id bigint)');
  await expect(migrate({ url, log, migrations: [changed] })).rejects.toThrow(/has changed/);
});

test('a database that does not answer is a value, not an exception', async () => {
  const { log } = await emptyDatabase();
  const outcome = await migrate({ url: 'postgres://nobody@127.0.0.1:1/none', log });
  expect(outcome).toMatchObject({ kind: 'failed', code: 'database_unreachable' });
});
