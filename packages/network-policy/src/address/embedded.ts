import type { Address } from './address.ts';
import { contains, network } from './networks.ts';

/**
 * IPv6 forms that carry an IPv4 address: a packet to one of them ends at the address inside, so
 * that is the one to judge.
 *
 * `stand_in`: the form means nothing but the address inside, which alone decides. Networks with
 * DNS64 answer every IPv4-only name with a NAT64 address, so refusing these would refuse the web.
 * `also`: the form is an address in its own right; it must pass, and so must the one inside.
 */
export interface Embedding {
  form: string;
  weight: 'stand_in' | 'also';
  inner: Address[];
}

const V4_MASK = 0xffff_ffffn;

const FORMS = [
  // RFC 4291 2.5.5.2
  { form: 'ipv4_mapped', block: network('::ffff:0:0/96'), inner: (v: bigint) => [v & V4_MASK] },
  // RFC 6052
  { form: 'nat64', block: network('64:ff9b::/96'), inner: (v: bigint) => [v & V4_MASK] },
  // RFC 3056: 2002:AABB:CCDD::/48
  { form: '6to4', block: network('2002::/16'), inner: (v: bigint) => [(v >> 80n) & V4_MASK] },
  // RFC 4380: the Teredo server in clear, the client with all bits inverted
  {
    form: 'teredo',
    block: network('2001::/32'),
    inner: (v: bigint) => [(v >> 64n) & V4_MASK, ~v & V4_MASK],
  },
] as const;

/** RFC 5214 6.1: interface identifier `[02]00:5efe` followed by the address. */
const ISATAP_IDENTIFIER = 0x0000_5efen;
const ISATAP_UNIVERSAL_BIT = 0x0200_0000n;

export function embeddedAddresses({ family, value }: Address): Embedding | undefined {
  if (family !== 6) return undefined;
  const found = FORMS.find(({ block }) => contains(block, { family, value }));
  if (found !== undefined) {
    return { form: found.form, weight: 'stand_in', inner: found.inner(value).map(asV4) };
  }
  const identifier = (value >> 32n) & V4_MASK & ~ISATAP_UNIVERSAL_BIT;
  if (identifier !== ISATAP_IDENTIFIER) return undefined;
  return { form: 'isatap', weight: 'also', inner: [asV4(value & V4_MASK)] };
}

const asV4 = (value: bigint): Address => ({ family: 4, value });
