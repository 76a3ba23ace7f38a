/**
 * Upstream proxies for tests, on loopback. The SOCKS one is an implementation of others; the HTTP
 * one is Node's server. Both resolve every name to 127.0.0.1: a name that a test scans exists
 * nowhere else, so that a page arrives only if the proxy resolved it.
 */
import { once } from 'node:events';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  isIP,
  type Socket,
} from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createSocksServer } from '@pondwader/socks5-server';

export interface UpstreamProxy {
  port: number;
  /** `host:port` of every request that it took. */
  asked: string[];
  /** Head of every request as it came. */
  heads: { url: string; headers: IncomingMessage['headers'] }[];
  /** Connections accepted so far. */
  visits(): number;
  close(): Promise<void>;
}

export interface UpstreamProxyOptions {
  credentials?: { username: string; password: string };
  tls?: { key: string; cert: string };
  /** Answers every CONNECT with this status. */
  connectStatus?: number;
}

const addressOf = (host: string) => (isIP(host) === 0 ? '127.0.0.1' : host);

export async function startHttpProxy(options: UpstreamProxyOptions = {}): Promise<UpstreamProxy> {
  const server = options.tls ? createHttpsServer(options.tls) : createHttpServer();
  const seen: Pick<UpstreamProxy, 'asked' | 'heads'> = { asked: [], heads: [] };
  const isAllowed = (incoming: IncomingMessage) => {
    const { headers, url = '' } = incoming;
    seen.heads.push({ url, headers });
    if (!options.credentials) return true;
    const { username, password } = options.credentials;
    const token = Buffer.from(`${username}:${password}`).toString('base64');
    return headers['proxy-authorization'] === `Basic ${token}`;
  };
  server.on('request', (incoming, response) => {
    if (!isAllowed(incoming)) response.writeHead(407, CHALLENGE).end();
    else passOn(incoming, response, seen.asked);
  });
  server.on('connect', (incoming, client) => {
    client.on('error', () => client.destroy());
    const status = isAllowed(incoming) ? (options.connectStatus ?? 200) : 407;
    if (status === 200) openTunnel(incoming, client, seen.asked);
    else client.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
  });
  return { ...seen, ...(await listening(server)) };
}

const CHALLENGE = { 'Proxy-Authenticate': 'Basic realm="test"', 'Content-Length': '0' };

function passOn(incoming: IncomingMessage, response: ServerResponse, asked: string[]): void {
  const url = new URL(incoming.url ?? '');
  asked.push(`${url.hostname}:${url.port}`);
  const headers = { ...incoming.headers };
  delete headers['proxy-authorization'];
  const outgoing = request(
    {
      host: addressOf(url.hostname),
      port: url.port,
      path: url.pathname + url.search,
      method: incoming.method,
      headers,
    },
    (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.rawHeaders);
      reply.pipe(response);
    },
  );
  outgoing.on('error', () => response.writeHead(502).end());
  incoming.pipe(outgoing);
}

function openTunnel(incoming: IncomingMessage, client: Duplex, asked: string[]): void {
  const url = new URL(`http://${incoming.url}`);
  asked.push(`${url.hostname}:${url.port || 80}`);
  const outgoing = connect({ host: addressOf(url.hostname), port: Number(url.port || 80) });
  outgoing.on('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
  outgoing.once('connect', () => {
    client.write('HTTP/1.1 200 OK\r\nVia: test\r\n\r\n');
    client.pipe(outgoing).pipe(client);
  });
  client.once('close', () => outgoing.destroy());
}

export async function startSocksProxy(
  options: Pick<UpstreamProxyOptions, 'credentials'> & { refusesPort?: number } = {},
): Promise<UpstreamProxy> {
  const { credentials } = options;
  const socks = createSocksServer(credentials ? { auth: credentials } : {});
  const asked: string[] = [];
  socks.setRulesetValidator(({ destPort }) => destPort !== options.refusesPort);
  socks.setConnectionHandler((connection, sendStatus) => {
    const { destAddress: host, destPort: port, socket } = connection;
    asked.push(`${host}:${port}`);
    const outgoing = connect({ host: addressOf(host), port });
    outgoing.once('connect', () => {
      sendStatus('REQUEST_GRANTED');
      socket.pipe(outgoing).pipe(socket);
    });
    outgoing.once('error', () => {
      sendStatus('CONNECTION_REFUSED');
      socket.end();
    });
    socket.once('close', () => outgoing.destroy());
  });
  const server = createTcpServer((socket) => void socks._handleConnection(socket));
  return { asked, heads: [], ...(await listening(server)) };
}

/** A server that answers whatever is said to it with these bytes. */
export async function startSayingProxy(says: string | Buffer): Promise<UpstreamProxy> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => socket.write(says));
  });
  return { asked: [], heads: [], ...(await listening(server)) };
}

async function listening(server: Server | ReturnType<typeof createTcpServer>) {
  const sockets = new Set<Socket>();
  let visits = 0;
  server.on('connection', (socket: Socket) => {
    visits += 1;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    visits: () => visits,
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
