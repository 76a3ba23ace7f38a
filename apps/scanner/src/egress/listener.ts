import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ListenerSource } from '../browser/browser-network.ts';
import { denyOnSocket } from './answers.ts';
import { REQUEST_HEADER_BYTES } from './limits.ts';

/** The side of a session that faces the browser: HTTP as a proxy hears it, on loopback only. */
export interface Listener {
  port: number;
  /** Cuts every connection of the browser; resolves when the last one is closed. */
  stop(): Promise<void>;
}

type OnSocket = (request: IncomingMessage, client: Duplex, head: Buffer) => Promise<void>;

interface ListenerOptions {
  source: ListenerSource | undefined;
  connections: number;
  onRequest: (request: IncomingMessage, response: ServerResponse) => void;
  onConnect: OnSocket;
  onUpgrade: OnSocket;
  onFault: (error: unknown) => void;
}

/** A browser sends its head at once; whoever dribbles it is no browser. */
const HEAD_TIMEOUT_MS = 30_000;
/** Chromium keeps idle proxy connections for minutes; the scan ends first. */
const CLIENT_IDLE_MS = 60_000;

export async function startListener(options: ListenerOptions): Promise<Listener> {
  const server = createServer({
    maxHeaderSize: REQUEST_HEADER_BYTES,
    headersTimeout: HEAD_TIMEOUT_MS,
    // Uploads take as long as they take: the idle bound and the scan's deadline end them.
    requestTimeout: 0,
    keepAliveTimeout: CLIENT_IDLE_MS,
    noDelay: true,
  });
  server.maxConnections = options.connections;
  const clients = new Set<Socket>();
  server.on('connection', (socket) => {
    clients.add(socket);
    socket.once('close', () => clients.delete(socket));
  });
  const answering = new WeakSet<Socket>();
  server.on('clientError', (_error, socket) => {
    // In the middle of an answer there is no place for another.
    if (!socket.writable || answering.has(socket as Socket)) socket.destroy();
    else denyOnSocket(socket, { kind: 'malformed' });
  });
  const onSocket = (handle: OnSocket) => (request: IncomingMessage, client: Duplex, head: Buffer) =>
    void handle(request, client, head).catch((error: unknown) => {
      options.onFault(error);
      client.destroy();
    });
  server.on('connect', onSocket(options.onConnect));
  server.on('upgrade', onSocket(options.onUpgrade));
  server.on('request', (request, response) => {
    answering.add(request.socket);
    response.once('close', () => answering.delete(request.socket));
    try {
      options.onRequest(request, response);
    } catch (error) {
      options.onFault(error);
      response.destroy();
    }
  });
  return {
    port: await listen(server, options.source),
    async stop() {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      for (const socket of clients) socket.destroy();
      await promise;
    },
  };
}

async function listen(server: Server, source: ListenerSource | undefined): Promise<number> {
  // A server takes over the socket of one that listens already.
  const place = source ? await source.listen() : { host: '127.0.0.1', port: 0 };
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(place, resolve);
  await promise;
  server.off('error', reject);
  return (server.address() as AddressInfo).port;
}
