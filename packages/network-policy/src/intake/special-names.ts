import type { AddressPolicy } from '../address/policy.ts';

/**
 * Names that public DNS does not answer. Not a security boundary (the egress guard decides on
 * addresses): it spares the analyst a scan that can only fail, and keeps internal names out of
 * public resolvers.
 */
type Requirement = 'loopback' | 'non_public' | 'impossible';

const SPECIAL_SUFFIXES: Readonly<Record<string, Requirement>> = {
  // RFC 6761: always this host.
  localhost: 'loopback',
  // RFC 7686 and RFC 9476: not DNS at all. RFC 6761: never exists.
  onion: 'impossible',
  alt: 'impossible',
  invalid: 'impossible',
  // RFC 6762, RFC 8375, RFC 6761, and ICANN's reservation of 2024 for private use.
  local: 'non_public',
  'home.arpa': 'non_public',
  test: 'non_public',
  example: 'non_public',
  internal: 'non_public',
  // RFC 6762 appendix G: in wide private use, and therefore never delegated.
  intranet: 'non_public',
  private: 'non_public',
  corp: 'non_public',
  home: 'non_public',
  lan: 'non_public',
  // The usual default of routers and Linux installers.
  localdomain: 'non_public',
};

/** Why `name` (ASCII, lower case, no final dot) cannot be scanned under `policy`, if so. */
export function nonPublicName(name: string, policy: AddressPolicy): Requirement | undefined {
  const requirement = requirementOf(name);
  if (requirement === 'loopback' && policy.allowsLoopback) return undefined;
  if (requirement === 'non_public' && policy.allowsNonPublic) return undefined;
  return requirement;
}

function requirementOf(name: string): Requirement | undefined {
  const labels = name.split('.');
  const last = labels.at(-1) ?? '';
  const special = SPECIAL_SUFFIXES[labels.slice(-2).join('.')] ?? SPECIAL_SUFFIXES[last];
  if (special !== undefined) return special;
  return labels.length === 1 ? 'non_public' : undefined;
}
