import type { Server } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { AppError } from './app-error.ts';
import { inNetworks, type Network } from './networks.ts';

/** By the client's address as far as proxies are believed. An empty list lets everyone in. */
export function refuseOthers(app: FastifyInstance, allowed: Network[]): void {
  if (allowed.length === 0) return;
  app.addHook('onRequest', async (request) => {
    if (inNetworks(allowed, request.ip)) return;
    throw new AppError('forbidden', 'Your address is not allowed to connect.');
  });
}

/** By the socket's address, before anything is read from it: not even a TLS handshake is made. */
export function closeOthers(server: Server, allowed: Network[]): void {
  if (allowed.length === 0) return;
  server.on('connection', (socket) => {
    if (!inNetworks(allowed, socket.remoteAddress)) socket.destroy();
  });
}
