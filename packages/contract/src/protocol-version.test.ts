import { expect, test } from 'vitest';
import { canWorkTogether, FIRST_PROTOCOL, PROTOCOL } from './protocol-version.ts';

test('minors one apart work together, either way round', () => {
  expect(canWorkTogether('1.4', '1.4')).toBe(true);
  expect(canWorkTogether('1.4', '1.5')).toBe(true);
  expect(canWorkTogether('1.5', '1.4')).toBe(true);
  expect(canWorkTogether(PROTOCOL, FIRST_PROTOCOL)).toBe(true);
});

test('minors further apart, other majors and what is no version do not', () => {
  expect(canWorkTogether('1.4', '1.6')).toBe(false);
  expect(canWorkTogether('2.4', '1.4')).toBe(false);
  for (const text of ['', '1', '1.x', '1.4.0', '-1.4']) {
    expect(canWorkTogether('1.4', text)).toBe(false);
  }
});
