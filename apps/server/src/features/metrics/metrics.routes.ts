import type { FastifyInstance } from 'fastify';
import { Gauge } from 'prom-client';
import { measureRequests } from '../../platform/http/metrics.ts';
import { certificateEnd } from '../../platform/tls/expiry.ts';
import type { Authentication } from '../accounts/authentication.service.ts';
import { authorise } from '../accounts/authorisation.service.ts';
import { measureQueue, type QueueFigures } from './queue-metrics.ts';

interface MetricsDeps {
  authentication: Pick<Authentication, 'principal'>;
  /** Whose end is told. */
  certFile: string;
  readQueueFigures: () => Promise<QueueFigures>;
}

/** For Prometheus, which can send a token: what the server is doing is not for everyone. */
export function registerMetricsRoute(
  app: FastifyInstance,
  { authentication, certFile, readQueueFigures }: MetricsDeps,
): void {
  const registry = measureRequests(app);
  const ends = new Gauge({
    name: 'webhood_tls_certificate_end_seconds',
    help: 'When the certificate of this server ends, in seconds since 1970; absent where there is none.',
    registers: [registry],
    async collect() {
      try {
        ends.set((await certificateEnd(certFile)).getTime() / 1_000);
      } catch {
        // Not there, or being written: the log says so where it stays so.
        ends.reset();
      }
    },
  });
  const refreshQueue = measureQueue(registry, readQueueFigures);
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    authorise(await authentication.principal(request), 'scans.read');
    await refreshQueue();
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}
