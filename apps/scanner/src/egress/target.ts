/** Where a request to the proxy wants to go. */
export interface Target {
  /** As the URL parser writes it, so that `0x7f.1` is seen as the address that it is. */
  host: string;
  port: number;
}

export interface ForwardTarget extends Target {
  /**
   * Host and port for the `Host` header and for upstream proxies: those that are judged, never
   * the client's spelling, which another parser may read otherwise.
   */
  authority: string;
  /** Path and query, letter for letter as the browser sent them. */
  path: string;
}

const CONNECT_FORM = /^(\[[0-9a-f:.]+\]|[^\s:/?#@[\]\\]+):(\d{1,5})$/i;
/** What follows the authority begins with `/` or `?`: an `@` there would make it userinfo. */
const ABSOLUTE_FORM = /^http:\/\/([^/?#@\\]+)((?:[/?][^#]*)?)$/i;

/** `host:port` of a CONNECT request. */
export function connectTarget(requestTarget: string): Target | undefined {
  const [, host, port] = CONNECT_FORM.exec(requestTarget) ?? [];
  if (host === undefined || port === undefined) return undefined;
  return resolved(`http://${host}/`, Number(port));
}

/** `http://host[:port]/path` of a plain request through a proxy. */
export function forwardTarget(requestTarget: string): ForwardTarget | undefined {
  const [, written, path] = ABSOLUTE_FORM.exec(requestTarget) ?? [];
  if (written === undefined || path === undefined) return undefined;
  const url = URL.parse(`http://${written}/`);
  const target = resolved(`http://${written}/`, Number(url?.port || 80));
  if (target === undefined) return undefined;
  const { host, port } = target;
  return {
    host,
    port,
    authority: url?.port ? `${host}:${port}` : host,
    path: path.startsWith('/') ? path : `/${path}`,
  };
}

function resolved(origin: string, port: number): Target | undefined {
  const host = URL.parse(origin)?.hostname ?? '';
  if (host === '' || port < 1 || port > 65_535) return undefined;
  return { host, port };
}
