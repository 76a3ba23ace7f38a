import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Hashed by the build: the name changes with the content. */
const IMMUTABLE = 'public, max-age=31536000, immutable';

const NOT_BUILT = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Webhood</title>
<h1>The console is not built</h1>
<p>The server runs and its API answers. To build the console, run <code>npm run build:console</code>
in Webhood's folder (or <code>npm start</code>, which does it) and reload this page.</p>
`;

export interface ConsoleFiles {
  /** Answers a console address: every path that is no file is one of the console's own pages. */
  sendPage(reply: FastifyReply): FastifyReply;
}

/** Serves the built console from `dir`. Looks for it at each page, so that a build needs no restart. */
export async function serveConsole(app: FastifyInstance, dir: string): Promise<ConsoleFiles> {
  const isBuilt = () => existsSync(join(dir, 'index.html'));
  const sendPage = (reply: FastifyReply): FastifyReply => {
    reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8');
    if (!isBuilt()) return reply.status(503).send(NOT_BUILT);
    return reply.sendFile('index.html', dir, { cacheControl: false });
  };
  await app.register(fastifyStatic, {
    root: dir,
    wildcard: true,
    index: false,
    cacheControl: false,
    dotfiles: 'deny',
    globIgnore: ['**/*.map'],
    setHeaders: (response, path) => {
      const immutable = path.startsWith(join(dir, 'assets/'));
      response.header('cache-control', immutable ? IMMUTABLE : 'no-cache');
    },
  });
  return { sendPage };
}
