import { formatAddress, parseAddress } from '../address/address.ts';
import type { AddressPolicy } from '../address/policy.ts';
import { nonPublicName } from '../intake/special-names.ts';

export type HostVerdict =
  /** `address` where the host is one; a name's is for somebody else to find out. */
  { allowed: true; address?: string } | { allowed: false; rule: string; address?: string };

const LOOPBACK_ADDRESSES = ['127.0.0.1', '::1'];

/**
 * What policy can say of a host without resolving it, for connections whose names are resolved
 * elsewhere. An address is judged in full. Of names only those are refused that lead nowhere but
 * inside: whoever resolves them would ask the network that it stands in.
 */
export function judgeHost(host: string, policy: AddressPolicy): HostVerdict {
  const bare = host
    .replace(/^\[|\]$/g, '')
    .replace(/\.+$/, '')
    .toLowerCase();
  const parsed = parseAddress(bare);
  if (parsed.kind !== 'invalid') {
    const address = parsed.kind === 'address' ? formatAddress(parsed.address) : bare;
    const verdict = policy.judge(address);
    return verdict.allowed ? { allowed: true, address } : { ...verdict, address };
  }
  if (bare === 'localhost' || bare.endsWith('.localhost')) {
    const verdicts = LOOPBACK_ADDRESSES.map((address) => policy.judge(address));
    return verdicts.find(({ allowed }) => allowed) ?? verdicts[0] ?? refusedName();
  }
  return nonPublicName(bare, policy) === undefined ? { allowed: true } : refusedName();
}

const refusedName = (): HostVerdict => ({ allowed: false, rule: 'non_public_name' });
