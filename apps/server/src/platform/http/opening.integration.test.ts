import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { createOpening } from './opening.ts';

test('nobody is served before the opening, everybody after it', async () => {
  const served: string[] = [];
  const opening = createOpening((request, response) => {
    served.push(request.url ?? '');
    response.end('served');
  });
  const server = createServer(opening.handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);

  const early = await ask('/early');
  expect(early.status).toBe(503);
  expect(early.headers.get('retry-after')).toBe('1');
  expect(await early.json()).toMatchObject({ code: 'unavailable', status: 503 });
  opening.open();
  expect(await (await ask('/late')).text()).toBe('served');
  expect(served).toEqual(['/late']);

  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});
