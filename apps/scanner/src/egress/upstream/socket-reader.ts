import type { Socket } from 'node:net';
import { HandshakeError } from './upstream-error.ts';

/** Reads what a proxy says before its socket becomes the page's. */
export interface SocketReader {
  bytes(count: number): Promise<Buffer>;
  /** Up to and with `ending`. Of a longer text nothing is kept. */
  until(ending: string, longestBytes: number): Promise<Buffer>;
}

/**
 * Takes from the socket only what was asked for, so that what follows is still to be read by its
 * next owner. Ends with a `HandshakeError` when the other end closes first.
 */
export function createSocketReader(socket: Socket): SocketReader {
  return {
    bytes: (count) => take(socket, (got) => (got.length >= count ? count : undefined)),
    until: (ending, longestBytes) =>
      take(socket, (got) => {
        const at = got.indexOf(ending);
        if (at !== -1) return at + ending.length;
        if (got.length > longestBytes) throw new HandshakeError('proxy_malformed');
        return undefined;
      }),
  };
}

async function take(
  socket: Socket,
  lengthIn: (got: Buffer) => number | undefined,
): Promise<Buffer> {
  let got: Buffer = Buffer.alloc(0);
  for (;;) {
    const chunk = (socket.read() as Buffer | null) ?? (await nextChunk(socket));
    got = Buffer.concat([got, chunk]);
    const length = lengthIn(got);
    if (length === undefined) continue;
    if (got.length > length) socket.unshift(got.subarray(length));
    return got.subarray(0, length);
  }
}

/** By `readable`, not `data`: the next owner finds the socket as if nobody had listened. */
async function nextChunk(socket: Socket): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const onEnd = () => reject(new HandshakeError('proxy_malformed'));
  const onReadable = () => {
    const chunk = socket.read() as Buffer | null;
    if (chunk !== null) resolve(chunk);
  };
  socket.on('readable', onReadable);
  socket.once('end', onEnd);
  socket.once('close', onEnd);
  if (socket.destroyed || socket.readableEnded) onEnd();
  try {
    return await promise;
  } finally {
    socket.off('readable', onReadable);
    socket.off('end', onEnd);
    socket.off('close', onEnd);
  }
}
