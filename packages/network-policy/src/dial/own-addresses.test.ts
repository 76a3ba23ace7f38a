import { expect, it } from 'vitest';
import { createAddressPolicy } from '../address/policy.ts';
import { watchOwnAddresses } from './own-addresses.ts';

it('an address that the machine gets while it runs is refused from then on', () => {
  let nowMs = 0;
  let addresses = ['93.184.216.34'];
  const ownAddresses = watchOwnAddresses(
    () => addresses,
    () => nowMs,
  );
  const policy = createAddressPolicy({ ownAddresses });
  expect(policy.judge('93.184.216.35')).toEqual({ allowed: true });
  addresses = ['93.184.216.35'];
  nowMs = 10_000;
  expect(policy.judge('93.184.216.35')).toEqual({ allowed: false, rule: 'own_address' });
  expect(policy.judge('::ffff:93.184.216.35')).toEqual({ allowed: false, rule: 'own_address' });
  expect(policy.judge('93.184.216.34')).toEqual({ allowed: true });
});
