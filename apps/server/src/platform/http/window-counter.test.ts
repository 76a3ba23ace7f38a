import { expect, test } from 'vitest';
import { createWindowCounter } from './window-counter.ts';

function counter(keys = 10) {
  let time = 1_000;
  const count = createWindowCounter({ limit: 2, windowMs: 60_000, keys, now: () => time });
  return { count, pass: (ms: number) => (time += ms) };
}

test('each key has its own count, which begins anew with its window', () => {
  const { count, pass } = counter();
  expect(count('a')).toEqual({ limit: 2, remaining: 1, resetMs: 60_000, isExceeded: false });
  pass(20_000);
  expect(count('a')).toMatchObject({ remaining: 0, resetMs: 40_000, isExceeded: false });
  expect(count('a').isExceeded).toBe(true);
  expect(count('b').isExceeded).toBe(false);
  pass(40_000);
  expect(count('a')).toMatchObject({ remaining: 1, isExceeded: false });
});

test('remembers no more keys than its bound', () => {
  const { count } = counter(2);
  count('a');
  count('a');
  count('b');
  count('c');
  expect(count('a').isExceeded).toBe(false);
});
