/**
 * Counts the requests of each user and token as they are recognised, at whichever server, and tells
 * them in `RateLimit-*` headers, unless their address has less left.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../platform/http/app-error.ts';
import {
  type Counted,
  createSharedCounter,
  type TakeShare,
} from '../../platform/http/shared-counter.ts';
import type { Principal } from './authorisation.service.ts';
import type { RequestAuthentication } from './request-authentication.ts';

const MINUTE_MS = 60_000;
/** Users and tokens that ask within a minute. */
const MOST_CALLERS = 10_000;

export function limitCallers(
  app: FastifyInstance,
  authentication: RequestAuthentication,
  { requestsPerMinute, take }: { requestsPerMinute: number; take: TakeShare },
): RequestAuthentication {
  const count = createSharedCounter({
    scope: 'caller',
    limit: requestsPerMinute,
    windowMs: MINUTE_MS,
    keys: MOST_CALLERS,
    take,
  });
  // A request is counted once, however often it is asked whose it is.
  const counted = new WeakMap<FastifyRequest, Promise<Counted>>();

  async function countOnce(request: FastifyRequest, { kind, id }: Principal): Promise<void> {
    if (counted.has(request)) return;
    const counting = count(`${kind} ${id}`);
    counted.set(request, counting);
    const { isExceeded, limit, resetMs } = await counting;
    if (!isExceeded) return;
    throw new AppError('rate_limited', `You may ask ${limit} times a minute. Wait a little.`, {
      retryAfterSeconds: Math.ceil(resetMs / 1_000),
    });
  }

  app.addHook('onSend', async (request, reply) => {
    const now = await counted.get(request);
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
      await countOnce(request, principal);
      return principal;
    },
    session: async (request) => {
      const session = await authentication.session(request);
      await countOnce(request, session.principal);
      return session;
    },
  };
}
