import type { FastifyInstance } from 'fastify';

interface RecordedRoute {
  method: string;
  segments: string[];
}

function matches(pattern: string[], path: string[]): boolean {
  return (
    pattern.length === path.length &&
    pattern.every((segment, i) => (segment.startsWith(':') ? path[i] !== '' : segment === path[i]))
  );
}

/**
 * The methods that a path takes. Fastify's router finds a route only for the right method, so
 * answering 405 needs a list of our own.
 */
export function recordRoutes(app: FastifyInstance): (url: string) => string[] {
  const routes: RecordedRoute[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    if (url.includes('*')) return;
    for (const each of [method].flat()) routes.push({ method: each, segments: url.split('/') });
  });
  return (url) => {
    const path = (url.split('?', 1)[0] ?? '/').split('/');
    const found = routes.filter(({ segments }) => matches(segments, path));
    return [...new Set(found.map(({ method }) => method))];
  };
}
