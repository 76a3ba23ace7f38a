import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { createDatabase } from './database.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';
import { createTransactor, inTransaction } from './transactor.ts';

async function testDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  return database;
}

const UNAVAILABLE = { code: 'unavailable', details: { retryAfterSeconds: expect.any(Number) } };

test('a database that refuses connections is unavailable, with a time to try again', async () => {
  const { log } = await testDatabase();
  const absent = createDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', log });
  await expect(sql`select 1`.execute(absent.db)).rejects.toMatchObject(UNAVAILABLE);
  await absent.close();
});

test('a connection cut inside a transaction is unavailable, and the next one works', async () => {
  const { db } = await testDatabase();
  const cut = db.transaction().execute(async (tx) => {
    await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx);
  });
  await expect(cut).rejects.toMatchObject(UNAVAILABLE);
  expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
});

test('a pool without a free connection is unavailable, not a wait without end', async () => {
  const { url, log } = await testDatabase();
  const small = createDatabase({ url, log, poolSize: 1 });
  onTestFinished(() => small.close());
  const held = Promise.withResolvers<void>();
  const holder = small.db.connection().execute(() => held.promise);
  await expect(sql`select 1`.execute(small.db)).rejects.toMatchObject(UNAVAILABLE);
  held.resolve();
  await holder;
  expect((await sql`select 1 as one`.execute(small.db)).rows).toEqual([{ one: 1 }]);
}, 15_000);

test('a mistake in a statement stays what it is', async () => {
  const { db } = await testDatabase();
  await expect(sql`select nonsense`.execute(db)).rejects.toMatchObject({ code: '42703' });
});

test('a transaction that fails leaves nothing, and cannot be used after its end', async () => {
  const { db } = await testDatabase();
  const transactor = createTransactor(db);
  const insert = { id: 's', name: 's' };
  const failing = transactor.run(async (tx) => {
    await inTransaction(db, tx).insertInto('scanners').values(insert).execute();
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await db.selectFrom('scanners').selectAll().execute()).toEqual([]);
  const ended = await transactor.run(async (tx) => tx);
  expect(() => inTransaction(db, ended)).toThrow(/has ended/);
});

test('a test that leaves a connection in use fails', async () => {
  const database = await createTestDatabase();
  await database.pool.connect();
  await expect(database.close()).rejects.toThrow(/connections open/);
});
