import ipaddr from 'ipaddr.js';
import type { Network } from '../../platform/http/networks.ts';

/** RFC 1918, RFC 6598, loopback, link-local; RFC 4193 and the same of IPv6. */
const PRIVATE = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
].map((text) => ipaddr.parseCIDR(text));

/** Whether all of it lies within networks that the internet does not route. */
export function isPrivate([address, prefix]: Network): boolean {
  return PRIVATE.some(
    ([base, bits]) => address.kind() === base.kind() && prefix >= bits && address.match(base, bits),
  );
}
