import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRange } from './byte-range.ts';

test.each([
  ['bytes=0-9', { start: 0, end: 9 }],
  ['bytes=90-', { start: 90, end: 99 }],
  ['bytes=90-1000', { start: 90, end: 99 }],
  ['bytes=-10', { start: 90, end: 99 }],
  ['bytes=-1000', { start: 0, end: 99 }],
])('%s of 100 bytes is that part', (header, range) => {
  expect(parseRange(header, 100)).toEqual({ kind: 'part', range });
});

test.each([undefined, '', 'bytes=', 'bytes=-', 'bytes=9-0', 'bytes=0-1,3-4', 'lines=0-1'])(
  '%s asks for the whole',
  (header) => {
    expect(parseRange(header, 100)).toEqual({ kind: 'whole' });
  },
);

test.each(['bytes=100-', 'bytes=100-200', 'bytes=-0'])('%s lies outside 100 bytes', (header) => {
  expect(parseRange(header, 100)).toEqual({ kind: 'unsatisfiable' });
});

test('a part is never outside the content, whatever is asked', () => {
  fc.assert(
    fc.property(fc.nat(200), fc.nat(200), fc.nat(100), (first, last, size) => {
      const asked = parseRange(`bytes=${first}-${last}`, size);
      if (asked.kind !== 'part') return true;
      return asked.range.start <= asked.range.end && asked.range.end < size;
    }),
  );
});
