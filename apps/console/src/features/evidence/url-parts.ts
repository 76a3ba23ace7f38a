/** A URL cut where the eye should rest: the host is what decides, the rest is context. */
export type UrlParts = { before: string; host: string; after: string };

export function urlParts(url: string): UrlParts {
  const match = /^([a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?)(\[[^\]]*\]|[^/?#:]*)(.*)$/is.exec(url);
  if (!match) return { before: '', host: '', after: url };
  const [, before = '', host = '', after = ''] = match;
  // A bare slash after the host says nothing.
  return { before, host, after: after === '/' ? '' : after };
}

/** Path and query for a table that has the host in a column of its own. */
export function pathOfUrl(url: string): string {
  const { host, after } = urlParts(url);
  return host === '' ? url : after === '' ? '/' : after;
}
