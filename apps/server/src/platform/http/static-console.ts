import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Hashed by the build: the name changes with the content. */
const IMMUTABLE = 'public, max-age=31536000, immutable';

const NOT_BUILT = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Webhood</title>
<h1>The console is not built</h1>
<p>The server runs and its API answers. To build the console, run <code>npm run build:console</code>
in Webhood's folder (or <code>npm start</code>, which does it) and reload this page.</p>
</html>
`;

/** Whether the request is for one of the console's own pages, which all are one file. */
function isPage({ method, url }: FastifyRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const path = url.split('?', 1)[0] ?? '';
  const isFile = path.startsWith('/assets/') || /\.[a-z0-9]{1,8}$/i.test(path);
  return !isFile && path !== '/api' && !path.startsWith('/api/');
}

/**
 * Answers addresses that are no route and no file with the console, which routes by itself.
 * Looks for the build each time, so that building it needs no restart.
 */
export function consolePages(dir: string) {
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined => {
    if (!isPage(request)) return undefined;
    reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8');
    if (!existsSync(join(dir, 'index.html'))) return reply.status(503).send(NOT_BUILT);
    return reply.sendFile('index.html', dir, { cacheControl: false });
  };
}

/** The files of the built console. Registered last: it takes every GET that is no route. */
export async function serveConsoleFiles(app: FastifyInstance, dir: string): Promise<void> {
  const page = consolePages(dir);
  // To the file plugin this is a folder, which it refuses.
  app.get('/', { schema: { hide: true } }, async (request, reply) => page(request, reply));
  await app.register(fastifyStatic, {
    root: dir,
    index: false,
    cacheControl: false,
    dotfiles: 'deny',
    // The build lays a `.br` beside each text file; nothing is compressed while somebody waits.
    preCompressed: true,
    schemaHide: true,
    setHeaders: (response, path) => {
      const immutable = path.startsWith(join(dir, 'assets/'));
      response.header('cache-control', immutable ? IMMUTABLE : 'no-cache');
      response.header('vary', 'accept-encoding');
    },
  });
}
