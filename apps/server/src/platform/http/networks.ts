import ipaddr from 'ipaddr.js';

/** A parsed CIDR. */
export type Network = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** `10.0.0.0/8` or a single address. Undefined when it is neither. */
export function parseNetwork(text: string): Network | undefined {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  if (!ipaddr.isValid(text)) return undefined;
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

/** Whether the address is in one of the networks. An IPv4-mapped IPv6 address counts as IPv4. */
export function inNetworks(networks: readonly Network[], address: string | undefined): boolean {
  if (address === undefined || !ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return networks.some((network) => parsed.kind() === network[0].kind() && parsed.match(network));
}
