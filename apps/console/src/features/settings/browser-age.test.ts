import { expect, test } from 'vitest';
import { browserAgeMonths } from './browser-age.ts';

const at = (iso: string) => Date.parse(iso);

test.each([
  ['HeadlessChrome/138.0.7204.49', '2025-06-25', 0],
  ['Chrome/138.0.7204.49', '2025-12-30', 6],
  ['Chromium/150.0.1.2', '2026-07-01', 0],
  ['HeadlessChrome/120.0.6099.109', '2024-12-06', 11],
  ['Firefox/140.0', '2026-07-01', null],
  ['', '2026-07-01', null],
])('%j on %s is %j months old', (version, day, months) => {
  expect(browserAgeMonths(version, at(day))).toBe(months);
});
