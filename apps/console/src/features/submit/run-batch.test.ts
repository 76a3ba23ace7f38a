import { ApiError } from '@webhood/client';
import { expect, test } from 'vitest';
import { type ItemState, runBatch } from './run-batch.ts';

const busy = (retryAfterMs: number | null) =>
  new ApiError({ code: 'queue_full', status: 429, detail: 'full', retryAfterMs });
const refusal = new ApiError({ code: 'malformed_url', status: 400, detail: 'no' });

async function run(urls: string[], answer: (url: string, attempt: number) => unknown) {
  const ended: ItemState['kind'][] = [];
  const waits: number[] = [];
  const attempts = new Map<string, number>();
  await runBatch(urls, {
    submit: async (url) => {
      const attempt = (attempts.get(url) ?? 0) + 1;
      attempts.set(url, attempt);
      const error = answer(url, attempt);
      if (error) throw error;
      return JSON.parse('{}');
    },
    pause: async (ms) => {
      waits.push(ms);
    },
    onState: (index, state) => {
      ended[index] = state.kind;
    },
  });
  return { ended, waits, attempts };
}

test('a refusal of one does not stop the others', async () => {
  const { ended } = await run(['a', 'bad', 'c', 'd', 'e', 'f'], (url) => url === 'bad' && refusal);
  expect(ended).toEqual([
    'submitted',
    'refused',
    'submitted',
    'submitted',
    'submitted',
    'submitted',
  ]);
});

test('a full queue is waited for as long as the server asks, within a bound', async () => {
  const { ended, waits } = await run(['a'], (_, attempt) =>
    attempt === 1 ? busy(3_000) : attempt === 2 ? busy(9_000_000) : attempt === 3 && busy(null),
  );
  expect(ended).toEqual(['submitted']);
  expect(waits).toEqual([3_000, 60_000, 2_000]);
});

test('a queue that stays full ends as a refusal', async () => {
  const { ended, attempts } = await run(['a'], () => busy(1));
  expect(ended).toEqual(['refused']);
  expect(attempts.get('a')).toBe(6);
});
