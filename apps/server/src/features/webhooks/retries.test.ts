import { expect, test } from 'vitest';
import { retryAfter } from './retries.ts';

test('tries come further and further apart, over three days, and end', () => {
  const waits = Array.from({ length: 10 }, (_, index) => retryAfter(index + 1, undefined, () => 0));
  expect(waits.at(-1)).toBeUndefined();
  const given = waits.filter((each) => each !== undefined);
  expect(given).toEqual(given.toSorted((a, b) => a - b));
  expect(given.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(3 * 86_400);
});

test('an endpoint that asks for patience has it, within an hour', () => {
  expect(retryAfter(1, 120, () => 0)).toBe(120);
  expect(retryAfter(1, 1_000_000, () => 0)).toBe(3_600);
});
