import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from './app-error.ts';

/** Far above what consoles and scripts of one address do; below what hurts. */
const MAX_PER_MINUTE = 6_000;
const MINUTE_MS = 60_000;
/** Addresses remembered at once; the least recent is forgotten first. */
const MAX_ADDRESSES = 10_000;

/** Counts one more request of its address. @throws AppError `rate_limited` past the limit */
export type CountRequest = (request: FastifyRequest) => Promise<void>;

/**
 * Counts every request of an address, but for routes whose config has `rateLimit: false`. Those
 * can count the requests that deserve it with what is returned, in the same count.
 */
export async function limitRequests(app: FastifyInstance): Promise<CountRequest> {
  await app.register(rateLimit, {
    global: true,
    // `RateLimit-Limit`, `-Remaining` and `-Reset`.
    enableDraftSpec: true,
    max: MAX_PER_MINUTE,
    timeWindow: MINUTE_MS,
    cache: MAX_ADDRESSES,
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
