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

/**
 * Drops what Node could not send on, and what would let a site speak in the guard's name. Headers
 * that the server's `Connection` names stay: a browser without a proxy would see them as well, and
 * a site must not be able to hide one from the record.
 */
export function forwardedResponseHeaders(raw: RawHeaders): string[] {
  const list = pairs(raw);
  const isCoded = list.some(([name]) => name.toLowerCase() === 'transfer-encoding');
  return list
    .filter(([name, value]) => {
      const key = name.toLowerCase();
      if (CONNECTION_ONLY.has(key) || key.startsWith(OWN_HEADER_PREFIX)) return false;
      // RFC 9112 6.3: with both, the transfer coding is what counts.
      if (isCoded && key === 'content-length') return false;
      // Any other coding says nothing about where the body ends; Node then chunks it by itself.
      if (key === 'transfer-encoding' && !CHUNKED.test(value)) return false;
      return isSendable(name, value);
    })
    .flat();
}

/** As Chromium reads it: nothing beside it, and no parameter. */
const CHUNKED = /^\s*chunked\s*$/i;

/** For a response that has no body, whatever its headers say. */
export function withoutFraming(headers: RawHeaders): string[] {
  return pairs(headers)
    .filter(([name]) => !FRAMING.has(name.toLowerCase()))
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

/** Header names that the browser declares to be for its connection with the guard only. */
function connectionOptions(raw: RawHeaders): ReadonlySet<string> {
  return new Set(
    pairs(raw)
      .filter(([name]) => name.toLowerCase() === 'connection')
      .flatMap(([, value]) => value.split(','))
      .map((option) => option.trim().toLowerCase())
      // Without these the body would have another end than the one that was read.
      .filter((option) => !FRAMING.has(option)),
  );
}

const FRAMING = new Set(['content-length', 'transfer-encoding']);

function pairs(raw: RawHeaders): [string, string][] {
  const list: [string, string][] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) list.push([raw[at] ?? '', raw[at + 1] ?? '']);
  return list;
}
