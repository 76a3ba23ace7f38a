import { networkInterfaces } from 'node:os';
import { createAddressPolicy } from '../address/policy.ts';

/**
 * The public addresses of this machine's interfaces, for `createAddressPolicy`. A page that
 * connects to one arrives from the machine itself, past whatever guards it from outside. The
 * address that a router or a cloud puts in front of the machine is not among them: nothing here
 * can know it.
 */
export function ownPublicAddresses(): string[] {
  const policy = createAddressPolicy();
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .map(({ address }) => address)
    .filter((address) => policy.judge(address).allowed);
}
