/** A web site on a loopback port, for tests: friendly pages, hostile pages, pages that wait. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createSelfSigned } from '../../apps/server/src/platform/tls/self-signed.ts';
import { echoSockets } from './echo-socket.ts';
import { NETWORK } from './friendly/network.ts';
import { FRIENDLY } from './friendly/pages.ts';
import { WEIGHTED } from './friendly/weighted.ts';
import { HOSTILE } from './hostile/pages.ts';
import type { Routes } from './route.ts';

export interface HeldPage {
  /** Resolves when the page is first asked for. */
  requested: Promise<void>;
  /** Answers everyone who waits, and everyone who asks later. */
  release(): void;
}

export interface Site {
  /** Without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Paths with query, in the order they were asked for. */
  readonly requests: readonly string[];
  /** A page that answers only when released. */
  hold(path: string): HeldPage;
  close(): Promise<void>;
}

export interface SiteOptions {
  /** A certificate that nobody has reason to trust, of now and for this address if not said. */
  tls?: boolean | { names: readonly string[]; madeAt: Date };
  /** Further pages. */
  routes?: Routes;
  port?: number;
}

export async function startSite(options: SiteOptions = {}): Promise<Site> {
  const routes: Routes = { ...FRIENDLY, ...NETWORK, ...WEIGHTED, ...HOSTILE, ...options.routes };
  const requests: string[] = [];
  const scheme = options.tls ? 'https' : 'http';
  let port = 0;

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    requests.push(request.url ?? '');
    const url = new URL(request.url ?? '/', `${scheme}://127.0.0.1:${port}`);
    const route = routes[url.pathname];
    if (route) {
      route({ url, request, response });
      return;
    }
    response.writeHead(404, { 'content-type': 'text/plain' });
    response.end('no such page');
  };
  const { names, madeAt } =
    typeof options.tls === 'object'
      ? options.tls
      : { names: ['127.0.0.1', 'localhost'], madeAt: new Date() };
  const server = options.tls
    ? createTlsServer(await createSelfSigned(names, madeAt), answer)
    : createServer(answer);
  echoSockets(server, '/net/echo');
  port = await listen(server, options.port ?? 0);

  return {
    url: `${scheme}://127.0.0.1:${port}`,
    port,
    requests,
    hold(path) {
      const asked = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      routes[path] = ({ response }) => {
        asked.resolve();
        void released.promise.then(() => {
          response.writeHead(200, { 'content-type': 'text/html' });
          response.end('<!DOCTYPE html><title>Held</title><p>Released');
        });
      };
      return { requested: asked.promise, release: released.resolve };
    },
    async close() {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      server.closeAllConnections();
      await promise;
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, '127.0.0.1', () => resolve());
  await promise;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not a TCP server');
  return address.port;
}
