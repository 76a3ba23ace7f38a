import { parseAddress } from '../address/address.ts';
import { contains, network } from '../address/networks.ts';
import type { AddressPolicy } from '../address/policy.ts';
import { unicodeName } from './punycode.ts';
import { type Rejected, reject } from './rejection.ts';
import { nonPublicName } from './special-names.ts';

/** RFC 1035 2.3.4, in ASCII and without the final dot. */
const NAME_LENGTH = 253;
const LABEL_LENGTH = 63;

/**
 * Letters, digits, hyphen; and the underscore, which no host name may have and many do. The URL
 * parser passes a dozen more characters that DNS clients refuse.
 */
const LABEL = /^[a-z0-9_-]+$/;

/** Judges the host as the URL parser wrote it: an address by policy, a name by its form. */
export function checkHost(host: string, policy: AddressPolicy): Rejected | undefined {
  const literal = host.replace(/^\[|\]$/g, '');
  if (parseAddress(literal).kind !== 'invalid') return checkAddress(literal, policy);
  const name = host.endsWith('.') ? host.slice(0, -1) : host;
  return checkName(name) ?? checkPublic(name, policy);
}

/** What people mean who want to scan their own networks. Of all else the one address is named. */
const OWN_NETWORKS = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '127.0.0.0/8',
].map(network);

function networkOf(text: string): string {
  const parsed = parseAddress(text);
  if (parsed.kind !== 'address') return text;
  const { address } = parsed;
  const own = OWN_NETWORKS.find((block) => contains(block, address));
  return own?.text ?? `${text}/${address.family === 4 ? 32 : 128}`;
}

const howToAllow = (cidr: string) =>
  `SCANNER_ALLOW_NETWORKS=${cidr}, or --allow-network ${cidr} for a local scan.`;

function checkAddress(address: string, policy: AddressPolicy): Rejected | undefined {
  const verdict = policy.judge(address);
  if (verdict.allowed) return undefined;
  return reject(
    'non_public_address',
    `${address} is not a public address (${verdict.rule}). To scan it, an administrator must allow its network on a scanner: ${howToAllow(networkOf(address))}`,
  );
}

function checkName(name: string): Rejected | undefined {
  const labels = name.split('.');
  if (labels.includes('')) {
    return reject(
      'malformed_url',
      'The host has an empty part: check for two dots in a row, or a dot too many at an end.',
    );
  }
  if (name.length > NAME_LENGTH || labels.some((label) => label.length > LABEL_LENGTH)) {
    return reject(
      'malformed_url',
      `The host is too long: a name has at most ${NAME_LENGTH} characters, and ${LABEL_LENGTH} between two dots.`,
    );
  }
  if (!labels.every((label) => LABEL.test(label)) || unicodeName(name) === undefined) {
    return reject(
      'malformed_url',
      'The host contains characters that no host name has: check it for typing errors.',
    );
  }
  return undefined;
}

function checkPublic(name: string, policy: AddressPolicy): Rejected | undefined {
  const requirement = nonPublicName(name, policy);
  if (requirement === undefined) return undefined;
  if (requirement === 'impossible') {
    return reject(
      'non_public_name',
      `${name} is not a name on the public internet, and no scanner can reach it: enter another URL.`,
    );
  }
  return reject(
    'non_public_name',
    `${name} is not a name on the public internet. To scan it, an administrator must allow the network it leads to on a scanner${requirement === 'loopback' ? ': ' : ', for example '}${howToAllow(requirement === 'loopback' ? '127.0.0.0/8' : '10.0.0.0/8')}`,
  );
}
