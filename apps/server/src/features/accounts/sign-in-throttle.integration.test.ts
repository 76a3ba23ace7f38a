/** Two servers on one database: whoever guesses at one has guessed at both. */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createKeyring } from '../../platform/crypto/keyring.ts';
import { createTestDatabase, type TestDatabase } from '../../platform/db/test-database.ts';
import { AppError } from '../../platform/http/app-error.ts';
import { createSignInCountStore, type SignInCountStore } from './sign-in-counts.store.ts';
import { createSignInThrottle, guarded, type SignInThrottle } from './sign-in-throttle.ts';

let database: TestDatabase;
let store: SignInCountStore;
let servers: [SignInThrottle, SignInThrottle];
let turn = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  store = createSignInCountStore(database.db);
  const keyring = createKeyring(Buffer.alloc(32, 1), 'epoch');
  const server = () =>
    createSignInThrottle({
      store: createSignInCountStore(database.db),
      keyring,
      of: 'password',
    });
  servers = [server(), server()];
});
beforeEach(async () => {
  await sql`truncate sign_in_counts, sign_in_places`.execute(database.db);
});
afterAll(() => database.close());

/** The servers in turns, as a load balancer has it. */
function server(): SignInThrottle {
  turn = 1 - turn;
  return servers[turn === 0 ? 0 : 1];
}

/** Seconds to wait; 0: the try was counted. */
async function fail(account: string, address: string): Promise<number> {
  try {
    await server().begin(account, address);
    return 0;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'rate_limited') throw error;
    return error.details.retryAfterSeconds ?? Number.NaN;
  }
}

async function failTimes(times: number, account: string, address: string): Promise<number[]> {
  const waits: number[] = [];
  for (let i = 0; i < times; i++) waits.push(await fail(account, address));
  return waits;
}

/** As if so many seconds had gone by. */
async function pass(seconds: number): Promise<void> {
  await sql`update sign_in_counts set last_at = last_at - make_interval(secs => ${seconds}),
    until_at = until_at - make_interval(secs => ${seconds})`.execute(database.db);
}

test('a few mistypings cost nothing, then each costs twice as much, up to a quarter of an hour', async () => {
  expect(await failTimes(6, 'ann', '192.0.2.1')).toEqual([0, 0, 0, 0, 0, 0]);
  expect(await fail('ann', '192.0.2.1')).toBe(2);
  await pass(2);
  expect(await fail('ANN', '192.0.2.1')).toBe(0);
  expect(await fail('ann', '192.0.2.1')).toBe(4);
  for (let i = 0; i < 12; i++) {
    await pass(15 * 60);
    await fail('ann', '192.0.2.1');
  }
  expect(await fail('ann', '192.0.2.1')).toBe(15 * 60);
});

test('an attack from everywhere keeps the owner out for half a minute at most', async () => {
  for (let i = 0; i < 45; i++) {
    await fail('ann', `198.51.100.${i}`);
    await pass(30);
  }
  await fail('ann', '198.51.100.99');
  const wait = await fail('ann', '192.0.2.1');
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(30);
});

test('an address that has signed in before, at whichever server, is not held up by others', async () => {
  await server().succeeded('ann', '192.0.2.1');
  for (let i = 0; i < 40; i++) await fail('ann', `198.51.100.${i}`);
  expect(await fail('ann', '203.0.113.1')).toBeGreaterThan(0);
  expect(await failTimes(2, 'ann', '192.0.2.1')).toEqual([0, 0]);
});

test('one address trying many accounts is slowed down on all of them, at every server', async () => {
  for (let i = 0; i < 21; i++) await fail(`user${i}`, '203.0.113.5');
  for (const each of servers) {
    await expect(each.begin('someone-else', '203.0.113.5')).rejects.toMatchObject({
      code: 'rate_limited',
    });
  }
  expect(await fail('someone-else', '203.0.113.6')).toBe(0);
});

test('a success forgives, and so does time', async () => {
  await failTimes(7, 'ann', '192.0.2.1');
  await server().succeeded('ann', '192.0.2.1');
  expect(await fail('ann', '192.0.2.1')).toBe(0);
  await failTimes(6, 'bob', '192.0.2.9');
  await pass(31 * 60);
  expect(await failTimes(2, 'bob', '192.0.2.9')).toEqual([0, 0]);
});

test('tries made at once, at both servers, are counted like tries made in turn', async () => {
  const answers = await Promise.all(
    Array.from({ length: 60 }, () => fail('crowd', '203.0.113.20')),
  );
  expect(answers.filter((wait) => wait === 0)).toHaveLength(6);
});

test('a try that was right, or was not answered, counts for nothing', async () => {
  const place = { account: 'ann', address: '192.0.2.1' };
  await failTimes(5, 'ann', '192.0.2.1');
  expect(await guarded(server(), place, async () => 'found')).toBe('found');
  const broken = guarded(server(), place, async () => {
    throw new Error('the database is away');
  });
  await expect(broken).rejects.toThrow('away');
  expect(await fail('ann', '192.0.2.1')).toBe(0);
  expect(await fail('ann', '192.0.2.1')).toBe(2);
  for (let i = 0; i < 30; i++) {
    await guarded(server(), { account: `user${i}`, address: '203.0.113.5' }, async () => 'found');
  }
  expect(await fail('bob', '203.0.113.5')).toBe(0);
});

test('a try taken back does not lift the back-off of a later failure', async () => {
  await failTimes(5, 'ann', '192.0.2.1');
  const tried = await server().begin('ann', '192.0.2.1');
  await pass(2);
  await fail('ann', '192.0.2.1');
  await tried.takeBack();
  expect(await fail('ann', '192.0.2.1')).toBe(4);
});

test('neither names nor addresses are kept, and what is over is forgotten', async () => {
  await fail('a-password-typed-as-a-name', '192.0.2.77');
  await server().succeeded('ann', '192.0.2.77');
  const { rows } = await sql<{ text: string }>`
    select c::text as text from sign_in_counts c union all
    select p::text from sign_in_places p`.execute(database.db);
  expect(rows.length).toBeGreaterThan(1);
  expect(JSON.stringify(rows)).not.toMatch(/a-password|192\.0\.2|ann/);
  await pass(31 * 60);
  await sql`update sign_in_places set last_at = last_at - interval '91 days'`.execute(database.db);
  await store.forget();
  for (const table of ['sign_in_counts', 'sign_in_places'] as const) {
    expect(await database.db.selectFrom(table).selectAll().execute()).toEqual([]);
  }
});
