/** An upstream proxy as people write it: `socks5://name:password@proxy.example:1080`. */
import { MASKED } from './text.ts';

/** `socks5h` is `socks5`: names are always resolved by the proxy, as browsers do. */
export const PROXY_SCHEMES = ['http', 'https', 'socks5', 'socks5h'] as const;
export const UPSTREAM_KINDS = ['http', 'https', 'socks5'] as const;
export type UpstreamKind = (typeof UPSTREAM_KINDS)[number];

export interface ProxyUrl {
  kind: UpstreamKind;
  /** As the URL parser writes it: ASCII, lower case, IPv6 in brackets. */
  host: string;
  port: number;
  credentials?: { username: string; password: string };
}

export type ParsedProxyUrl =
  | { kind: 'valid'; proxy: ProxyUrl }
  /** Says what to do, and never repeats what was written: that may hold a password. */
  | { kind: 'invalid'; fault: string };

export const PROXY_URL_LENGTH = 2_048;
/** RFC 1929: the length of each is one byte. */
const SOCKS_CREDENTIAL_BYTES = 255;
const DEFAULT_PORTS: Record<UpstreamKind, number> = { http: 80, https: 443, socks5: 1080 };
const FORM = /^(https?|socks5h?):\/\/(?:([^/?#\\]*)@)?([^/?#\\@]+)\/?$/i;

export function parseProxyUrl(text: string): ParsedProxyUrl {
  const parts = splitProxyUrl(text);
  if (parts === undefined) {
    return invalid(
      `must look like http://proxy.example:3128 or socks5://name:password@proxy.example:1080, with one of the schemes ${PROXY_SCHEMES.join(', ')} and without a path`,
    );
  }
  const { kind, userInfo, authority } = parts;
  // Read as `http`, whose hosts the parser normalises; those of `socks5` it leaves as they are.
  const host = URL.parse(`http://${authority}/`)?.hostname ?? '';
  const [, portText] = /:(\d{1,5})$/.exec(authority) ?? [];
  const port = portText === undefined ? DEFAULT_PORTS[kind] : Number(portText);
  if (host === '' || port < 1 || port > 65_535) return invalid('names no host and port');
  if (userInfo === undefined || userInfo === '') {
    return { kind: 'valid', proxy: { kind, host, port } };
  }
  const credentials = readCredentials(userInfo);
  if (credentials === undefined) {
    return invalid('has a name or password that is not percent-encoded as URLs need it');
  }
  const fault = credentialFault(kind, credentials);
  return fault ? invalid(fault) : { kind: 'valid', proxy: { kind, host, port, credentials } };
}

/** The proxy as anyone but the leasing scanner sees it: which one, without name and password. */
export function maskProxyUrl(text: string): string {
  const parts = splitProxyUrl(text);
  if (parts === undefined) return MASKED;
  const userInfo = parts.userInfo ? `${MASKED}@` : '';
  return `${parts.scheme}://${userInfo}${parts.authority}`;
}

function splitProxyUrl(text: string) {
  const [, scheme = '', userInfo, authority] = FORM.exec(text.trim()) ?? [];
  if (authority === undefined) return undefined;
  const kind = UPSTREAM_KINDS.find((known) => known === scheme.toLowerCase().replace(/h$/, ''));
  return kind === undefined ? undefined : { scheme, kind, userInfo, authority };
}

function readCredentials(userInfo: string) {
  const colon = userInfo.indexOf(':');
  const [name, secret] =
    colon === -1 ? [userInfo, ''] : [userInfo.slice(0, colon), userInfo.slice(colon + 1)];
  try {
    return { username: decodeURIComponent(name), password: decodeURIComponent(secret) };
  } catch {
    // A percent sign that begins no escape: told to whoever wrote it.
    return undefined;
  }
}

function credentialFault(
  kind: UpstreamKind,
  { username, password }: { username: string; password: string },
): string | undefined {
  if (username === MASKED) {
    return 'holds the mask of an earlier scan: write its name and password again';
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
  if (/[\u0000-\u001f\u007f]/.test(username + password)) {
    return 'has a name or password with control characters';
  }
  // RFC 7617 2: the first colon ends the name.
  if (kind !== 'socks5') return username.includes(':') ? 'has a name with a colon' : undefined;
  const sizes = [username, password].map((value) => new TextEncoder().encode(value).length);
  // RFC 1929 2 asks for one byte at least; proxies that need a name alone take any password.
  if (sizes.some((size) => size < 1)) return 'needs both a name and a password';
  return sizes.some((size) => size > SOCKS_CREDENTIAL_BYTES)
    ? `has a name or password of more than ${SOCKS_CREDENTIAL_BYTES} bytes`
    : undefined;
}

const invalid = (fault: string): ParsedProxyUrl => ({ kind: 'invalid', fault });
