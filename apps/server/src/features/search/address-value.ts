/** Addresses and networks as a search writes them. */
import { isIP, isIPv4, isIPv6 } from 'node:net';

const MOST_BITS = { 4: 32, 6: 128 } as const;

/** IPv6 in the one way that reports write it: `2001:DB8:0::1` is `2001:db8::1`. */
export function readAddress(text: string): string {
  // A zone is no part of an address that a page was loaded from, and no URL has one.
  if (!isIPv6(text) || text.includes('%')) return text;
  return new URL(`http://[${text}]/`).hostname.slice(1, -1);
}

/** `192.0.2.0/24`, `2001:db8::/32`; undefined for what is no network. */
export function readNetwork(text: string): string | undefined {
  const [, address = '', bits] = /^([^/%]+)\/(\d{1,3})$/.exec(text) ?? [];
  if (isIP(address) === 0) return undefined;
  const most = isIPv4(address) ? MOST_BITS[4] : MOST_BITS[6];
  return Number(bits) <= most ? `${address}/${Number(bits)}` : undefined;
}
