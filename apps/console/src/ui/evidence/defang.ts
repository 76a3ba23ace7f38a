export type ValueKind = 'url' | 'domain' | 'ip' | 'hash' | 'email' | 'text';

/**
 * The value in a form that no program turns into a link: `hxxps://evil[.]com/a`. Only the scheme
 * and the host change, so that it can be turned back by hand or by our own intake.
 */
export function defang(value: string, kind: ValueKind): string {
  if (kind === 'url') return defangUrl(value);
  if (kind === 'domain' || kind === 'ip') return defangHost(value);
  if (kind === 'email') return defangHost(value).replace('@', '[@]');
  return value;
}

function defangUrl(url: string): string {
  const match = /^([a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)(.*)$/is.exec(url);
  if (!match) return url;
  const [, scheme = '', authority = '', rest = ''] = match;
  return scheme.replace(/^http/i, 'hxxp') + defangHost(authority) + rest;
}

function defangHost(host: string): string {
  // IPv6 has no dots to break; its first colon is enough.
  if (/^\[?[0-9a-f:]+:[0-9a-f:.]*\]?/i.test(host) && host.split(':').length > 2) {
    return host.replace(':', '[:]');
  }
  return host.replaceAll('.', '[.]');
}

/** A value's host, registered or not; null when there is none. */
export function hostOf(url: string): string | null {
  try {
    return new URL(url).hostname || null;
  } catch {
    // Not every value from a page is a URL.
    return null;
  }
}
