/** The scanner's upstream proxies, as its environment names them. */
import { type ProxyUrl, parseProxyUrl } from '@webhood/contract';
import { parseNoProxy } from '@webhood/network-policy';
import type { ScannerProxies } from './egress/upstream/routes.ts';

/** Returns a variable's value, with the lower-case name that many programs know as a fallback. */
type ReadVariable = (name: string) => string | undefined;

/** Undefined where no proxy is set. A fault never repeats a value: it may hold a password. */
export function readProxies(read: ReadVariable, faults: string[]): ScannerProxies | undefined {
  const either = (name: string) => read(name) ?? read(name.toLowerCase());
  const proxyOf = (name: string): ProxyUrl | undefined => {
    const text = either(name);
    if (text === undefined) return undefined;
    // Other programs take `proxy.example:3128` too.
    const parsed = parseProxyUrl(text.includes('://') ? text : `http://${text}`);
    if (parsed.kind === 'valid') return parsed.proxy;
    faults.push(`${name} ${parsed.fault}`);
    return undefined;
  };
  const http = proxyOf('HTTP_PROXY');
  const https = proxyOf('HTTPS_PROXY');
  const noProxy = parseNoProxy(either('NO_PROXY') ?? '');
  if (noProxy.kind === 'invalid') {
    faults.push(...noProxy.faults.map((fault) => `NO_PROXY: ${fault}`));
    return undefined;
  }
  if (http === undefined && https === undefined) return undefined;
  const { bypasses } = noProxy;
  return { ...(http ? { http } : {}), ...(https ? { https } : {}), bypasses };
}
