import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';

export interface Site {
  /** With a slash at the end. */
  url: string;
  close(): Promise<void>;
}

/** For tests: a web site on loopback. */
export async function startSite(listener: RequestListener): Promise<Site> {
  const server = createServer(listener).listen(0, '127.0.0.1');
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
