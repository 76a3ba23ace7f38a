import { expect, test } from 'vitest';
import { areNearReleases, canWorkTogether, FIRST_PROTOCOL, PROTOCOL } from './protocol-version.ts';

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

test('releases are near when their minors are one apart, whatever has been repaired in them', () => {
  expect(areNearReleases('0.1.0', '0.1.9')).toBe(true);
  expect(areNearReleases('0.1.0', '0.2.3')).toBe(true);
  expect(areNearReleases('0.2.0', '0.1.0-rc.1')).toBe(true);
  for (const other of ['0.3.0', '1.1.0', '0.1', '1', '', 'x']) {
    expect(areNearReleases('0.1.0', other)).toBe(false);
  }
});
