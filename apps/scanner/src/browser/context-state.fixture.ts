/**
 * A site for tests of what a browser context keeps: one name and one port that answer both with TLS
 * and without, so that it shows in which of the two ways a browser came, and a browser that trusts
 * its certificate. Chromium remembers nothing that a server with a bad certificate asks it to.
 */
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createSelfSigned } from '../../../../test/sites/certificate.ts';

/** A name, since Chromium keeps nothing of this kind for addresses and `localhost`. */
export const NAME = 'keeps-state.com';

const TLS_HANDSHAKE = 22;

export interface StateSite {
  port: number;
  /** Paths in the order they were asked for. */
  requests: string[];
  /** Connections to the port that is offered as another way to the same site. */
  detours(): number;
  /** The path of a browser that trusts this site. */
  trusting(chromePath: string): string;
  close(): Promise<void>;
}

export async function startStateSite(): Promise<StateSite> {
  const folder = mkdtempSync(join(tmpdir(), 'webhood-state-'));
  // The browser runs as another user.
  chmodSync(folder, 0o755);
  const { key, cert } = await createSelfSigned([NAME], new Date());
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  let detours = 0;
  const listen = async (onSocket: (socket: Socket) => void) => {
    const server = createTcpServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => sockets.delete(socket));
      onSocket(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { server, port: (server.address() as AddressInfo).port };
  };

  const detour = await listen(() => {
    detours += 1;
  });
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    requests.push(request.url ?? '');
    answerPage(request, response, detour.port);
  };
  const plain = createServer(answer);
  const secure = createTlsServer({ key, cert }, answer);
  const main = await listen((socket) => {
    socket.once('readable', () => {
      const first: Buffer | null = socket.read(1);
      if (first === null) return;
      socket.unshift(first);
      (first[0] === TLS_HANDSHAKE ? secure : plain).emit('connection', socket);
    });
  });

  return {
    port: main.port,
    requests,
    detours: () => detours,
    trusting(chromePath) {
      // The name tells the two builds apart.
      const path = join(folder, basename(chromePath));
      const flags = `--ignore-certificate-errors-spki-list=${publicKeyHash(cert)}`;
      writeFileSync(path, `#!/bin/sh\nexec '${chromePath}' ${flags} "$@"\n`, { mode: 0o755 });
      return path;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      for (const { server } of [main, detour]) {
        const closed = once(server, 'close');
        server.close();
        await closed;
      }
      rmSync(folder, { recursive: true });
    },
  };
}

const HINT = 'Sec-CH-UA-Full-Version-List';

function answerPage(
  { url, headers, socket }: IncomingMessage,
  response: ServerResponse,
  detourPort: number,
): void {
  response.setHeader('content-type', 'text/html');
  if (url === '/plant') {
    response.setHeader('strict-transport-security', 'max-age=86400');
    response.setHeader('accept-ch', HINT);
    response.setHeader('critical-ch', HINT);
    response.setHeader('alt-svc', `h2=":${detourPort}"; ma=86400, h3=":${detourPort}"; ma=86400`);
  }
  if (url === '/icon') {
    response.setHeader('cache-control', 'max-age=86400');
    response.setHeader('content-type', 'image/svg+xml');
    response.end('<svg xmlns="http://www.w3.org/2000/svg"/>');
    return;
  }
  if (url === '/shared.js') {
    response.setHeader('content-type', 'text/javascript');
    response.end('let n = 0; onconnect = ({ ports: [port] }) => port.postMessage(++n);');
    return;
  }
  // A connection for each answer, so that whatever is asked needs the name's address again.
  if (url === '/fresh') response.setHeader('connection', 'close');
  response.setHeader('cache-control', 'no-store');
  const isHinted = HINT.toLowerCase() in headers;
  const way = 'encrypted' in socket ? 'https' : 'http';
  response.end(
    `<!DOCTYPE html><title>State</title><link rel="icon" href="/icon"><style>
      body { margin: 0 } a { display: block; width: 100vw; height: 100vh; background: #fff }
      a:visited { background: #f00 }</style><a href="/visited"></a>
      <script>var way = '${way}', isHinted = ${isHinted};</script>`,
  );
}

/** As Chromium's flag wants it: SHA-256 of the public key, in base64. */
function publicKeyHash(cert: string): string {
  const key = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('base64');
}
