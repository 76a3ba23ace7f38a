import { SUBMITTED_URL_LENGTH, type UrlNotice } from '@webhood/contract';
import { type AddressPolicy, createAddressPolicy } from '../address/policy.ts';
import { isBlockedPort } from './blocked-ports.ts';
import { checkHost } from './host.ts';
import { type HostText, hasInvisible, hostText } from './host-text.ts';
import { isLookalike } from './lookalike.ts';
import { unicodeName } from './punycode.ts';
import { refang } from './refang.ts';
import { type Rejected, reject } from './rejection.ts';
import { readScheme } from './scheme.ts';

export interface AcceptedUrl {
  kind: 'accepted';
  /** As it will be opened and stored: ASCII, without credentials. */
  url: string;
  /** The same with the host as its owner writes it, for people. */
  unicodeUrl: string;
  /** Host of `url`, without port; an IPv6 address in brackets. */
  host: string;
  notices: UrlNotice[];
}

export type UrlIntake = AcceptedUrl | Rejected;

const PUBLIC_ONLY = createAddressPolicy();

/**
 * Reads what somebody pasted as a URL to scan: repairs what has one meaning, refuses the rest.
 * Addresses that are written out are judged here; names are judged by what they resolve to, when
 * the scanner connects. No message repeats the text, which may hold credentials.
 */
export function intakeUrl(text: string, options: { policy?: AddressPolicy } = {}): UrlIntake {
  const policy = options.policy ?? PUBLIC_ONLY;
  const written = trimBlanks(text);
  const fault = textFault(written);
  if (fault !== undefined) return fault;
  const refanged = refang(written);
  const reading = readScheme(refanged.text);
  if (reading.kind === 'unsupported') return UNSUPPORTED;

  const host = hostText(reading.text);
  const url = parse(reading.text, host);
  if (url instanceof URL) {
    // The port first: of a URL with both faults, it is the one that no setting mends.
    const refusal = checkPort(url) ?? checkHost(url.hostname, policy);
    if (refusal !== undefined) return refusal;
    return accept(url, host, [
      ...(reading.kind === 'added' ? (['scheme_added'] as const) : []),
      ...(refanged.changed ? (['refanged'] as const) : []),
      ...(hasBackslash(reading.text) ? (['backslashes_replaced'] as const) : []),
    ]);
  }
  return url;
}

/** What copying adds around a URL: blanks of every kind, controls and the byte order mark. */
const BLANK = /[\s\p{Cc}\u200b\u2060\ufeff]/u;

/** A loop, because an expression that is anchored at the end only is quadratic in long blanks. */
function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && BLANK.test(text.charAt(start))) start += 1;
  while (end > start && BLANK.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

const LINE_OR_TAB = /[\t\r\n]/;

const UNSUPPORTED = reject(
  'unsupported_scheme',
  'Only web pages can be scanned: enter a URL that starts with http:// or https://.',
);

function textFault(written: string): Rejected | undefined {
  if (written === '') {
    return reject('malformed_url', 'There is no URL: enter one such as https://example.com/.');
  }
  if (written.length > SUBMITTED_URL_LENGTH) return TOO_LONG;
  // A path alone; the URL parser would take its first part for the host.
  if (/^[/\\](?![/\\])/.test(written)) return NO_HOST;
  // The URL parser would join the pieces without a word, in the host or anywhere else.
  if (LINE_OR_TAB.test(written)) {
    return reject(
      'malformed_url',
      'The URL contains a line end or a tab: remove it, or submit each URL on its own.',
    );
  }
  return undefined;
}

const TOO_LONG = reject(
  'malformed_url',
  `The URL is too long: enter one of at most ${SUBMITTED_URL_LENGTH} characters.`,
);

const NO_HOST = reject(
  'malformed_url',
  'The URL has no host: enter one such as https://example.com/.',
);

function parse(text: string, written: HostText): URL | Rejected {
  if (hasInvisible(written.host)) {
    return reject(
      'malformed_url',
      'The host contains a space or an invisible character: remove it and submit again.',
    );
  }
  const url = URL.parse(text);
  if (url !== null) return url;
  if (written.host === '') return NO_HOST;
  if (written.port !== undefined && written.port !== '') return BAD_PORT_OR_HOST;
  return reject(
    'malformed_url',
    'The host is neither a valid name nor a valid IP address: check it for typing errors.',
  );
}

const BAD_PORT_OR_HOST = reject(
  'malformed_url',
  'The host or the port is not valid: check both; a port is a number from 1 to 65535.',
);

function checkPort(url: URL): Rejected | undefined {
  if (url.port === '') return undefined;
  if (url.port === '0') {
    return reject('malformed_url', 'Port 0 cannot be opened: use a port from 1 to 65535.');
  }
  if (!isBlockedPort(Number(url.port))) return undefined;
  return reject(
    'blocked_port',
    `Browsers refuse to open port ${url.port}: use the port that the web page is served on.`,
  );
}

/** In scheme, host and path the parser reads a backslash as a slash. */
function hasBackslash(text: string): boolean {
  return /^[^?#]*\\/.test(text);
}

function accept(url: URL, written: HostText, repairs: readonly UrlNotice[]): UrlIntake {
  const notices = [...repairs];
  if (url.username !== '' || url.password !== '') notices.push('credentials_removed');
  url.username = '';
  url.password = '';
  const host = url.hostname;
  const unicodeHost = unicodeName(host) ?? host;
  if (wasRewritten(written.host, host, unicodeHost)) notices.push('host_rewritten');
  if (unicodeHost !== host) notices.push('internationalised');
  if (isLookalike(unicodeHost)) notices.push('lookalike');
  // Escaping can make a URL up to nine times as long as its text.
  if (url.href.length > SUBMITTED_URL_LENGTH) return TOO_LONG;
  const afterHost = url.href.slice(`${url.protocol}//${host}`.length);
  const unicodeUrl = `${url.protocol}//${unicodeHost}${afterHost}`;
  return { kind: 'accepted', url: url.href, unicodeUrl, host, notices };
}

/** The parser read another host than the letters say: `1.1`, `１.1.1.1`, `ex%61mple.com`. */
function wasRewritten(written: string, host: string, unicodeHost: string): boolean {
  if (host.startsWith('[')) return false;
  const plain = written.normalize('NFC').toLowerCase();
  return plain !== host && plain !== unicodeHost;
}
