import { type Address, BITS, formatAddress, parseAddress } from './address.ts';
import { CLOUD_METADATA } from './special-ranges.ts';

/** A block of addresses, as `first` to `last` inclusive. */
export interface Network {
  text: string;
  family: 4 | 6;
  prefixLength: number;
  first: bigint;
  last: bigint;
}

export type ParsedNetworks =
  | {
      kind: 'valid';
      networks: Network[];
      /** Sentences worth logging: what the list allows that its author may not have meant. */
      cautions: string[];
    }
  | { kind: 'invalid'; faults: string[] };

/** Reads a list of CIDRs; every fault is named, not only the first. */
export function parseNetworks(list: readonly string[]): ParsedNetworks {
  const parsed = list.map(parseNetwork);
  const faults = parsed.filter((entry) => typeof entry === 'string');
  if (faults.length > 0) return { kind: 'invalid', faults };
  const networks = parsed.filter((entry) => typeof entry !== 'string');
  return { kind: 'valid', networks, cautions: networks.flatMap(cautionsFor) };
}

/** Reads a CIDR that is part of this program; a fault in it is a defect. */
export function network(cidr: string): Network {
  const parsed = parseNetwork(cidr);
  if (typeof parsed === 'string') throw new Error(parsed);
  return parsed;
}

export function contains(block: Network, { family, value }: Address): boolean {
  return block.family === family && block.first <= value && value <= block.last;
}

export function overlaps(a: Network, b: Network): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

function parseNetwork(entry: string): Network | string {
  const text = entry.trim();
  const [addressText = '', lengthText, ...more] = text.split('/');
  const parsed = parseAddress(addressText);
  if (parsed.kind !== 'address' || more.length > 0) {
    return `"${text}" is not a network; write one such as 10.0.0.0/8 or fd00::/8.`;
  }
  const { address } = parsed;
  const bits = Number(BITS[address.family]);
  if (lengthText === undefined) {
    return `"${text}" has no prefix length; for this one address write ${text}/${bits}.`;
  }
  if (!/^(?:0|[1-9]\d{0,2})$/.test(lengthText) || Number(lengthText) > bits) {
    return `"${text}" has a wrong prefix length; it must be a number from 0 to ${bits}.`;
  }
  const hostBits = BITS[address.family] - BigInt(lengthText);
  const first = (address.value >> hostBits) << hostBits;
  // A typing error here would open a network that nobody named, so it is not rounded down.
  if (first !== address.value) {
    const base = formatAddress({ family: address.family, value: first });
    return `"${text}" does not start at a network address; did you mean ${base}/${lengthText}?`;
  }
  const last = first + (1n << hostBits) - 1n;
  return { text, family: address.family, prefixLength: Number(lengthText), first, last };
}

function cautionsFor(block: Network): string[] {
  return CLOUD_METADATA.flatMap(({ range }) => {
    const address = range.slice(0, range.indexOf('/'));
    const parsed = parseAddress(address);
    return parsed.kind === 'address' && contains(block, parsed.address)
      ? [`${block.text} includes the cloud metadata address ${address}.`]
      : [];
  });
}
