/** Which way a connection of the page goes: directly, or through an upstream proxy. */
import type { ProxyUrl } from '@webhood/contract';
import type { Target } from '../target.ts';

/** The scanner's own proxies, from its environment. */
export interface ScannerProxies {
  /** For plain requests, as `HTTP_PROXY` says. */
  http?: ProxyUrl;
  /** For tunnels, as `HTTPS_PROXY` says: `https`, `wss`, and `ws`, which Chromium tunnels too. */
  https?: ProxyUrl;
  /** Hosts that are reached directly all the same. */
  bypasses(host: string, port: number): boolean;
}

/** `request`: a plain HTTP request. `tunnel`: bytes that are not looked into. */
export type Purpose = 'request' | 'tunnel';

export interface Upstream {
  proxy: ProxyUrl;
  /** Named by whoever runs the scanner, and so reached wherever it is. A user's is judged. */
  isTrusted: boolean;
}

export interface Routes {
  routeOf(target: Target, purpose: Purpose): Upstream | undefined;
  /**
   * From now on everything goes through this one: a scan that names a proxy wants to be seen as
   * that, whatever the scanner's own settings are.
   */
  useScanProxy(upstream: Upstream): void;
}

export function createRoutes(proxies: ScannerProxies | undefined): Routes {
  let scanProxy: Upstream | undefined;
  return {
    routeOf({ host, port }, purpose) {
      if (scanProxy !== undefined) return scanProxy;
      const proxy = purpose === 'request' ? proxies?.http : proxies?.https;
      if (proxy === undefined || proxies?.bypasses(host, port)) return undefined;
      return { proxy, isTrusted: true };
    },
    useScanProxy(upstream) {
      scanProxy = upstream;
    },
  };
}

/** A proxy of this kind is sent the plain request itself, and asked for no tunnel. */
export function speaksHttp({ proxy }: Upstream): boolean {
  return proxy.kind !== 'socks5';
}

/** Value of `Proxy-Authorization` (RFC 7617). */
export function basicAuthorization({ proxy }: Upstream): string | undefined {
  if (proxy.credentials === undefined) return undefined;
  const { username, password } = proxy.credentials;
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
