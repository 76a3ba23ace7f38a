/**
 * Counters on every packet that leaves the namespace, by the user whose socket sent it: Chromium
 * runs as `nobody`, the guard as root. Loopback is not counted, except for the port at which the
 * browser's own calls end.
 */
const BROWSER_ID = 65_534;
/** Where flags lead what belongs to no scan; nothing listens there. */
const NOWHERE_PORT = 9;

/**
 * A packet whose socket is gone already (the end of a connection), or that the kernel makes itself
 * (neighbour discovery, resets), has no user. Of those only what could carry something of a page
 * counts: UDP, and the first packet of a connection.
 */
export const COUNTERS = `
table inet proof {
  set sent4 { type uid . inet_proto . ipv4_addr . inet_service; flags dynamic; size 65535; counter; }
  set sent6 { type uid . inet_proto . ipv6_addr . inet_service; flags dynamic; size 65535; counter; }
  set other4 { type uid . inet_proto . ipv4_addr; flags dynamic; size 65535; counter; }
  set other6 { type uid . inet_proto . ipv6_addr; flags dynamic; size 65535; counter; }
  set nobodys4 { type inet_proto . ipv4_addr . inet_service; flags dynamic; size 65535; counter; }
  set nobodys6 { type inet_proto . ipv6_addr . inet_service; flags dynamic; size 65535; counter; }
  counter nowhere { }
  chain output {
    type filter hook output priority 0; policy accept;
    oifname "lo" meta skuid ${BROWSER_ID} ip daddr 127.0.0.1 tcp dport ${NOWHERE_PORT} tcp flags & (syn | ack) == syn counter name nowhere
    oifname "lo" accept
    meta nfproto ipv4 meta l4proto { tcp, udp } add @sent4 { meta skuid . meta l4proto . ip daddr . th dport } accept
    meta nfproto ipv6 meta l4proto { tcp, udp } add @sent6 { meta skuid . meta l4proto . ip6 daddr . th dport } accept
    meta nfproto ipv4 add @other4 { meta skuid . meta l4proto . ip daddr } accept
    meta nfproto ipv6 add @other6 { meta skuid . meta l4proto . ip6 daddr } accept
    meta nfproto ipv4 tcp flags & (syn | ack) == syn add @nobodys4 { meta l4proto . ip daddr . th dport } accept
    meta nfproto ipv6 tcp flags & (syn | ack) == syn add @nobodys6 { meta l4proto . ip6 daddr . th dport } accept
    meta nfproto ipv4 meta l4proto udp add @nobodys4 { meta l4proto . ip daddr . th dport } accept
    meta nfproto ipv6 meta l4proto udp add @nobodys6 { meta l4proto . ip6 daddr . th dport } accept
  }
}
`;

export interface Sent {
  protocol: string;
  address: string;
  port: number;
  packets: number;
}

export interface Packets {
  /** By the browser's user, or with no user to tell. */
  browser: Sent[];
  /** By root: the guard, and programs of the test. */
  root: Sent[];
  /** Connections that the browser tried to the port where nobody listens. */
  callsToNowhere: number;
}

interface Element {
  elem: { val: { concat: (string | number)[] }; counter: { packets: number } };
}
interface Ruleset {
  nftables: {
    set?: { name: string; elem?: Element[] };
    counter?: { name: string; packets: number };
  }[];
}

/** @param json of `nft -j list ruleset` */
export function readPackets(json: string): Packets {
  const { nftables }: Ruleset = JSON.parse(json);
  const packets: Packets = { browser: [], root: [], callsToNowhere: 0 };
  for (const { set, counter } of nftables) {
    if (counter?.name === 'nowhere') packets.callsToNowhere = counter.packets;
    for (const { elem } of set?.elem ?? []) {
      const fields = elem.val.concat;
      const user = set?.name.startsWith('nobodys') ? undefined : fields.shift();
      const [protocol = '', address = '', port = 0] = fields;
      const sent = { protocol: String(protocol), address: String(address), port: portOf(port) };
      const list = user === 0 || user === 'root' ? packets.root : packets.browser;
      list.push({ ...sent, packets: elem.counter.packets });
    }
  }
  return packets;
}

/** Some versions of nft write the names of services. */
function portOf(port: string | number): number {
  const number = Number(port);
  if (Number.isNaN(number)) throw new Error(`${port} is a name, not a number: use nft -n`);
  return number;
}
