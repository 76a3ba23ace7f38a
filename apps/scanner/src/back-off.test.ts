import { expect, test } from 'vitest';
import { createBackOff, pause } from './back-off.ts';

test('waits grow to the bound and start small again after success', () => {
  const backOff = createBackOff({ firstMs: 100, longestMs: 400, random: () => 1 });
  expect([backOff.next(), backOff.next(), backOff.next(), backOff.next()]).toEqual([
    100, 200, 400, 400,
  ]);
  backOff.reset();
  expect(backOff.next()).toBe(100);
});

test('no wait is shorter than half its step, so nobody hammers', () => {
  const backOff = createBackOff({ firstMs: 100, longestMs: 400, random: () => 0 });
  expect(backOff.next()).toBe(50);
});

test('a pause ends when it is called off', async () => {
  const stop = new AbortController();
  const waiting = pause(3_600_000, stop.signal);
  stop.abort();
  await waiting;
  await pause(3_600_000, stop.signal);
});
