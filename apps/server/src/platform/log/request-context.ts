/** What every log line that is written while a request is handled tells of that request. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyInstance, FastifyRequest } from 'fastify';

export interface RequestContext {
  requestId: string;
}

const running = new AsyncLocalStorage<RequestContext>();

export const requestContext = (): RequestContext | undefined => running.getStore();

/** Before any other hook. A body is read on its socket's own time, so the context begins again. */
export function keepRequestContext(app: FastifyInstance): void {
  const enter = (request: FastifyRequest, _reply: unknown, done: () => void): void =>
    running.run({ requestId: request.id }, done);
  app.addHook('onRequest', enter);
  app.addHook('preValidation', enter);
}
