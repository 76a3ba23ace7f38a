import { validateHeaderName, validateHeaderValue } from 'node:http';
import { OWN_HEADER_PREFIX } from './answers.ts';

/**
 * Header lists as Node keeps them raw: name, value, name, value. Order, spelling and repetition
 * are evidence, so they stay; what belongs to one connection only (RFC 9110 7.6.1) does not.
 */
type RawHeaders = readonly string[];

const CONNECTION_ONLY = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-authentication-info',
  'te',
  'trailer',
  'upgrade',
]);

export function forwardedRequestHeaders(
  raw: RawHeaders,
  authority: string,
  purpose: 'request' | 'upgrade',
): string[] {
  const named = connectionOptions(raw);
  const kept = ['Host', authority];
  for (const [name, value] of pairs(raw)) {
    const key = name.toLowerCase();
    // RFC 9112 3.2.2: the URL says where the request goes. The server has already answered
    // `Expect` on its own.
    if (key === 'host' || key === 'expect') continue;
    if (CONNECTION_ONLY.has(key) || named.has(key)) {
      if (purpose === 'request' || (key !== 'upgrade' && key !== 'connection')) continue;
    }
    kept.push(name, value);
  }
  if (purpose === 'request') kept.push('Connection', 'keep-alive');
  return kept;
}

/** Drops what Node could not send on, and what would let a site speak in the guard's name. */
export function forwardedResponseHeaders(raw: RawHeaders): string[] {
  const named = connectionOptions(raw);
  const list = pairs(raw);
  const chunked = list.some(([name]) => name.toLowerCase() === 'transfer-encoding');
  return list
    .filter(([name, value]) => {
      const key = name.toLowerCase();
      if (CONNECTION_ONLY.has(key) || named.has(key)) return false;
      if (key.startsWith(OWN_HEADER_PREFIX)) return false;
      // RFC 9112 6.3: with both, the transfer coding is what counts.
      if (chunked && key === 'content-length') return false;
      return isSendable(name, value);
    })
    .flat();
}

function isSendable(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    // Control characters: Chromium discards such a header as well.
    return false;
  }
}

/** Header names that the sender declares to be for this connection only. */
function connectionOptions(raw: RawHeaders): ReadonlySet<string> {
  return new Set(
    pairs(raw)
      .filter(([name]) => name.toLowerCase() === 'connection')
      .flatMap(([, value]) => value.split(','))
      .map((option) => option.trim().toLowerCase())
      // Removing these on a server's word would change what the response is.
      .filter((option) => !ESSENTIAL.has(option)),
  );
}

const ESSENTIAL = new Set(['content-length', 'content-type', 'transfer-encoding', 'set-cookie']);

function pairs(raw: RawHeaders): [string, string][] {
  const list: [string, string][] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) list.push([raw[at] ?? '', raw[at + 1] ?? '']);
  return list;
}
