import { type Address, parseAddress } from './address.ts';
import { embeddedAddresses } from './embedded.ts';
import { contains, type Network, network, overlaps, parseNetworks } from './networks.ts';
import { CLOUD_METADATA, IPV4_RANGES, IPV6_RANGES, type SpecialRange } from './special-ranges.ts';

export type AddressVerdict = { allowed: true } | { allowed: false; rule: string };

/** Decides which addresses may be connected to. On addresses only: names prove nothing. */
export interface AddressPolicy {
  judge(address: string): AddressVerdict;
  /** Some loopback address is allowed, so `localhost` may be named. */
  readonly allowsLoopback: boolean;
  /** Some network beyond the public internet is allowed, so a name may lead into it. */
  readonly allowsNonPublic: boolean;
}

export interface AddressPolicyOptions {
  /** CIDRs that may be reached although they are not public. They win over every other rule. */
  allowNetworks?: readonly string[];
  /** This host's own public addresses, which reach services that no other visitor can. */
  ownAddresses?: () => readonly string[];
}

interface Rule extends SpecialRange {
  block: Network;
}

/** Longest prefix first, so that the first match decides. */
const RULES: readonly Rule[] = [...IPV4_RANGES, ...IPV6_RANGES]
  .map((entry) => ({ ...entry, block: network(entry.range) }))
  .toSorted((a, b) => b.block.prefixLength - a.block.prefixLength);

const METADATA = CLOUD_METADATA.map(({ range }) => network(range));
const GLOBAL_UNICAST = network('2000::/3');
const NOT_PUBLIC = [
  ...METADATA,
  ...RULES.filter(({ reachable }) => !reachable).map(({ block }) => block),
].filter(({ prefixLength }) => prefixLength > 0);
const LOOPBACK = [network('127.0.0.0/8'), network('::1/128')];

const ALLOWED: AddressVerdict = { allowed: true };

/** Throws when a list does not parse: check it with `parseNetworks` where it comes in. */
export function createAddressPolicy(options: AddressPolicyOptions = {}): AddressPolicy {
  const allowed = parsedOrThrow(options.allowNetworks ?? []);
  const judge = (text: string): AddressVerdict => {
    const parsed = parseAddress(text);
    if (parsed.kind === 'invalid') return refuse('not_an_address');
    if (parsed.kind === 'scoped') return refuse('scoped_address');
    const own = options.ownAddresses?.().map(ownAddress) ?? [];
    return judgeAddress(parsed.address, allowed, own);
  };
  return {
    judge,
    allowsLoopback: allowed.some((block) => LOOPBACK.some((loopback) => overlaps(block, loopback))),
    allowsNonPublic: allowed.some(reachesBeyondPublic),
  };
}

function judgeAddress(address: Address, allowed: Network[], own: Address[]): AddressVerdict {
  if (allowed.some((block) => contains(block, address))) return ALLOWED;
  if (own.some((mine) => same(mine, address))) return refuse('own_address');
  if (METADATA.some((block) => contains(block, address))) return refuse('cloud_metadata');
  const embedding = embeddedAddresses(address);
  for (const inner of embedding?.inner ?? []) {
    const verdict = judgeAddress(inner, allowed, own);
    if (!verdict.allowed) return verdict;
  }
  if (embedding?.weight === 'stand_in') return ALLOWED;
  const rule = RULES.find(({ block }) => contains(block, address));
  return rule === undefined || rule.reachable ? ALLOWED : refuse(rule.rule);
}

const refuse = (rule: string): AddressVerdict => ({ allowed: false, rule });

const same = (a: Address, b: Address) => a.family === b.family && a.value === b.value;

/** True unless the block lies inside public space: then no name could use it to lead inside. */
function reachesBeyondPublic(block: Network): boolean {
  if (block.family === 6 && !within(block, GLOBAL_UNICAST)) return true;
  return NOT_PUBLIC.some((refused) => overlaps(block, refused));
}

const within = (inner: Network, outer: Network) =>
  outer.first <= inner.first && inner.last <= outer.last;

function parsedOrThrow(list: readonly string[]): Network[] {
  const parsed = parseNetworks(list);
  if (parsed.kind === 'invalid') throw new TypeError(parsed.faults.join(' '));
  return parsed.networks;
}

function ownAddress(text: string): Address {
  const parsed = parseAddress(text);
  if (parsed.kind !== 'address') throw new TypeError(`"${text}" is not an IP address.`);
  return parsed.address;
}
