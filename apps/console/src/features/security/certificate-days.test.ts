import { expect, test } from 'vitest';
import { daysToWarnOf } from './certificate-days.ts';

const now = Date.parse('2026-06-01T00:00:00Z');

test.each([
  [null, undefined],
  ['2026-12-01T00:00:00Z', undefined],
  ['2026-06-20T12:00:00Z', 19],
  ['2026-06-01T12:00:00Z', 0],
  ['2026-05-30T00:00:00Z', -2],
])('a certificate until %s is warned of by %s days', (ends, days) => {
  expect(daysToWarnOf(ends, now)).toBe(days);
});
