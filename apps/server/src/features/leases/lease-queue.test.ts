import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { AppError } from '../../platform/http/app-error.ts';
import { createLeaseQueue } from './lease-queue.ts';

const log = pino({ level: 'silent' });
const LONG_MS = 60_000;

/** Work that is handed out one piece at a time. */
function workshop() {
  const work: string[] = [];
  let claims = 0;
  const queue = createLeaseQueue<string>({ nextDueMs: async () => undefined, log });
  const take = (signal = new AbortController().signal, waitMs = LONG_MS, kind = '') =>
    queue.take({
      kind,
      waitMs,
      signal,
      claim: async () => {
        claims++;
        return work.shift();
      },
    });
  return { work, queue, take, claims: () => claims };
}

/** Lets every promise that can go on go on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('one piece of work wakes one waiter, and does not ask on behalf of all', async () => {
  const { work, queue, take, claims } = workshop();
  const waiting = Array.from({ length: 50 }, () => take());
  await settled();
  const before = claims();
  work.push('a');
  queue.wake();
  await settled();
  expect(claims() - before).toBe(2);
  expect(await Promise.race(waiting)).toBe('a');
  queue.close();
  const rest = await Promise.all(waiting);
  expect(rest.filter((each) => each === undefined)).toHaveLength(49);
});

test('work that one kind of scanner may not have is still offered to the others', async () => {
  const { queue, work } = workshop();
  const never = new AbortController().signal;
  const picky = queue.take({
    kind: 'a',
    waitMs: LONG_MS,
    signal: never,
    claim: async () => undefined,
  });
  const other = queue.take({
    kind: 'b',
    waitMs: LONG_MS,
    signal: never,
    claim: async () => work.shift(),
  });
  await settled();
  work.push('private');
  queue.wake();
  expect(await other).toBe('private');
  queue.close();
  expect(await picky).toBeUndefined();
});

test('a waiter that has left is not served', async () => {
  const { work, queue, take } = workshop();
  const leaving = new AbortController();
  const gone = take(leaving.signal);
  await settled();
  leaving.abort();
  expect(await gone).toBeUndefined();
  work.push('a');
  queue.wake();
  await settled();
  expect(work).toEqual(['a']);
  queue.close();
});

test('what was claimed for a waiter that leaves meanwhile is handed to it, to be given back', async () => {
  const claimed = Promise.withResolvers<string | undefined>();
  const queue = createLeaseQueue<string>({ nextDueMs: async () => undefined, log });
  const leaving = new AbortController();
  let calls = 0;
  const taken = queue.take({
    kind: '',
    waitMs: LONG_MS,
    signal: leaving.signal,
    claim: () => (++calls === 1 ? Promise.resolve(undefined) : claimed.promise),
  });
  await settled();
  leaving.abort();
  claimed.resolve('a');
  expect(await taken).toBe('a');
});

test('waiters are served when a back-off ends, without a notification', async () => {
  vi.useFakeTimers();
  try {
    const work: string[] = [];
    const queue = createLeaseQueue<string>({ nextDueMs: async () => 2_000, log });
    const signal = new AbortController().signal;
    const taken = queue.take({
      kind: '',
      waitMs: LONG_MS,
      signal,
      claim: async () => work.shift(),
    });
    await vi.advanceTimersByTimeAsync(1_000);
    work.push('a');
    await vi.advanceTimersByTimeAsync(1_010);
    expect(await taken).toBe('a');
    queue.close();
  } finally {
    vi.useRealTimers();
  }
});

test('a database that fails a round leaves the waiters waiting', async () => {
  const { work, queue, take } = workshop();
  let isDown = false;
  const signal = new AbortController().signal;
  const taken = queue.take({
    kind: '',
    waitMs: LONG_MS,
    signal,
    claim: async () => {
      if (isDown) throw new Error('database down');
      return work.shift();
    },
  });
  await settled();
  isDown = true;
  queue.wake();
  await settled();
  isDown = false;
  work.push('a');
  queue.wake();
  expect(await taken).toBe('a');
  expect(await take(signal, 0)).toBeUndefined();
});

test('a scanner that was removed while it waits is sent away, and the next one is served', async () => {
  const { work, queue, take } = workshop();
  let isRemoved = false;
  const removed = queue.take({
    kind: '',
    waitMs: LONG_MS,
    signal: new AbortController().signal,
    claim: async () => {
      if (isRemoved) throw new AppError('unauthenticated', 'removed');
      return undefined;
    },
  });
  const refusal = expect(removed).rejects.toMatchObject({ code: 'unauthenticated' });
  const next = take();
  await settled();
  isRemoved = true;
  work.push('a');
  queue.wake();
  await refusal;
  expect(await next).toBe('a');
});

test('who has left before asking takes nothing', async () => {
  const { work, take } = workshop();
  work.push('a');
  expect(await take(AbortSignal.abort())).toBeUndefined();
  expect(work).toEqual(['a']);
});
