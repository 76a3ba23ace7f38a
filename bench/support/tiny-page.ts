import { once } from 'node:events';
import { createServer } from 'node:http';

const PAGE = `<!doctype html>
<html lang="en">
<title>Tiny page</title>
<h1>Tiny page</h1>
<p><a href="/next">A link</a></p>
</html>
`;

/** The fixed input of the benchmarks: one small document on loopback, nothing else. */
export async function startTinyPage(): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const known = request.url === '/';
    response.writeHead(known ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
    response.end(known ? PAGE : '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
