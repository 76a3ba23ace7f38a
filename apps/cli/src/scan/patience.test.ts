import { ApiError, NetworkError } from '@webhood/client';
import { expect, test } from 'vitest';
import { withPatience } from './patience.ts';

const busy = (retryAfterMs: number | null) =>
  new ApiError({ code: 'queue_full', status: 429, detail: 'full', retryAfterMs });

function clock() {
  let time = 0;
  const waits: number[] = [];
  return {
    waits,
    now: () => time,
    pause: async (ms: number) => {
      waits.push(ms);
      time += ms;
    },
    signal: new AbortController().signal,
  };
}

function failing(errors: unknown[]): () => Promise<string> {
  const queue = [...errors];
  return async () => {
    const error = queue.shift();
    if (error !== undefined) throw error;
    return 'ok';
  };
}

test('a busy server is asked again after exactly as long as it asked for', async () => {
  const time = clock();
  expect(await withPatience(failing([busy(7_000), busy(3_000)]), time)).toBe('ok');
  expect(time.waits).toEqual([7_000, 3_000]);
});

test('a busy server that names no time is asked less and less often', async () => {
  const time = clock();
  await withPatience(failing([busy(null), busy(null), busy(null)]), time);
  expect(time.waits).toEqual([1_000, 2_000, 4_000]);
});

test('patience ends, with the refusal', async () => {
  const time = clock();
  const always = async () => {
    throw busy(60_000);
  };
  await expect(withPatience(always, time)).rejects.toMatchObject({ code: 'queue_full' });
  expect(time.now()).toBeLessThanOrEqual(600_000);
});

test('a submission whose connection broke is not made twice, a download is', async () => {
  const lost = new NetworkError('reset');
  const time = clock();
  await expect(withPatience(failing([lost]), time)).rejects.toBe(lost);
  expect(await withPatience(failing([lost]), { ...time, repeatable: true })).toBe('ok');
});

test('a refusal is not argued with', async () => {
  const refusal = new ApiError({ code: 'forbidden', status: 403, detail: 'no' });
  await expect(withPatience(failing([refusal]), clock())).rejects.toBe(refusal);
});
