import { parseAddress } from '../address/address.ts';
import { contains, type Network, parseNetworks } from '../address/networks.ts';

export type ParsedNoProxy =
  | { kind: 'valid'; bypasses: (host: string, port: number) => boolean }
  | { kind: 'invalid'; faults: string[] };

interface Rule {
  port: number | undefined;
  matches: (host: string) => boolean;
}

/**
 * Reads `NO_PROXY` as most programs do: names with everything below them (a dot or `*.` before
 * them changes nothing), addresses, networks in CIDR notation, `*` for all; each but a network may
 * end in a port. Compared as text: a name is not resolved to see whether an address is meant.
 */
export function parseNoProxy(text: string): ParsedNoProxy {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '');
  const parsed = entries.map(parseEntry);
  const faults = parsed.filter((entry) => typeof entry === 'string');
  if (faults.length > 0) return { kind: 'invalid', faults };
  const rules = parsed.filter((entry) => typeof entry !== 'string');
  return {
    kind: 'valid',
    bypasses(host, port) {
      const bare = bareHost(host);
      return rules.some(
        (rule) => (rule.port === undefined || rule.port === port) && rule.matches(bare),
      );
    },
  };
}

const bareHost = (host: string) =>
  host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();

function parseEntry(entry: string): Rule | string {
  if (entry === '*') return { port: undefined, matches: () => true };
  if (entry.includes('/')) return networkRule(entry);
  if (isAddress(bareHost(entry))) return addressRule(bareHost(entry), undefined);
  const [, name = '', portText] = /^(\[[^\]]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(entry) ?? [];
  const port = portText === undefined ? undefined : Number(portText);
  const bare = bareHost(name).replace(/^\*?\./, '');
  if (isAddress(bare)) return addressRule(bare, port);
  if (!/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(bare)) {
    return `"${entry}" is no name, address or network; write for example .example.com or 10.0.0.0/8.`;
  }
  return { port, matches: (host) => host === bare || host.endsWith(`.${bare}`) };
}

const isAddress = (text: string) => parseAddress(text).kind === 'address';

function addressRule(text: string, port: number | undefined): Rule {
  const rule = networkRule(`${text}/${text.includes(':') ? 128 : 32}`);
  return typeof rule === 'string' ? { port, matches: (host) => host === text } : { ...rule, port };
}

function networkRule(cidr: string): Rule | string {
  const parsed = parseNetworks([cidr]);
  if (parsed.kind === 'invalid') return parsed.faults.join(' ');
  return { port: undefined, matches: (host) => isInside(parsed.networks, host) };
}

function isInside(networks: readonly Network[], host: string): boolean {
  const parsed = parseAddress(host);
  return parsed.kind === 'address' && networks.some((block) => contains(block, parsed.address));
}
