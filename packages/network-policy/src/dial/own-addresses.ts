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

/** Machines get and lose addresses while they run; asking for them takes a tenth of a millisecond. */
const FRESH_FOR_MS = 10_000;

/** The same for a policy that lives long: read again whenever what is known has become old. */
export function watchOwnAddresses(
  read: () => string[] = ownPublicAddresses,
  now: () => number = () => performance.now(),
): () => readonly string[] {
  let known: { addresses: string[]; untilMs: number } | undefined;
  return () => {
    if (!known || known.untilMs <= now()) {
      known = { addresses: read(), untilMs: now() + FRESH_FOR_MS };
    }
    return known.addresses;
  };
}
