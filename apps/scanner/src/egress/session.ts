import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { GuardConnection } from '@webhood/contract';
import type { AddressPolicy, Resolver } from '@webhood/network-policy';
import type { Logger } from 'pino';
import { createForwarder } from './forward.ts';
import { createGate } from './gate.ts';
import { createLedger } from './ledger.ts';
import { type EgressLimits, REQUEST_HEADER_BYTES } from './limits.ts';
import { openTunnel, openUpgrade } from './tunnel.ts';

/** The network of one scan. */
export interface EgressSession {
  /** `http://127.0.0.1:PORT`, for the browser context of this scan and no other. */
  readonly proxyServer: string;
  /** What was asked for so far, oldest first; bounded, see `droppedConnections`. */
  connections(): GuardConnection[];
  /** Connections that took place or were refused but are not in the list. */
  droppedConnections(): number;
  /** Ends every connection. Resolves when no socket is left. */
  stop(): Promise<void>;
}

interface SessionOptions {
  policyFor: (port: number) => AddressPolicy;
  resolver: Resolver;
  limits: EgressLimits;
  log: Logger | undefined;
  onListening: (port: number) => void;
  onStopped: (port: number) => void;
}

/** A browser sends its head at once; whoever dribbles it is no browser. */
const HEAD_TIMEOUT_MS = 30_000;
/** Chromium keeps idle proxy connections for minutes; the scan ends first. */
const CLIENT_IDLE_MS = 60_000;

export async function openSession(options: SessionOptions): Promise<EgressSession> {
  const { limits, log } = options;
  const stopping = new AbortController();
  const clients = new Set<Socket>();
  const ledger = createLedger(limits.recorded);
  const gate = createGate({
    ...options,
    ledger,
    releaseIdle: () => forwarder.releaseIdle(),
    onRefused: ({ host, port }, rule) => log?.info({ host, port, rule }, 'egress.refused'),
    onFault: (error) => log?.error({ err: error }, 'egress.failed'),
  });
  const forwarder = createForwarder(gate, stopping.signal);

  const server = createServer({
    maxHeaderSize: REQUEST_HEADER_BYTES,
    headersTimeout: HEAD_TIMEOUT_MS,
    // Uploads take as long as they take: the idle bound and the scan's deadline end them.
    requestTimeout: 0,
    keepAliveTimeout: CLIENT_IDLE_MS,
    noDelay: true,
  });
  // Room for idle connections beside those in use.
  server.maxConnections = limits.concurrent * 2;
  server.on('connection', (socket) => {
    clients.add(socket);
    socket.once('close', () => clients.delete(socket));
  });
  server.on('request', (request, response) => forwarder.forward(request, response));
  server.on('connect', (request, client, head) => {
    openTunnel(gate, request, client, head).catch((error) => failClosed(client, error));
  });
  server.on('upgrade', (request, client, head) => {
    openUpgrade(gate, request, client, head).catch((error) => failClosed(client, error));
  });
  const failClosed = (client: { destroy(): void }, error: unknown) => {
    log?.error({ err: error }, 'egress.failed');
    client.destroy();
  };

  const port = await listen(server);
  options.onListening(port);
  log?.debug({ port }, 'egress.opened');
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    stopping.abort();
    for (const socket of clients) socket.destroy();
    forwarder.stop();
    await Promise.all([gate.stop(), closed]);
    options.onStopped(port);
    log?.debug({ port, dropped: ledger.dropped() }, 'egress.stopped');
  };
  return {
    proxyServer: `http://127.0.0.1:${port}`,
    connections: ledger.connections,
    droppedConnections: ledger.dropped,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

async function listen(server: Server): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ host: '127.0.0.1', port: 0 }, resolve);
  await promise;
  server.off('error', reject);
  return (server.address() as AddressInfo).port;
}
