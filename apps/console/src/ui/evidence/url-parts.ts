/** A URL cut where the eye should rest: the host is what decides, the rest is context. */
export type UrlParts = { before: string; host: string; after: string };

export function urlParts(url: string): UrlParts {
  const match = /^([a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?)(\[[^\]]*\]|[^/?#:]*)(.*)$/is.exec(url);
  if (!match) return { before: '', host: '', after: url };
  const [, before = '', host = '', after = ''] = match;
  // A bare slash after the host says nothing.
  return { before, host, after: after === '/' ? '' : after };
}
