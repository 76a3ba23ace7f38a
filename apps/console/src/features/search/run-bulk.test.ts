import { ApiError } from '@webhood/client';
import { expect, test } from 'vitest';
import { runBulk } from './run-bulk.ts';

const busy = new ApiError({ code: 'rate_limited', status: 429, detail: '', retryAfterMs: 5 });
const refused = new ApiError({ code: 'forbidden', status: 403, detail: '' });

test('all are tried, a few at a time, and what was only too busy is tried again', async () => {
  let atOnce = 0;
  let most = 0;
  const tries = new Map<number, number>();
  const pauses: number[] = [];
  const progress: number[] = [];
  const results = await runBulk([1, 2, 3, 4, 5, 6, 7, 8], {
    act: async (item) => {
      most = Math.max(most, ++atOnce);
      await Promise.resolve();
      atOnce -= 1;
      const tried = (tries.get(item) ?? 0) + 1;
      tries.set(item, tried);
      if (item === 2) throw refused;
      if (item === 3 && tried === 1) throw busy;
    },
    pause: async (ms) => void pauses.push(ms),
    onProgress: (done) => progress.push(done),
  });
  expect(most).toBe(4);
  expect(pauses).toEqual([5]);
  expect(progress).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(results.filter(({ error }) => error).map(({ item }) => item)).toEqual([2]);
});
