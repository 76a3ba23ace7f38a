/** Gives every new connection to the next of some ports, as a load balancer without memory does. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Balancer {
  port: number;
  /** Connections that each port was given. */
  given(): readonly number[];
  close(): Promise<void>;
}

export async function startBalancer(ports: () => readonly number[]): Promise<Balancer> {
  const sockets = new Set<Socket>();
  const given: number[] = [];
  let turn = 0;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    // Either side may go at any time; the other is told by the end of its connection.
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    const targets = ports();
    const index = turn++ % targets.length;
    given[index] = (given[index] ?? 0) + 1;
    const target = connect(targets[index] ?? 0, '127.0.0.1');
    keep(client);
    keep(target);
    client.pipe(target).pipe(client);
    client.on('close', () => target.destroy());
    target.on('close', () => client.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    given: () => given,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
