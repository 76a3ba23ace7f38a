import ipaddr from 'ipaddr.js';

/** An IP address as a number: what every decision is made on. */
export interface Address {
  family: 4 | 6;
  value: bigint;
}

export type ParsedAddress =
  | { kind: 'address'; address: Address }
  /** `fe80::1%eth0`: its meaning depends on the interface, so no range can speak for it. */
  | { kind: 'scoped' }
  | { kind: 'invalid' };

export const BITS = { 4: 32n, 6: 128n } as const;

/**
 * Reads the forms that resolvers, sockets and the WHATWG URL parser produce. The loose IPv4 forms
 * (`127.1`, `0x7f000001`) are invalid here on purpose: whoever accepts them must first let the URL
 * parser turn them into four decimals.
 */
export function parseAddress(text: string): ParsedAddress {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return valid(4, ipaddr.IPv4.parse(text));
  if (!text.includes(':') || !ipaddr.IPv6.isValid(text)) return { kind: 'invalid' };
  if (text.includes('%')) return { kind: 'scoped' };
  return valid(6, ipaddr.IPv6.parse(text));
}

function valid(family: 4 | 6, parsed: { toByteArray(): number[] }): ParsedAddress {
  const value = parsed.toByteArray().reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return { kind: 'address', address: { family, value } };
}

export function formatAddress({ family, value }: Address): string {
  const bytes: number[] = [];
  for (let shift = BITS[family] - 8n; shift >= 0n; shift -= 8n) {
    bytes.push(Number((value >> shift) & 0xffn));
  }
  return ipaddr.fromByteArray(bytes).toString();
}
