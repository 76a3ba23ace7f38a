import { expect, test } from 'vitest';
import { throttleAddress } from './sign-in-throttle.ts';

test('a whole IPv6 network of one machine counts as one address', () => {
  expect(throttleAddress('2001:db8:1:2::1')).toBe(throttleAddress('2001:db8:1:2:ffff::9'));
  expect(throttleAddress('2001:db8:1:2::1')).not.toBe(throttleAddress('2001:db8:1:3::1'));
  expect(throttleAddress('::ffff:192.0.2.1')).toBe('192.0.2.1');
});
