import { createAddressPolicy, intakeUrl, type UrlIntake } from '@webhood/network-policy';
import ipaddr from 'ipaddr.js';

/**
 * What a scanner must allow for a host that is not on the public internet: the network of a
 * written address, or, for a name such as `localhost`, what that name can lead to.
 */
export type HostRequirement =
  | { kind: 'none' }
  | { kind: 'address'; address: string }
  | { kind: 'name'; reach: 'loopback' | 'non_public' };

export type Intake =
  | { kind: 'accepted'; url: Extract<UrlIntake, { kind: 'accepted' }>; needs: HostRequirement }
  | Extract<UrlIntake, { kind: 'rejected' }>;

/** A policy that allows private networks and not loopback tells the two kinds of names apart. */
const PRIVATE_ONLY = createAddressPolicy({ allowNetworks: ['10.0.0.0/8'] });

/**
 * Takes a URL in for the scanners there are: a public one always, another when some scanner could
 * also be given it. `scannerNetworks` has one list of CIDRs for each connected scanner.
 */
export function intakeForScanners(text: string, scannerNetworks: string[][]): Intake {
  const asPublic = intakeUrl(text);
  if (asPublic.kind === 'accepted') {
    return { kind: 'accepted', url: asPublic, needs: { kind: 'none' } };
  }
  for (const allowNetworks of scannerNetworks) {
    if (allowNetworks.length === 0) continue;
    const url = intakeUrl(text, { policy: createAddressPolicy({ allowNetworks }) });
    if (url.kind !== 'accepted') continue;
    const needs = requirementOf(text, url.host);
    if (needs.kind === 'address' && !contains(allowNetworks, needs.address)) continue;
    return { kind: 'accepted', url, needs };
  }
  return asPublic;
}

function requirementOf(text: string, host: string): HostRequirement {
  const literal = host.replace(/^\[|\]$/g, '');
  // `process` turns an IPv4 address written as IPv6 back, as the queue compares by family.
  if (ipaddr.isValid(literal)) {
    return { kind: 'address', address: ipaddr.process(literal).toString() };
  }
  const isPrivate = intakeUrl(text, { policy: PRIVATE_ONLY }).kind === 'accepted';
  return { kind: 'name', reach: isPrivate ? 'non_public' : 'loopback' };
}

/** The same comparison as the queue's, so that nothing is accepted that nobody would lease. */
function contains(networks: string[], address: string): boolean {
  const parsed = ipaddr.parse(address);
  return networks.some((text) => {
    const [network, prefix] = ipaddr.isValidCIDR(text)
      ? ipaddr.parseCIDR(text)
      : ipaddr.isValid(text)
        ? hostNetwork(text)
        : [undefined, 0];
    return network?.kind() === parsed.kind() && parsed.match(network, prefix);
  });
}

function hostNetwork(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
