/** CONNECT to an HTTP proxy (RFC 9110 9.3.6). */
import type { Socket } from 'node:net';
import type { Target } from '../target.ts';
import { createSocketReader } from './socket-reader.ts';
import { type EgressError, HandshakeError } from './upstream-error.ts';

/** Proxies answer with a line and a few headers; only a hostile one sends more. */
const HEAD_BYTES = 32 * 1024;
const STATUS_LINE = /^HTTP\/1\.[01] (\d{3})(?: |\r\n)/;

/** @throws HandshakeError */
export async function connectThroughHttp(
  socket: Socket,
  { host, port }: Target,
  authorization: string | undefined,
): Promise<void> {
  const authority = `${host}:${port}`;
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`];
  if (authorization !== undefined) lines.push(`Proxy-Authorization: ${authorization}`);
  socket.write(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  const reader = createSocketReader(socket);
  for (;;) {
    const head = await reader.until('\r\n\r\n', HEAD_BYTES);
    const [, digits] = STATUS_LINE.exec(head.toString('latin1')) ?? [];
    const status = Number(digits);
    // RFC 9110 15.2: any number of interim answers may come before the final one.
    if (status >= 100 && status < 200 && status !== 101) continue;
    if (status >= 200 && status < 300) return;
    throw new HandshakeError(errorOf(status));
  }
}

function errorOf(status: number): EgressError {
  if (Number.isNaN(status) || status < 300) return 'proxy_malformed';
  if (status === 407) return 'proxy_auth_failed';
  // The proxy took the request, and had no luck with the server either.
  if (status === 502 || status === 503) return 'connection_failed';
  return status === 504 ? 'connect_timeout' : 'proxy_refused';
}
