import type { Server } from 'node:http';
import { WebSocketServer } from 'ws';

/** Answers every WebSocket message with itself, on this path of the site. */
export function echoSockets(server: Server, path: string): void {
  const sockets = new WebSocketServer({ server, path });
  sockets.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  });
}
