import { expect, test } from 'vitest';
import { createSharedCounter, type TakeShare } from './shared-counter.ts';

const MINUTE_MS = 60_000;

/** The count that servers share, and a clock that they agree on. */
function shared() {
  let time = 1_000;
  let asked = 0;
  const taken = new Map<string, { amount: number; endsAt: number }>();
  const take: TakeShare = async (key, amount, windowMs) => {
    asked += 1;
    const known = taken.get(key);
    const open = known && known.endsAt > time ? known : { amount: 0, endsAt: time + windowMs };
    taken.set(key, { ...open, amount: open.amount + amount });
    return { before: open.amount, resetMs: open.endsAt - time };
  };
  const server = (limit: number, more: object = {}) =>
    createSharedCounter({
      scope: 'test',
      limit,
      windowMs: MINUTE_MS,
      keys: 10,
      take,
      now: () => time,
      patience: () => new Promise(() => undefined),
      ...more,
    });
  return { server, asked: () => asked, pass: (ms: number) => (time += ms) };
}

async function passed(count: ReturnType<typeof createSharedCounter>, times: number, key = 'a') {
  const all = await Promise.all(Array.from({ length: times }, () => count(key)));
  return all.filter(({ isExceeded }) => !isExceeded).length;
}

test('each key has its own count, which begins anew with its window', async () => {
  const { server, pass } = shared();
  const count = server(2);
  const first = { limit: 2, remaining: 1, resetMs: MINUTE_MS, isExceeded: false };
  expect(await count('a')).toEqual(first);
  pass(20_000);
  expect(await count('a')).toMatchObject({ remaining: 0, resetMs: 40_000, isExceeded: false });
  expect((await count('a')).isExceeded).toBe(true);
  expect((await count('b')).isExceeded).toBe(false);
  pass(40_000);
  expect(await count('a')).toEqual(first);
});

test('two servers let pass what one would, to within a share of each', async () => {
  const { server } = shared();
  const [one, two] = [server(320), server(320)];
  const both = await Promise.all([passed(one, 300), passed(two, 300)]);
  const all = both[0] + both[1];
  expect(all).toBeGreaterThanOrEqual(320 - 10);
  expect(all).toBeLessThanOrEqual(320 + 10);
  expect(Math.min(...both)).toBeGreaterThan(100);
});

test('a low limit is held exactly', async () => {
  const { server } = shared();
  const [one, two] = [server(5), server(5)];
  expect((await passed(one, 4)) + (await passed(two, 4))).toBe(5);
});

test('the others are asked once a share, and not at all for what is less, or when all is taken', async () => {
  const { server, asked } = shared();
  const count = server(3_200);
  await passed(count, 100);
  expect(asked()).toBe(0);
  await passed(count, 100);
  expect(asked()).toBe(1);
  await passed(count, 10_000);
  expect(asked()).toBe(32);
});

test('what is left is told to the request', async () => {
  const { server } = shared();
  const count = server(64);
  const left = [];
  for (let i = 0; i < 64; i++) left.push((await count('a')).remaining);
  expect(left).toEqual(Array.from({ length: 64 }, (_, i) => 63 - i));
});

test('without the database a server holds the limit by itself, and tells of it when it is back', async () => {
  const { server } = shared();
  let isAway = true;
  const take: TakeShare = async (_key, amount, resetMs) => {
    if (isAway) throw new Error('away');
    told.push(amount);
    return { before: 0, resetMs };
  };
  const told: number[] = [];
  expect(await passed(server(64, { take }), 100)).toBe(64);
  const count = server(64, { take });
  await passed(count, 20);
  isAway = false;
  await count('a');
  expect(told).toEqual([22]);
});

test('a database that is late is not waited for, and its answer counts when it comes', async () => {
  const { server } = shared();
  const answer = Promise.withResolvers<{ before: number; resetMs: number }>();
  let asked = 0;
  const take: TakeShare = () => {
    asked += 1;
    return answer.promise;
  };
  const count = server(64, { take, patience: async () => undefined });
  expect(await passed(count, 40)).toBe(40);
  expect(asked).toBe(1);
  answer.resolve({ before: 64, resetMs: MINUTE_MS });
  await answer.promise;
  expect(await passed(count, 40)).toBeLessThanOrEqual(2);
});

test('remembers no more keys than its bound', async () => {
  const { server } = shared();
  const count = server(64, { keys: 2 });
  expect((await count('a')).remaining).toBe(63);
  expect((await count('a')).remaining).toBe(62);
  await count('b');
  await count('c');
  expect((await count('a')).remaining).toBe(63);
});
