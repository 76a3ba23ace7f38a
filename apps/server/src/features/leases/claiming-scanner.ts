import { createAddressPolicy, parseNetworks } from '@webhood/network-policy';
import ipaddr from 'ipaddr.js';
import { AppError } from '../../platform/http/app-error.ts';
import type { ClaimingScanner } from './lease.store.ts';

/** What a scanner may be given, from the networks it says it allows. @throws `invalid_request` */
export function claimingScanner(
  { id, name, tokenHash }: Pick<ClaimingScanner, 'id' | 'name' | 'tokenHash'>,
  allowNetworks: string[],
): Omit<ClaimingScanner, 'isBounded'> {
  const parsed = parseNetworks(allowNetworks);
  if (parsed.kind === 'invalid') {
    const message = parsed.faults.join(' ');
    throw new AppError('invalid_request', `allowNetworks: ${message}`, {
      errors: [{ field: 'allowNetworks', message }],
    });
  }
  const policy = createAddressPolicy({ allowNetworks });
  const reaches: ClaimingScanner['reaches'] = [];
  if (policy.allowsLoopback) reaches.push('loopback');
  if (policy.allowsNonPublic) reaches.push('non_public');
  return { id, name, tokenHash, allowNetworks: allowNetworks.map(canonical).sort(), reaches };
}

/** As PostgreSQL's `inet` reads it; `ipaddr.js` also takes spellings that it would refuse. */
function canonical(text: string): string {
  if (!ipaddr.isValidCIDR(text)) return ipaddr.parse(text).toString();
  const [address, prefix] = ipaddr.parseCIDR(text);
  return `${address.toString()}/${prefix}`;
}
