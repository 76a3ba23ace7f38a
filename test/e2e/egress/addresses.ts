/**
 * Who is where in the proof's network. The addresses are public ones, so that policy lets the guard
 * reach them; in the namespaces nobody else has them.
 */
export const INSIDE_ADDRESSES = { v4: '93.184.217.2', v6: '2606:2800:21f::2' };
export const OUTSIDE_ADDRESSES = { v4: '93.184.217.1', v6: '2606:2800:21f::1' };
/** Each vector has an address of its own here, by which its packets are told from the others'. */
export const VECTOR_NETWORKS = { v4: '93.184.216.0/24', v6: '2606:2800:220::/48' };

/** Below a domain that is reserved for examples and yet in public DNS. */
const DOMAIN = '.proof.example.net';

export const addressOf = (index: number): string => `93.184.216.${index}`;
export const hostOf = (id: string, index: number): string => `${id}-${index}${DOMAIN}`;

/** The IPv4 address of a name made by `hostOf`. */
export function resolve(name: string): string | undefined {
  const [, index] = /-(\d+)\.proof\.example\.net$/.exec(name) ?? [];
  return index === undefined ? undefined : addressOf(Number(index));
}
