/**
 * What was written between the scheme and the path, before the URL parser repairs it. The parser
 * drops invisible characters from a host and decodes escapes in it without a word; here they are
 * still to be seen.
 */
export interface HostText {
  /** As written, without user information and port. */
  host: string;
  /** What was written as the port, if anything was. */
  port: string | undefined;
}

const AFTER_SCHEME = /^https?:[/\\]*([^/\\?#]*)/i;
const HOST_AND_PORT = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s;

export function hostText(text: string): HostText {
  const [, authority = ''] = AFTER_SCHEME.exec(text) ?? [];
  const bare = authority.slice(authority.lastIndexOf('@') + 1);
  const [, host = bare, port] = HOST_AND_PORT.exec(bare) ?? [];
  return { host, port };
}

/**
 * Spaces, controls and characters without a shape. The two joiners stay: some scripts need them,
 * and the parser checks that they stand where they may.
 */
const INVISIBLE = /(?![\u200c\u200d])[\p{Z}\p{Cc}\p{Cf}]/u;

export function hasInvisible(host: string): boolean {
  return INVISIBLE.test(unescaped(host));
}

function unescaped(host: string): string {
  if (!host.includes('%')) return host;
  try {
    return decodeURIComponent(host);
  } catch {
    // Not UTF-8 underneath: the URL parser refuses it with the same verdict.
    return host;
  }
}
