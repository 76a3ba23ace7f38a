import { expect, test } from 'vitest';
import { runPool } from './run-pool.ts';

test('every item is worked on once, never more than the size at a time', async () => {
  const seen: number[] = [];
  let running = 0;
  let most = 0;
  await runPool([1, 2, 3, 4, 5, 6, 7], 3, new AbortController().signal, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    seen.push(item);
    running -= 1;
  });
  expect(seen.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(most).toBe(3);
});

test('nothing new starts after an abort', async () => {
  const stop = new AbortController();
  const seen: number[] = [];
  await runPool([1, 2, 3, 4], 1, stop.signal, async (item) => {
    seen.push(item);
    if (item === 2) stop.abort();
  });
  expect(seen).toEqual([1, 2]);
});

test('the first failure is the result, and nothing new starts after it', async () => {
  const seen: number[] = [];
  const run = runPool([1, 2, 3, 4], 2, new AbortController().signal, async (item) => {
    seen.push(item);
    if (item === 1) throw new Error('no');
    await Promise.resolve();
  });
  await expect(run).rejects.toThrow('no');
  expect(seen).toEqual([1, 2]);
});
