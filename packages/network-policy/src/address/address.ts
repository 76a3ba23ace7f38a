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
  if (IPV4.test(text)) return valid(4, ipaddr.IPv4.parse(text));
  if (!text.includes(':')) return { kind: 'invalid' };
  const groups = hexadecimalTail(text);
  if (groups === undefined || !ipaddr.IPv6.isValid(groups)) return { kind: 'invalid' };
  if (groups.includes('%')) return { kind: 'scoped' };
  return valid(6, ipaddr.IPv6.parse(groups));
}

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const DOTTED = `${OCTET}(?:\\.${OCTET}){3}`;
const IPV4 = new RegExp(`^${DOTTED}$`);
const DOTTED_TAIL = new RegExp(`^([0-9a-f:]*:)(${DOTTED})(%.*)?$`, 'i');

/**
 * `::ffff:1.2.3.4` as `::ffff:102:304`. Done here because `ipaddr.js` reads `::1.2.3.4` as the
 * IPv4-mapped address, which is another one, and octal numbers in the dotted part.
 */
function hexadecimalTail(text: string): string | undefined {
  if (!text.includes('.')) return text;
  const [, head, dotted, scope = ''] = DOTTED_TAIL.exec(text) ?? [];
  if (head === undefined || dotted === undefined) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv4.parse(dotted).octets;
  return `${head}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}${scope}`;
}

function valid(family: 4 | 6, parsed: { toByteArray(): number[] }): ParsedAddress {
  const value = parsed.toByteArray().reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return { kind: 'address', address: { family, value } };
}

export function formatAddress(address: Address): string {
  return ipaddr.fromByteArray(bytesOf(address)).toString();
}

/** In network order; undefined for what is no address. */
export function addressBytes(text: string): Uint8Array | undefined {
  const parsed = parseAddress(text);
  return parsed.kind === 'address' ? Uint8Array.from(bytesOf(parsed.address)) : undefined;
}

function bytesOf({ family, value }: Address): number[] {
  const bytes: number[] = [];
  for (let shift = BITS[family] - 8n; shift >= 0n; shift -= 8n) {
    bytes.push(Number((value >> shift) & 0xffn));
  }
  return bytes;
}
