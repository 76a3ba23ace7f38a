import rateLimit, {
  type FastifyRateLimitStore,
  type FastifyRateLimitStoreCtor,
} from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from './app-error.ts';
import { createSharedCounter, type SharedCounter, type TakeShare } from './shared-counter.ts';

/** Far above what consoles and scripts of one address do; below what hurts. */
const MAX_PER_MINUTE = 6_000;
const MINUTE_MS = 60_000;
/** Addresses remembered at once; the least recent is forgotten first. */
const MAX_ADDRESSES = 10_000;

/** Counts one more request of its address. @throws AppError `rate_limited` past the limit */
export type CountRequest = (request: FastifyRequest) => Promise<void>;

/**
 * Counts every request of an address, at whichever server, but for routes whose config has
 * `rateLimit: false`. Those can count the requests that deserve it with what is returned, in the
 * same count.
 */
export async function limitRequests(app: FastifyInstance, take: TakeShare): Promise<CountRequest> {
  await app.register(rateLimit, {
    global: true,
    // `RateLimit-Limit`, `-Remaining` and `-Reset`.
    enableDraftSpec: true,
    max: MAX_PER_MINUTE,
    timeWindow: MINUTE_MS,
    store: sharedStore(take),
    errorResponseBuilder: (_request, { ttl }) => tooMany(ttl),
  });
  const count = app.createRateLimit();
  return async (request) => {
    const counted = await count(request);
    if (!counted.isAllowed && counted.isExceeded) throw tooMany(counted.ttl);
  };
}

function tooMany(waitMs: number): AppError {
  return new AppError('rate_limited', 'Too many requests from your address. Wait a little.', {
    retryAfterSeconds: Math.ceil(waitMs / 1_000),
  });
}

/** What the library gives a store of a route's own; its types say something else. */
const RouteOfOptions = z.object({ routeInfo: z.object({ method: z.string(), url: z.string() }) });

/** The library's store, on counts that all servers share; a route with a limit has its own. */
function sharedStore(take: TakeShare): FastifyRateLimitStoreCtor {
  return class Store implements FastifyRateLimitStore {
    readonly #scope: string;
    #count: SharedCounter | undefined;

    constructor(_options: unknown, scope = 'address') {
      this.#scope = scope;
    }

    incr: FastifyRateLimitStore['incr'] = (key, callback, windowMs, limit) => {
      this.#count ??= createSharedCounter({
        scope: this.#scope,
        limit,
        windowMs,
        keys: MAX_ADDRESSES,
        take,
      });
      this.#count(key).then(({ remaining, resetMs, isExceeded }) => {
        callback(null, { current: isExceeded ? limit + 1 : limit - remaining, ttl: resetMs });
      }, callback);
    };

    child: FastifyRateLimitStore['child'] = (options) => {
      const { method, url } = RouteOfOptions.parse(options).routeInfo;
      return new Store(undefined, `address ${method} ${url}`);
    };
  };
}
