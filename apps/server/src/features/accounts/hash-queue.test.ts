import { expect, test } from 'vitest';
import { createHashQueue } from './hash-queue.ts';

test('no more run at once than allowed, a bounded number waits, the rest is refused', async () => {
  const run = createHashQueue({ running: 2, waiting: 3 });
  let running = 0;
  let most = 0;
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const work = async () => {
    running++;
    most = Math.max(most, running);
    await gate;
    running--;
    return 'done';
  };
  const all = Array.from({ length: 8 }, () => run(work));
  const settled = Promise.allSettled(all);
  await expect(all[7]).rejects.toMatchObject({
    code: 'rate_limited',
    details: { retryAfterSeconds: expect.any(Number) },
  });
  open();
  const outcomes = (await settled).map(({ status }) => status);
  expect(outcomes).toEqual([...Array(5).fill('fulfilled'), ...Array(3).fill('rejected')]);
  expect(most).toBe(2);
});

test('work that fails gives its turn back', async () => {
  const run = createHashQueue({ running: 1, waiting: 1 });
  const failing = run(() => Promise.reject(new Error('no')));
  const next = run(async () => 'next');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('next');
  expect(await run(async () => 'later')).toBe('later');
});
