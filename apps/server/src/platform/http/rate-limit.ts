import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { AppError } from './app-error.ts';

/** Far above what consoles and scripts of one address do; below what hurts. */
const MAX_PER_MINUTE = 6_000;
const MINUTE_MS = 60_000;
/** Addresses remembered at once; the least recent is forgotten first. */
const MAX_ADDRESSES = 10_000;

/** During a scan thousands of small blobs are uploaded a minute, each with the job's token. */
const UNLIMITED_PREFIX = '/api/scanner/v1/jobs/';

export async function limitRequests(app: FastifyInstance): Promise<void> {
  await app.register(rateLimit, {
    global: true,
    max: MAX_PER_MINUTE,
    timeWindow: MINUTE_MS,
    cache: MAX_ADDRESSES,
    allowList: (request) => request.url.startsWith(UNLIMITED_PREFIX),
    errorResponseBuilder: (_request, { ttl }) =>
      new AppError('rate_limited', 'Too many requests from your address. Wait a little.', {
        retryAfterSeconds: Math.ceil(ttl / 1_000),
      }),
  });
}
