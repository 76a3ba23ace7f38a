import { createServer, type Server } from 'node:http';
import { closeOthers } from './client-networks.ts';
import type { Network } from './networks.ts';

/** A client that dawdles over its headers holds nothing for longer than this. */
const REQUEST_TIMEOUT_MS = 10_000;

interface RedirectDeps {
  externalUrl: URL;
  allowedNetworks: Network[];
}

/**
 * The plain HTTP port where no proxy is trusted: it sends everyone to HTTPS, to the configured
 * name (never to what `Host` claims), and answers `/healthz`.
 */
export function createRedirectServer({ externalUrl, allowedNetworks }: RedirectDeps): Server {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    if (request.url === '/healthz') {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}');
      return;
    }
    // 308 keeps the method; the body was already sent in the clear and is not read.
    response
      .writeHead(308, { location: targetOf(request.url, externalUrl), connection: 'close' })
      .end();
  });
  closeOthers(server, allowedNetworks);
  return server;
}

/** A path of ours whatever the request line says: `//evil.example` or `http://…` stay paths. */
function targetOf(requested: string | undefined, externalUrl: URL): string {
  const path = `/${(requested ?? '/').replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/^[/\\]+/, '')}`;
  return `${externalUrl.origin}${path}`;
}
