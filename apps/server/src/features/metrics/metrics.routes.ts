import type { FastifyInstance } from 'fastify';
import { Gauge, type Registry } from 'prom-client';
import { certificateEnd } from '../../platform/tls/expiry.ts';
import type { Authentication } from '../accounts/authentication.service.ts';
import { authorise } from '../accounts/authorisation.service.ts';
import { measureQueue, type QueueFigures, type ScannerFigures } from './queue-metrics.ts';

interface MetricsDeps {
  authentication: Pick<Authentication, 'principal'>;
  registry: Registry;
  /** Whose end is told. */
  certFile: string;
  readQueueFigures: () => Promise<QueueFigures>;
  readScannerFigures: () => Promise<ScannerFigures[]>;
  /** Brings up to date what is only looked at. */
  refresh: () => void;
}

/** For Prometheus, which can send a token: what the server is doing is not for everyone. */
export function registerMetricsRoute(app: FastifyInstance, deps: MetricsDeps): void {
  const { authentication, registry, readQueueFigures, readScannerFigures } = deps;
  tellCertificateEnd(registry, deps.certFile);
  const refreshQueue = measureQueue(registry, {
    queue: readQueueFigures,
    scanners: readScannerFigures,
  });
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    authorise(await authentication.principal(request), 'scans.read');
    await refreshQueue();
    deps.refresh();
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}

function tellCertificateEnd(registry: Registry, certFile: string): void {
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
}
