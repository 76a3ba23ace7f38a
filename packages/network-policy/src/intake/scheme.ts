/**
 * Tells a scheme from a host with a port: `example.com:8443` parses as the scheme `example.com`,
 * and `mailto:1@b.c` does not name a host called `mailto`.
 */
export type SchemeReading =
  /** `http:` or `https:` was written; `text` is usable as it is. */
  | { kind: 'web'; text: string }
  /** No scheme; `text` is what was written with `https://` before it. */
  | { kind: 'added'; text: string }
  | { kind: 'unsupported' };

/**
 * Schemes that may be followed by digits or by `@` without `//`, so that only their name tells
 * them from `host:port` and `user:password@host`.
 */
const OPAQUE_SCHEMES = new Set([
  'about',
  'acct',
  'blob',
  'chrome',
  'cid',
  'data',
  'facetime',
  'file',
  'ftp',
  'ftps',
  'git',
  'im',
  'intent',
  'irc',
  'javascript',
  'ldap',
  'magnet',
  'mailto',
  'mid',
  'news',
  'sftp',
  'sip',
  'sips',
  'skype',
  'sms',
  'ssh',
  'svn',
  'tel',
  'urn',
  'vbscript',
  'view-source',
  'ws',
  'wss',
  'xmpp',
]);

const SCHEME = /^([a-z][a-z0-9+.-]*):(.*)$/is;
const SLASHES = /^[/\\]{2}/;
/** A port, then the end or a path: with any number of digits, so that 65536 is a bad port. */
const PORT = /^\d+(?:[/\\?#]|$)/;
const USER_INFO = /^[^/\\?#]*@/;

export function readScheme(text: string): SchemeReading {
  if (SLASHES.test(text)) return { kind: 'added', text: `https:${text}` };
  const [, name = '', rest = ''] = SCHEME.exec(text) ?? [];
  const scheme = name.toLowerCase();
  if (scheme === 'http' || scheme === 'https') return { kind: 'web', text };
  if (scheme === '' || isHost(scheme, rest)) return { kind: 'added', text: `https://${text}` };
  return { kind: 'unsupported' };
}

function isHost(scheme: string, rest: string): boolean {
  if (OPAQUE_SCHEMES.has(scheme) || SLASHES.test(rest)) return false;
  return scheme.includes('.') || PORT.test(rest) || USER_INFO.test(rest);
}
