/**
 * The address ranges that are not, or only in part, the public internet: the IANA special-purpose
 * registries for IPv4 and IPv6 (RFC 6890, RFC 8190), multicast, and what lies outside the global
 * unicast space. The longest matching prefix decides, so a globally reachable block inside a
 * refused one is an entry of its own with `reachable: true`.
 *
 * Address forms that carry an IPv4 address are in `embedded.ts`.
 */
export interface SpecialRange {
  range: string;
  /** Stable name for reports and logs. */
  rule: string;
  reachable: boolean;
  reason: string;
}

const refused = (range: string, rule: string, reason: string): SpecialRange => ({
  range,
  rule,
  reachable: false,
  reason,
});

const reachable = (range: string, rule: string, reason: string): SpecialRange => ({
  range,
  rule,
  reachable: true,
  reason,
});

/** Refused even where the range around them is public or somebody's own. */
export const CLOUD_METADATA: readonly SpecialRange[] = [
  refused('169.254.169.254/32', 'cloud_metadata', 'AWS, Azure, Google Cloud and most others'),
  refused('fd00:ec2::254/128', 'cloud_metadata', 'AWS over IPv6'),
  refused('100.100.100.200/32', 'cloud_metadata', 'Alibaba Cloud'),
  refused('192.0.0.192/32', 'cloud_metadata', 'Oracle Cloud'),
  refused('168.63.129.16/32', 'cloud_metadata', 'Azure platform services, in public space'),
];

export const IPV4_RANGES: readonly SpecialRange[] = [
  refused('0.0.0.0/8', 'this_network', 'This network; 0.0.0.0 reaches loopback (RFC 791)'),
  refused('10.0.0.0/8', 'private', 'Private networks (RFC 1918)'),
  refused('100.64.0.0/10', 'shared_address_space', 'Carrier-grade NAT (RFC 6598)'),
  refused('127.0.0.0/8', 'loopback', 'Loopback (RFC 1122)'),
  refused('169.254.0.0/16', 'link_local', 'Link-local (RFC 3927)'),
  refused('172.16.0.0/12', 'private', 'Private networks (RFC 1918)'),
  // 192.0.0.9 and .10 are globally reachable by the registry, but anycast to whichever PCP or
  // TURN server is nearest, which is the local router: not unicast, so not exempt.
  refused('192.0.0.0/24', 'protocol_assignments', 'IETF protocol assignments (RFC 6890)'),
  refused('192.0.2.0/24', 'documentation', 'TEST-NET-1 (RFC 5737)'),
  reachable('192.31.196.0/24', 'as112', 'AS112 name servers (RFC 7535)'),
  reachable('192.52.193.0/24', 'amt', 'Automatic multicast tunnelling (RFC 7450)'),
  refused('192.88.99.0/24', '6to4_relay', '6to4 relay anycast, withdrawn (RFC 7526)'),
  refused('192.168.0.0/16', 'private', 'Private networks (RFC 1918)'),
  reachable('192.175.48.0/24', 'as112', 'AS112 name servers (RFC 7534)'),
  refused('198.18.0.0/15', 'benchmarking', 'Benchmarking (RFC 2544)'),
  refused('198.51.100.0/24', 'documentation', 'TEST-NET-2 (RFC 5737)'),
  refused('203.0.113.0/24', 'documentation', 'TEST-NET-3 (RFC 5737)'),
  refused('224.0.0.0/4', 'multicast', 'Multicast (RFC 5771)'),
  refused('240.0.0.0/4', 'reserved', 'Reserved (RFC 1112)'),
  refused('255.255.255.255/32', 'broadcast', 'Limited broadcast (RFC 919)'),
];

export const IPV6_RANGES: readonly SpecialRange[] = [
  refused('::/0', 'not_global_unicast', 'Outside the global unicast space (RFC 4291)'),
  reachable('2000::/3', 'global_unicast', 'The global unicast space (RFC 4291)'),
  refused('::/128', 'unspecified', 'Unspecified; reaches loopback (RFC 4291)'),
  refused('::1/128', 'loopback', 'Loopback (RFC 4291)'),
  refused('::/96', 'ipv4_compatible', 'IPv4-compatible, deprecated (RFC 4291)'),
  refused('::ffff:0:0:0/96', 'ipv4_translated', 'IPv4-translated (RFC 2765)'),
  refused('64:ff9b:1::/48', 'local_translation', 'NAT64 of the local network (RFC 8215)'),
  refused('100::/64', 'discard', 'Discard-only (RFC 6666)'),
  refused('100:0:0:1::/64', 'dummy', 'Dummy prefix (RFC 9780)'),
  // 2001:1::1 to ::3 are globally reachable by the registry, but anycast to the nearest PCP, TURN
  // or DNS-SD server, as 192.0.0.9 is: not exempt.
  refused('2001::/23', 'protocol_assignments', 'IETF protocol assignments (RFC 2928)'),
  refused('2001:2::/48', 'benchmarking', 'Benchmarking (RFC 5180)'),
  reachable('2001:3::/32', 'amt', 'Automatic multicast tunnelling (RFC 7450)'),
  reachable('2001:4:112::/48', 'as112', 'AS112 name servers (RFC 7535)'),
  refused('2001:10::/28', 'orchid', 'ORCHID, withdrawn (RFC 4843)'),
  reachable('2001:20::/28', 'orchid_v2', 'ORCHIDv2 (RFC 7343)'),
  reachable('2001:30::/28', 'drone_remote_id', 'Drone remote ID tags (RFC 9374)'),
  refused('2001:db8::/32', 'documentation', 'Documentation (RFC 3849)'),
  reachable('2620:4f:8000::/48', 'as112', 'AS112 name servers (RFC 7534)'),
  refused('3fff::/20', 'documentation', 'Documentation (RFC 9637)'),
  refused('5f00::/16', 'segment_routing', 'Segment routing identifiers (RFC 9602)'),
  refused('fc00::/7', 'unique_local', 'Unique local (RFC 4193)'),
  refused('fe80::/10', 'link_local', 'Link-local (RFC 4291)'),
  refused('fec0::/10', 'site_local', 'Site-local, deprecated (RFC 3879)'),
  refused('ff00::/8', 'multicast', 'Multicast (RFC 4291)'),
];
