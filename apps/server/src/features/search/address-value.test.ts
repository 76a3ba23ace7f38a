import { expect, test } from 'vitest';
import { readAddress, readNetwork } from './address-value.ts';

test.each([
  ['2001:DB8:0:0::1', '2001:db8::1'],
  ['::FFFF:192.0.2.1', '::ffff:c000:201'],
  ['192.0.2.1', '192.0.2.1'],
  ['fe80::1%eth0', 'fe80::1%eth0'],
  ['2001:db8:', '2001:db8:'],
])('the address %s is looked for as %s', (written, read) => {
  expect(readAddress(written)).toBe(read);
});

test.each([
  ['10.0.0.0/8', '10.0.0.0/8'],
  ['10.1.2.3/08', '10.1.2.3/8'],
  ['::/0', '::/0'],
  ['2001:db8::/128', '2001:db8::/128'],
  ['10.0.0.0/33', undefined],
  ['2001:db8::/129', undefined],
  ['10.0.0/8', undefined],
  ['10.0.0.0/', undefined],
  ['fe80::1%eth0/10', undefined],
  ['example.com/8', undefined],
])('%s is read as the network %s', (written, read) => {
  expect(readNetwork(written)).toBe(read);
});
