import type { Server } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { AppError } from './app-error.ts';
import { inNetworks, type Network } from './networks.ts';

/**
 * Lets only these networks in. Where nothing sits in front, others do not even get a TLS
 * handshake; behind a proxy the address is known only once the request has been read.
 */
export function allowOnly(app: FastifyInstance, allowed: Network[], proxies: Network[]): void {
  if (allowed.length === 0) return;
  closeOthers(app.server, [...allowed, ...proxies]);
  app.addHook('onRequest', async (request) => {
    if (!inNetworks(allowed, request.ip)) {
      throw new AppError('forbidden', 'Your address is not allowed to connect.');
    }
  });
}

/** For any listening server, before anything is read from the connection. */
export function closeOthers(server: Server, allowed: Network[]): void {
  if (allowed.length === 0) return;
  server.on('connection', (socket) => {
    if (!inNetworks(allowed, socket.remoteAddress)) socket.destroy();
  });
}
