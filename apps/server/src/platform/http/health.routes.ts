import { ROUTES } from '@webhood/contract';
import type { FastifyInstance } from 'fastify';
import { AppError } from './app-error.ts';

/** `/healthz`: the process answers. `/readyz`: so does its database, whose schema is ours. */
export function registerHealthRoutes(
  app: FastifyInstance,
  { isReady }: { isReady(): Promise<boolean> },
): void {
  const options = { schema: { hide: true }, config: { rateLimit: false } };
  app.get(ROUTES.healthz, options, async () => ({ status: 'ok' }));
  app.get(ROUTES.readyz, options, async () => {
    if (await isReady()) return { status: 'ready' };
    throw new AppError('unavailable', 'The database does not answer.', { retryAfterSeconds: 2 });
  });
}
