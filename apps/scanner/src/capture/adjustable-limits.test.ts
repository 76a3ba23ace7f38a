import { ARTIFACT_BOUNDS } from '@webhood/contract';
import { expect, test } from 'vitest';
import { parseLimits } from './adjustable-limits.ts';
import { CAPTURE_LIMITS } from './limits.ts';

test('nothing given changes nothing', () => {
  expect(parseLimits(undefined)).toEqual({ limits: {}, faults: [] });
  expect(parseLimits(' , ')).toEqual({ limits: {}, faults: [] });
});

test('counts and sizes are read, with units and either separator', () => {
  const { limits, faults } = parseLimits(
    'downloadBytes=20MiB, popups=2\nbodyBytes=512kib exchanges=6000',
  );
  expect(faults).toEqual([]);
  expect(limits).toEqual({
    downloadBytes: 20 * 1024 * 1024,
    popups: 2,
    bodyBytes: 512 * 1024,
    exchanges: 6_000,
  });
});

test.each([
  ['downloadBytes', 'is not like'],
  ['downloadBytes=', 'is not like'],
  ['downloadBytes=-1', 'is not like'],
  ['downloadBytes=1.5MiB', 'is not like'],
  ['downloadBytes=20parsecs', 'is not like'],
  ['downloadbytes=20MiB', 'is none of'],
  ['__proto__=1', 'is not like'],
  ['constructor=1', 'is none of'],
  ['graceMs=60000', 'is none of'],
  ['popups=0', 'from 1 to 50'],
  ['downloadBytes=1GiB', 'from 1 to'],
  ['screenshotHeight=20000', 'from 1 to 16384'],
])('%s is refused and says why', (text, why) => {
  const { limits, faults } = parseLimits(text);
  expect(limits).toEqual({});
  expect(faults).toEqual([expect.stringContaining(why)]);
});

test('every fault is told at once', () => {
  expect(parseLimits('a=1, popups=0, x').faults).toHaveLength(3);
});

test('bodies and downloads together stay within what the store takes of one scan', () => {
  expect(CAPTURE_LIMITS.bodiesBytes + CAPTURE_LIMITS.downloadsBytes).toBeLessThan(
    ARTIFACT_BOUNDS.scanBytes,
  );
  expect(parseLimits('bodiesBytes=240MiB').faults).toEqual([]);
  expect(parseLimits('bodiesBytes=241MiB').faults).toHaveLength(1);
});
