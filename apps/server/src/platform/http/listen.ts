import type { Server as HttpServer, RequestListener } from 'node:http';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import type { Server } from 'node:net';
import { StartFailure } from '../process/start-failure.ts';
import type { KeyPair } from '../tls/self-signed.ts';
import { closeOthers } from './client-networks.ts';
import { inNetworks, type Network } from './networks.ts';
import { redirectListener } from './redirect.ts';

/** A client that dawdles over its headers holds nothing for longer than this. */
const HEADERS_TIMEOUT_MS = 15_000;
/** Longer than common load balancers keep theirs (60 s), so that we never close under them. */
const KEEP_ALIVE_MS = 65_000;
/** A whole request: the largest artifact over a slow line. */
const REQUEST_TIMEOUT_MS = 300_000;

const TIMEOUTS = {
  headersTimeout: HEADERS_TIMEOUT_MS,
  keepAliveTimeout: KEEP_ALIVE_MS,
  requestTimeout: REQUEST_TIMEOUT_MS,
};

interface ServerDeps {
  handle: RequestListener;
  externalUrl: URL;
  allowedNetworks: Network[];
  behindProxy: Network[];
}

export function createTlsServer(pair: KeyPair, deps: ServerDeps): HttpsServer {
  const server = createHttpsServer({ ...pair, ...TIMEOUTS, minVersion: 'TLSv1.2' }, deps.handle);
  closeOthers(server, withProxies(deps));
  return server;
}

/** Redirects; a request from a trusted proxy, which has done the TLS, is answered. */
export function createPlainServer(deps: ServerDeps): HttpServer {
  const redirect = redirectListener(deps.externalUrl);
  const server = createHttpServer(TIMEOUTS, (request, response) => {
    const isProxy = inNetworks(deps.behindProxy, request.socket.remoteAddress);
    return isProxy ? deps.handle(request, response) : redirect(request, response);
  });
  closeOthers(server, withProxies(deps));
  return server;
}

function withProxies({ allowedNetworks, behindProxy }: ServerDeps): Network[] {
  return allowedNetworks.length === 0 ? [] : [...allowedNetworks, ...behindProxy];
}

function explain(code: string, port: number, variable: string): StartFailure {
  return code === 'EADDRINUSE'
    ? new StartFailure(
        'port_in_use',
        `Port ${port} is in use by another process. Stop it, or set ${variable} to a free port.`,
      )
    : new StartFailure(
        'invalid_configuration',
        `Port ${port} cannot be opened (${code}). Set ${variable} to another one; below 1024 needs privileges.`,
      );
}

/**
 * On every address of the machine: without a host Node.js takes IPv6 and IPv4, or IPv4 alone.
 * @throws StartFailure `port_in_use`, `invalid_configuration`
 */
export function listen(server: Server, port: number, variable: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void =>
      reject(explain(error.code ?? 'unknown', port, variable));
    server.once('error', failed);
    server.listen(port, () => {
      server.off('error', failed);
      resolve();
    });
  });
}

/** Stops accepting; idle connections end now, busy ones when they are done or after the grace. */
export function closeServer(server: HttpServer | HttpsServer, graceMs: number): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
