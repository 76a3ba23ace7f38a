/**
 * SOCKS 5 with user name and password (RFC 1928, RFC 1929). Written here, and not left to a
 * library, because those tell a refused password from a refused host by the text of an error only.
 */
import type { Socket } from 'node:net';
import { addressBytes } from '@webhood/network-policy';
import type { Target } from '../target.ts';
import { createSocketReader, type SocketReader } from './socket-reader.ts';
import { type EgressError, HandshakeError } from './upstream-error.ts';

interface Credentials {
  username: string;
  password: string;
}

const VERSION = 5;
const NO_AUTHENTICATION = 0;
const USERNAME_PASSWORD = 2;
const NONE_ACCEPTABLE = 0xff;
const CONNECT = 1;
const ADDRESS = { ipv4: 1, name: 3, ipv6: 4 } as const;

/** RFC 1928 6, by number. Those of the target are the target's failures, not the proxy's. */
const REPLIES: Record<number, EgressError> = {
  1: 'connection_failed',
  2: 'proxy_refused',
  3: 'unreachable',
  4: 'unreachable',
  5: 'connection_refused',
  6: 'connect_timeout',
  7: 'proxy_refused',
  8: 'proxy_refused',
};

/** @throws HandshakeError */
export async function connectThroughSocks(
  socket: Socket,
  target: Target,
  credentials: Credentials | undefined,
): Promise<void> {
  const reader = createSocketReader(socket);
  await authenticate(socket, reader, credentials);
  socket.write(connectRequest(target));
  const [version, reply = 0, , type] = await reader.bytes(4);
  if (version !== VERSION) throw new HandshakeError('proxy_malformed');
  if (reply !== 0) throw new HandshakeError(REPLIES[reply] ?? 'proxy_refused');
  // The address that it says it is bound to: of no use here, but it stands before the data.
  await reader.bytes((await boundAddressBytes(reader, type)) + 2);
}

async function authenticate(
  socket: Socket,
  reader: SocketReader,
  credentials: Credentials | undefined,
): Promise<void> {
  const methods = credentials ? [NO_AUTHENTICATION, USERNAME_PASSWORD] : [NO_AUTHENTICATION];
  socket.write(Buffer.from([VERSION, methods.length, ...methods]));
  const [version, method] = await reader.bytes(2);
  if (version !== VERSION) throw new HandshakeError('proxy_malformed');
  if (method === NO_AUTHENTICATION) return;
  if (method === NONE_ACCEPTABLE) throw new HandshakeError('proxy_auth_failed');
  if (method !== USERNAME_PASSWORD || credentials === undefined) {
    throw new HandshakeError('proxy_malformed');
  }
  const { username, password } = credentials;
  socket.write(Buffer.concat([Buffer.from([1]), sized(username), sized(password)]));
  const [, status] = await reader.bytes(2);
  if (status !== 0) throw new HandshakeError('proxy_auth_failed');
}

function connectRequest({ host, port }: Target): Buffer {
  const portBytes = Buffer.alloc(2);
  portBytes.writeUInt16BE(port);
  return Buffer.concat([Buffer.from([VERSION, CONNECT, 0]), addressField(host), portBytes]);
}

/** A name is sent as a name: the proxy resolves it. */
function addressField(host: string): Buffer {
  const bare = host.replace(/^\[|\]$/g, '');
  const bytes = addressBytes(bare);
  if (bytes === undefined) return Buffer.concat([Buffer.from([ADDRESS.name]), sized(bare)]);
  const type = bytes.length === 4 ? ADDRESS.ipv4 : ADDRESS.ipv6;
  return Buffer.concat([Buffer.from([type]), bytes]);
}

/** Preceded by its length in one byte; what is longer than that cannot be said in SOCKS. */
function sized(text: string): Buffer {
  const value = Buffer.from(text);
  if (value.length > 255) throw new HandshakeError('proxy_refused');
  return Buffer.concat([Buffer.from([value.length]), value]);
}

async function boundAddressBytes(reader: SocketReader, type: number | undefined): Promise<number> {
  if (type === ADDRESS.ipv4) return 4;
  if (type === ADDRESS.ipv6) return 16;
  if (type !== ADDRESS.name) throw new HandshakeError('proxy_malformed');
  const [length = 0] = await reader.bytes(1);
  return length;
}
