import type { RequestListener } from 'node:http';

/**
 * Sends everyone to HTTPS under the configured name, never to what `Host` claims, and answers
 * `/healthz`.
 */
export function redirectListener(externalUrl: URL): RequestListener {
  return (request, response) => {
    if (request.url === '/healthz') {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}');
      return;
    }
    // 308 keeps the method; a body that was already sent in the clear is not read.
    response
      .writeHead(308, { location: targetOf(request.url, externalUrl), connection: 'close' })
      .end();
  };
}

/** A path of ours whatever the request line says: `//evil.example` and `http://…` too. */
function targetOf(requested: string | undefined, externalUrl: URL): string {
  const path = (requested ?? '/').replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/^[/\\]+/, '');
  return `${externalUrl.origin}/${path}`;
}
