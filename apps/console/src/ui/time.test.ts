import { expect, test } from 'vitest';
import { byteSize } from './size.ts';
import { age, duration, elapsed, utcTime } from './time.ts';

const NOW = Date.parse('2030-01-01T12:00:00Z');

test.each([
  ['2030-01-01T11:59:58Z', 'just now'],
  ['2030-01-01T11:59:18Z', '42 s ago'],
  ['2030-01-01T11:00:00Z', '1 h ago'],
  ['2029-12-29T12:00:00Z', '3 d ago'],
  ['2030-01-01T12:00:30Z', 'just now'],
  ['', '–'],
])('%s is %s', (iso, text) => {
  expect(age(iso, NOW)).toBe(text);
});

test('durations keep the precision that matters', () => {
  expect([340, 4_200, 65_000, 59_999, -1].map(duration)).toEqual([
    '340 ms',
    '4.2 s',
    '1 min 5 s',
    '1 min 0 s',
    '–',
  ]);
  expect(elapsed(65_900)).toBe('1 min 5 s');
});

test('UTC is written so that it can be pasted into a ticket', () => {
  expect(utcTime('2030-01-01T14:00:00+02:00')).toBe('2030-01-01 12:00:00 UTC');
  expect(utcTime('never')).toBe('–');
});

test('sizes never show four digits before the point', () => {
  expect([0, 999, 1_000, 9_990, 999_499, 999_500, 34e6, -1].map(byteSize)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '10 kB',
    '999 kB',
    '1.0 MB',
    '34 MB',
    '–',
  ]);
});
