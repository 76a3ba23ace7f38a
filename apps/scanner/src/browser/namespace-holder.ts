/**
 * Run inside a browser's network namespace, and ends with the scanner that started it. Opens
 * listening sockets there and hands them out: a socket belongs to the namespace that it was made
 * in, so the scanner accepts the browser's connections itself and nothing copies their bytes.
 */
import { createServer } from 'node:net';

/** `nobody` on Linux. What this process needed root for is done by now. */
const UNPRIVILEGED_ID = 65_534;

if (process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(UNPRIVILEGED_ID);
  process.setuid?.(UNPRIVILEGED_ID);
}

process.on('disconnect', () => process.exit(0));
process.on('message', (request: { id: number }) => {
  const server = createServer();
  server.once('error', (error) => process.send?.({ id: request.id, fault: error.message }));
  server.listen({ host: '127.0.0.1', port: 0 }, () => {
    // Closed here at once: two processes that accept from one socket would share its connections.
    process.send?.({ id: request.id }, server, {}, () => server.close());
  });
});
