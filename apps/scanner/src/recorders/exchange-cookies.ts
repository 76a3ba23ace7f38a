/**
 * Which cookies an exchange carried and which the browser refused, with Chromium's own reasons.
 * Names only: the values stand in the headers, where a submitted secret is masked.
 */
import type { ExchangeCookies } from '@webhood/contract';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import type { ExchangeDraft } from './exchange-draft.ts';
import { cut } from './recorder.ts';

/** Nothing of the cookie took part: it belongs to another path, scheme or domain. */
const BESIDE_THE_POINT = new Set(['NotOnPath', 'DomainMismatch']);

export function toExchangeCookies(draft: ExchangeDraft): ExchangeCookies | undefined {
  const associated = (draft.associatedCookies ?? []).filter(
    ({ blockedReasons }) => !blockedReasons.some((reason) => BESIDE_THE_POINT.has(reason)),
  );
  const blocked = draft.blockedCookies ?? [];
  const sent = associated.filter(({ blockedReasons }) => blockedReasons.length === 0);
  const keptBack = associated.filter(({ blockedReasons }) => blockedReasons.length > 0);
  const blockedLines = new Set(blocked.map(({ cookieLine }) => cookieLine.trim()));
  const set = setCookieLines(draft).filter((line) => !blockedLines.has(line.trim()));
  const refused = [
    ...keptBack.map(({ cookie, blockedReasons }) => ({
      name: cookie.name,
      when: 'sending' as const,
      reasons: blockedReasons,
    })),
    ...blocked.map(({ cookie, cookieLine, blockedReasons }) => ({
      name: cookie?.name ?? nameOf(cookieLine),
      when: 'setting' as const,
      reasons: blockedReasons,
    })),
  ];
  if (sent.length + set.length + refused.length === 0) return undefined;
  return {
    sent: bounded(sent).map(({ cookie }) => name(cookie.name)),
    set: bounded(set).map((line) => name(nameOf(line))),
    refused: bounded(refused).map((each) => ({ ...each, name: name(each.name) })),
  };
}

function setCookieLines({ responseHeaders, response }: ExchangeDraft): string[] {
  const headers = responseHeaders ?? response?.headers ?? {};
  return Object.entries(headers)
    .filter(([header]) => header.toLowerCase() === 'set-cookie')
    .flatMap(([, value]) => String(value).split('\n'));
}

/** The browser reads a cookie without `=` as a value without a name. */
function nameOf(line: string): string {
  const pair = line.split(';', 1)[0] ?? '';
  const at = pair.indexOf('=');
  return at === -1 ? '' : pair.slice(0, at).trim();
}

function bounded<T>(list: T[]): T[] {
  return list.slice(0, CAPTURE_LIMITS.exchangeCookies);
}

function name(text: string): string {
  return cut(text, CAPTURE_LIMITS.cookieNameLength);
}
