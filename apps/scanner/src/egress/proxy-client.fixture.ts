/**
 * What the guard's tests speak with: a client that uses a proxy as a browser does, and servers
 * that count who came. 127.0.0.1 plays the public internet, 127.0.0.2 the inside.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, request } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Resolver } from '@webhood/network-policy';

export const OUTSIDE = '127.0.0.1';
export const INSIDE = '127.0.0.2';

export interface Origin {
  port: number;
  /** Connections accepted so far. */
  visits(): number;
  nextRequest(): Promise<void>;
  /** Resolves when every connection accepted so far is closed. */
  allClosed(): Promise<void>;
  close(): Promise<void>;
}

export async function startOrigin(
  listener: RequestListener,
  options: { host?: string; port?: number; upgrade?: (socket: Socket, head: Buffer) => void } = {},
): Promise<Origin> {
  const server = createServer({ keepAliveTimeout: 60_000 }, listener);
  const closings: Promise<unknown>[] = [];
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      resolve();
    });
    closings.push(promise);
  });
  const { upgrade } = options;
  if (upgrade) {
    server.on('upgrade', (_request, socket, head) => upgrade(socket as Socket, head));
  }
  server.listen({ host: options.host ?? OUTSIDE, port: options.port ?? 0 });
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    visits: () => closings.length,
    nextRequest: async () => void (await once(server, 'request')),
    allClosed: async () => void (await Promise.all(closings)),
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

export interface Reply {
  status: number;
  headers: IncomingMessage['headers'];
  rawHeaders: string[];
  body: Buffer;
}

interface Ask {
  method?: string;
  headers?: Record<string, string>;
  body?: Buffer | string;
}

/** A plain request through the proxy. */
export async function ask(proxyServer: string, url: string, options: Ask = {}): Promise<Reply> {
  const { hostname, port } = new URL(proxyServer);
  const { host } = new URL(url);
  const outgoing = request({
    host: hostname,
    port,
    path: url,
    method: options.method ?? 'GET',
    headers: { Host: host, ...options.headers },
    agent: false,
  });
  // `once` reports an error that comes before the response; a later one shows in the body.
  outgoing.on('error', () => undefined);
  outgoing.end(options.body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    rawHeaders: response.rawHeaders,
    body: Buffer.concat(chunks),
  };
}

/** CONNECT through the proxy: the status line's code, the headers, and the socket behind them. */
export async function tunnelTo(proxyServer: string, authority: string) {
  const { hostname, port } = new URL(proxyServer);
  const outgoing = request({
    host: hostname,
    port,
    method: 'CONNECT',
    path: authority,
    agent: false,
  });
  outgoing.end();
  const [response, socket] = (await once(outgoing, 'connect')) as [IncomingMessage, Socket];
  return { status: response.statusCode ?? 0, headers: response.headers, socket };
}

/** Bytes to the proxy and everything that comes back until it closes. */
export async function speak(proxyServer: string, text: string): Promise<string> {
  const { hostname, port } = new URL(proxyServer);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.write(text);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

/** Everything that arrives on a socket until its other end is closed. */
export async function drain(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

/** Answers each question with the next list; the last one stays. */
export function scriptedResolver(...answers: readonly (readonly string[])[]): Resolver {
  let asked = 0;
  return {
    resolve: async () => {
      const addresses = answers[Math.min(asked, answers.length - 1)] ?? [];
      asked += 1;
      return addresses.length > 0
        ? { kind: 'resolved', addresses }
        : { kind: 'failed', error: 'name_not_resolved' };
    },
    close: () => undefined,
  };
}
