import { expect, test } from 'vitest';
import { createSignInThrottle, throttleAddress } from './sign-in-throttle.ts';

function throttleAt() {
  let now = 1_000_000;
  const throttle = createSignInThrottle({ now: () => now });
  return {
    throttle,
    pass: (ms: number) => {
      now += ms;
    },
    fail: (times: number, account: string, address: string) => {
      for (let i = 0; i < times; i++) throttle.failed(account, address);
    },
  };
}

test('a few mistypings cost nothing, then each costs twice as much, up to a quarter of an hour', () => {
  const { throttle, fail } = throttleAt();
  fail(5, 'ann', '192.0.2.1');
  expect(throttle.waitMs('ann', '192.0.2.1')).toBe(0);
  fail(1, 'ann', '192.0.2.1');
  expect(throttle.waitMs('ann', '192.0.2.1')).toBe(2_000);
  fail(1, 'ANN', '192.0.2.1');
  expect(throttle.waitMs('ann', '192.0.2.1')).toBe(4_000);
  fail(40, 'ann', '192.0.2.1');
  expect(throttle.waitMs('ann', '192.0.2.1')).toBe(15 * 60_000);
});

test('an attack from everywhere keeps the owner out for half a minute at most', () => {
  const { throttle } = throttleAt();
  for (let i = 0; i < 5_000; i++) throttle.failed('ann', `198.51.${i >> 8}.${i & 255}`);
  expect(throttle.waitMs('ann', '192.0.2.1')).toBeLessThanOrEqual(30_000);
  expect(throttle.waitMs('ann', '192.0.2.1')).toBeGreaterThan(0);
});

test('an address that has signed in before is not held up by others', () => {
  const { throttle } = throttleAt();
  throttle.succeeded('ann', '192.0.2.1');
  for (let i = 0; i < 100; i++) throttle.failed('ann', `198.51.100.${i}`);
  expect(throttle.waitMs('ann', '192.0.2.1')).toBe(0);
});

test('one address trying many accounts is slowed down on all of them', () => {
  const { throttle } = throttleAt();
  for (let i = 0; i < 21; i++) throttle.failed(`user${i}`, '203.0.113.5');
  expect(throttle.waitMs('someone-else', '203.0.113.5')).toBeGreaterThan(0);
  expect(throttle.waitMs('someone-else', '203.0.113.6')).toBe(0);
});

test('a success forgives, and so does time', () => {
  const { throttle, pass, fail } = throttleAt();
  fail(7, 'ann', '192.0.2.1');
  throttle.succeeded('ann', '192.0.2.1');
  expect(throttle.waitMs('ann', '192.0.2.1')).toBe(0);
  fail(7, 'bob', '192.0.2.9');
  pass(31 * 60_000);
  fail(1, 'bob', '192.0.2.9');
  expect(throttle.waitMs('bob', '192.0.2.9')).toBe(0);
});

test('a whole IPv6 network of one machine counts as one address', () => {
  expect(throttleAddress('2001:db8:1:2::1')).toBe(throttleAddress('2001:db8:1:2:ffff::9'));
  expect(throttleAddress('2001:db8:1:2::1')).not.toBe(throttleAddress('2001:db8:1:3::1'));
  expect(throttleAddress('::ffff:192.0.2.1')).toBe('192.0.2.1');
});

test('a try taken back leaves every count as it was, however many others are under way', () => {
  const { throttle, fail } = throttleAt();
  fail(5, 'ann', '192.0.2.1');
  const tried = throttle.failed('ann', '192.0.2.1');
  expect(throttle.waitMs('ann', '192.0.2.1')).toBe(2_000);
  tried.takeBack();
  expect(throttle.waitMs('ann', '192.0.2.1')).toBe(0);
  for (let i = 0; i < 100; i++) throttle.failed(`user${i}`, '203.0.113.5').takeBack();
  expect(throttle.waitMs('bob', '203.0.113.5')).toBe(0);
});

test('a try taken back does not lift the back-off of a later failure', () => {
  const { throttle, fail } = throttleAt();
  fail(5, 'ann', '192.0.2.1');
  const tried = throttle.failed('ann', '192.0.2.1');
  fail(1, 'ann', '192.0.2.1');
  tried.takeBack();
  expect(throttle.waitMs('ann', '192.0.2.1')).toBe(4_000);
});
