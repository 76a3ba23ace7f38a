import { expect, test } from 'vitest';
import { inNetworks, parseNetwork } from './networks.ts';

const networks = (...texts: string[]) =>
  texts.map((text) => parseNetwork(text) ?? expect.fail(text));

test('an address is in its network, also when written as mapped IPv6', () => {
  const inside = networks('10.0.0.0/8', '2001:db8::/32');
  for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::1']) {
    expect([address, inNetworks(inside, address)]).toEqual([address, true]);
  }
  for (const address of ['11.0.0.1', '::1', '2001:db9::1', '', 'nonsense', undefined]) {
    expect([address, inNetworks(inside, address)]).toEqual([address, false]);
  }
});

test('an IPv4 network never matches an IPv6 address and the other way round', () => {
  expect(inNetworks(networks('0.0.0.0/0'), '2001:db8::1')).toBe(false);
  expect(inNetworks(networks('::/0'), '192.0.2.1')).toBe(false);
});

test.each(['', '10.0.0.0/33', 'all', '10.0.0/8x', '::/129'])('%j is no network', (text) => {
  expect(parseNetwork(text)).toBeUndefined();
});
