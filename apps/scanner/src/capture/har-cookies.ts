/** Cookies as HAR 1.2 writes them, read from the header fields that carried them. */
import type { Exchange } from '@webhood/contract';

type Headers = Exchange['request']['headers'];

export interface HarCookie {
  name: string;
  value: string;
  path?: string;
  domain?: string;
  /** ISO 8601. */
  expires?: string;
  httpOnly?: boolean;
  secure?: boolean;
  _sameSite?: string;
}

export function requestCookies(headers: Headers): HarCookie[] {
  return valuesOf(headers, 'cookie').flatMap((value) => value.split('; ').map(toPair));
}

export function responseCookies(headers: Headers): HarCookie[] {
  return valuesOf(headers, 'set-cookie').map((line) => {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const cookie: HarCookie = { ...toPair(pair), httpOnly: false, secure: false };
    for (const attribute of attributes) Object.assign(cookie, toAttribute(attribute));
    return cookie;
  });
}

function valuesOf(headers: Headers, wanted: string): string[] {
  return headers.filter(({ name }) => name.toLowerCase() === wanted).map(({ value }) => value);
}

function toPair(pair: string): { name: string; value: string } {
  const at = pair.indexOf('=');
  return at === -1
    ? { name: pair, value: '' }
    : { name: pair.slice(0, at), value: pair.slice(at + 1) };
}

function toAttribute(attribute: string): Partial<HarCookie> {
  const { name, value } = toPair(attribute);
  switch (name.toLowerCase()) {
    case 'path':
      return { path: value };
    case 'domain':
      return { domain: value };
    case 'httponly':
      return { httpOnly: true };
    case 'secure':
      return { secure: true };
    case 'samesite':
      return { _sameSite: value };
    case 'expires': {
      const time = Date.parse(value);
      return Number.isNaN(time) ? {} : { expires: new Date(time).toISOString() };
    }
    default:
      return {};
  }
}
