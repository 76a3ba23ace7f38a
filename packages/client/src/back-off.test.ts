import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backOffMs } from './back-off.ts';

test('the wait grows with each failure and never passes half a minute', () => {
  expect([1, 2, 3, 4].map((attempt) => backOffMs(attempt, () => 1))).toEqual([
    500, 1_000, 2_000, 4_000,
  ]);
  expect(backOffMs(1_000, () => 1)).toBe(30_000);
});

test('clients that fail together spread over the upper half of the wait', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempt, r) => {
        const wait = backOffMs(attempt, () => r);
        expect(wait).toBeGreaterThanOrEqual(backOffMs(attempt, () => 0));
        expect(wait).toBeLessThanOrEqual(backOffMs(attempt, () => 1));
      },
    ),
  );
});
