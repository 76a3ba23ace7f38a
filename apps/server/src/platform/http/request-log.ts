import type { FastifyInstance } from 'fastify';

/** One line per answer. The route's pattern stands for the path: queries and ids may be secret. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    request.log.debug(
      {
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime),
      },
      'request.answered',
    );
  });
}
