import { ApiError, NetworkError } from '@webhood/client';
import type { BulkScanReply } from '@webhood/contract';
import { expect, test } from 'vitest';
import { runBatch } from './run-batch.ts';

const busy = (retryAfterMs: number | null) =>
  new ApiError({ code: 'queue_full', status: 429, detail: 'full', retryAfterMs });
const refusal = new ApiError({ code: 'malformed_url', status: 400, detail: 'no' });

const submitted = (id: string) => ({
  id,
  slug: id,
  url: 'https://a.example/',
  state: 'queued' as const,
  notices: [],
});

/** Each call meets the next of `errors`, and an answer when there are none left. */
async function run(urls: string[], errors: unknown[], items: BulkScanReply['items'] = []) {
  const waits: number[] = [];
  const states = await runBatch(urls, {
    submitOne: async () => {
      if (errors.length > 0) throw errors.shift();
      return JSON.parse('{"id":"one"}');
    },
    submitMany: async () => {
      if (errors.length > 0) throw errors.shift();
      return { accepted: 0, reused: 0, refused: 0, items };
    },
    pause: async (ms) => {
      waits.push(ms);
    },
    describe: (error) => (error instanceof Error ? error.message : ''),
  });
  return { states, waits };
}

test('each URL of many gets its own verdict, in the order they were given', async () => {
  const { states } = await run(
    ['a', 'b', 'c'],
    [],
    [
      { verdict: 'accepted', scan: submitted('x') },
      { verdict: 'refused', code: 'malformed_url', detail: 'no' },
      { verdict: 'reused', scan: submitted('y') },
    ],
  );
  expect(states).toEqual([
    { kind: 'submitted', scanId: 'x', isReused: false },
    { kind: 'refused', message: 'no' },
    { kind: 'submitted', scanId: 'y', isReused: true },
  ]);
});

test('a full queue is waited for as long as the server asks, within a bound', async () => {
  const { states, waits } = await run(['a'], [busy(3_000), busy(9_000_000), busy(null)]);
  expect(states).toEqual([{ kind: 'submitted', scanId: 'one', isReused: false }]);
  expect(waits).toEqual([3_000, 60_000, 2_000]);
});

test('a lost answer is asked for again', async () => {
  const { states } = await run(['a'], [new NetworkError('gone')]);
  expect(states).toMatchObject([{ kind: 'submitted' }]);
});

test('a queue that stays full, and a refusal of the whole, refuse every URL', async () => {
  const full = await run(
    ['a', 'b'],
    Array.from({ length: 6 }, () => busy(1)),
  );
  expect(full.states.map(({ kind }) => kind)).toEqual(['refused', 'refused']);
  const refused = await run(['a', 'b'], [refusal]);
  expect(refused.waits).toEqual([]);
  expect(refused.states.map(({ kind }) => kind)).toEqual(['refused', 'refused']);
});
