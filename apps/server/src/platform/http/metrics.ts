import type { FastifyInstance } from 'fastify';

type ObserveRequest = (
  labels: { method: string; route: string; status: string },
  seconds: number,
) => void;

/** Every answer by its route's pattern: never by path, which has no bound. */
export function measureRequests(app: FastifyInstance, observe: ObserveRequest): void {
  app.addHook('onResponse', async (request, reply) => {
    observe(
      {
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: String(reply.statusCode),
      },
      reply.elapsedTime / 1_000,
    );
  });
}
