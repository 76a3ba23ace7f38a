/**
 * Counts the requests of each user and token as they are recognised, and tells them in
 * `RateLimit-*` headers, unless their address has less left.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../platform/http/app-error.ts';
import { type Counted, createWindowCounter } from '../../platform/http/window-counter.ts';
import type { Principal } from './authorisation.service.ts';
import type { RequestAuthentication } from './request-authentication.ts';

const MINUTE_MS = 60_000;
/** Users and tokens that ask within a minute. */
const MOST_CALLERS = 10_000;

export function limitCallers(
  app: FastifyInstance,
  authentication: RequestAuthentication,
  requestsPerMinute: number,
): RequestAuthentication {
  const count = createWindowCounter({
    limit: requestsPerMinute,
    windowMs: MINUTE_MS,
    keys: MOST_CALLERS,
  });
  // A request is counted once, however often it is asked whose it is.
  const counted = new WeakMap<FastifyRequest, Counted>();

  function countOnce(request: FastifyRequest, { kind, id }: Principal): void {
    if (counted.has(request)) return;
    const now = count(`${kind} ${id}`);
    counted.set(request, now);
    if (!now.isExceeded) return;
    throw new AppError('rate_limited', `You may ask ${now.limit} times a minute. Wait a little.`, {
      retryAfterSeconds: Math.ceil(now.resetMs / 1_000),
    });
  }

  app.addHook('onSend', async (request, reply) => {
    const now = counted.get(request);
    if (!now) return;
    const ofAddress = reply.getHeader('ratelimit-remaining');
    if (ofAddress !== undefined && Number(ofAddress) < now.remaining) return;
    reply.header('ratelimit-limit', now.limit);
    reply.header('ratelimit-remaining', now.remaining);
    reply.header('ratelimit-reset', Math.ceil(now.resetMs / 1_000));
  });

  return {
    ...authentication,
    principal: async (request) => {
      const principal = await authentication.principal(request);
      countOnce(request, principal);
      return principal;
    },
    session: async (request) => {
      const session = await authentication.session(request);
      countOnce(request, session.principal);
      return session;
    },
  };
}
