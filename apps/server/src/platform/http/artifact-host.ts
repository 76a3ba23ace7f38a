/**
 * The host that serves evidence and nothing else. No session reaches it, since cookies belong to
 * the console's host; and what a page left, should it ever run there, finds no API beside it.
 */
import type { FastifyInstance } from 'fastify';
import { AppError } from './app-error.ts';

interface ArtifactHostDeps {
  origin: URL;
  /** The console's, whose scripts may read what is served. */
  externalUrl: URL;
  /** The pattern of the one route there. */
  route: string;
}

/** Call before whatever looks at credentials. */
export function setArtifactHostApart(app: FastifyInstance, deps: ArtifactHostDeps): void {
  const { origin, externalUrl, route } = deps;
  app.addHook('onRequest', async (request, reply) => {
    const isArtifactHost = request.host === origin.host;
    const isArtifact = request.routeOptions.url === route;
    if (isArtifactHost !== isArtifact) {
      throw new AppError('not_found', 'There is nothing at this address.');
    }
    if (!isArtifactHost) return;
    reply.headers({
      'access-control-allow-origin': externalUrl.origin,
      'access-control-expose-headers': 'content-length, content-range, retry-after',
      vary: 'origin',
    });
  });
  // Last, over what evidence has everywhere else: the console of another host draws it.
  app.addHook('onSend', async (request, reply) => {
    if (request.host === origin.host) reply.header('cross-origin-resource-policy', 'cross-origin');
  });
}
