import type { FastifyInstance } from 'fastify';
import { measureRequests } from '../../platform/http/metrics.ts';
import type { Authentication } from '../accounts/authentication.service.ts';
import { authorise } from '../accounts/authorisation.service.ts';

/** For Prometheus, which can send a token: what the server is doing is not for everyone. */
export function registerMetricsRoute(app: FastifyInstance, authentication: Authentication): void {
  const registry = measureRequests(app);
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    authorise(await authentication.principal(request), 'scans.read');
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}
