import type { Server } from 'node:net';

export const BROWSER_NETWORK_MODES = ['auto', 'namespace', 'shared'] as const;
/**
 * `namespace`: every browser has a network of its own that holds only loopback, or does not start.
 * `shared`: it has this machine's, and only its flags keep it from using that. `auto`: the first
 * where the kernel permits it.
 */
export type BrowserNetworkMode = (typeof BROWSER_NETWORK_MODES)[number];

/** What the browsers of this process have. */
export type BrowserNetworkState = { kind: 'namespace' } | { kind: 'shared'; reason: string };

/** Opens the socket on which a scan's proxy waits where its browser can reach it. */
export interface ListenerSource {
  listen(): Promise<Server>;
}

/** The network of one context. */
export interface ContextNetwork {
  /** `http://127.0.0.1:PORT` */
  readonly proxyServer: string;
  stop(): Promise<void>;
}

/**
 * Opens the network of a context in the browser that the context will live in. The source is
 * missing where the browser shares this machine's network.
 */
export type OpenNetwork<N extends ContextNetwork> = (
  source: ListenerSource | undefined,
) => Promise<N>;

/** The value of `SCANNER_BROWSER_NETWORK`. */
export function parseBrowserNetwork(
  value: string | undefined,
  faults: string[],
): BrowserNetworkMode {
  if (value === undefined) return 'auto';
  const mode = BROWSER_NETWORK_MODES.find((known) => known === value);
  if (!mode) faults.push(`SCANNER_BROWSER_NETWORK is none of ${BROWSER_NETWORK_MODES.join(', ')}`);
  return mode ?? 'auto';
}
