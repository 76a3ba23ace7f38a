/** A TCP relay that can be told to misbehave, between a client and a port of this machine. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * `passing`; `half_open`: connections stay open and nothing gets through any more, either way;
 * `refusing`: every new connection is reset; `deaf`: what the client sends arrives, what is answered does not; `slow`: bytes a second each way.
 */
export type Behaviour =
  | { kind: 'passing' | 'half_open' | 'deaf' | 'refusing' }
  | { kind: 'slow'; rate: number };

export interface TcpProxy {
  port: number;
  /** For the connections that there are and those to come. */
  behave(behaviour: Behaviour): void;
  /** Resets every connection. */
  cut(): void;
  /** Bytes that clients have sent since the last change of behaviour. */
  received(): number;
  close(): Promise<void>;
}

/** How often a slow link passes on what it may. */
const SLICE_MS = 20;

export async function createTcpProxy(targetPort: number): Promise<TcpProxy> {
  let behaviour: Behaviour = { kind: 'passing' };
  let received = 0;
  const sockets = new Set<Socket>();

  const keep = (socket: Socket): void => {
    sockets.add(socket);
    // Broken connections are what it is for.
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  };

  const relay = (from: Socket, to: Socket, isAnswer: boolean): void => {
    /** What is still on its way over a slow link. */
    let pending = Promise.resolve();
    from.on('data', (bytes: Buffer) => {
      if (!isAnswer) received += bytes.length;
      if (behaviour.kind === 'half_open' || (behaviour.kind === 'deaf' && isAnswer)) return;
      if (behaviour.kind !== 'slow') {
        to.write(bytes);
        return;
      }
      from.pause();
      pending = trickle(bytes, behaviour.rate, to).then(() => void from.resume());
    });
    from.on('end', () => {
      if (behaviour.kind !== 'half_open') void pending.then(() => to.end());
    });
    from.on('close', () => {
      if (behaviour.kind !== 'half_open') void pending.then(() => to.destroySoon());
    });
  };

  const server = createServer((client) => {
    if (behaviour.kind === 'refusing') {
      client.resetAndDestroy();
      return;
    }
    const target = connect(targetPort, '127.0.0.1');
    keep(client);
    keep(target);
    relay(client, target, false);
    relay(target, client, true);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    behave: (next) => {
      behaviour = next;
      received = 0;
    },
    cut: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    received: () => received,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function trickle(bytes: Buffer, rate: number, to: Socket): Promise<void> {
  const slice = Math.max(1, Math.floor((rate * SLICE_MS) / 1_000));
  for (let at = 0; at < bytes.length && !to.destroyed; at += slice) {
    to.write(bytes.subarray(at, at + slice));
    await new Promise((resolve) => setTimeout(resolve, SLICE_MS));
  }
}
