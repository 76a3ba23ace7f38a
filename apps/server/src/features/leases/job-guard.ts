/** Who may make the calls about one job: whoever has its token. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError, notFound } from '../../platform/http/app-error.ts';
import { tokenFromHeaders } from '../../platform/http/bearer.ts';
import type { CountRequest } from '../../platform/http/rate-limit.ts';
import type { Job, LeaseService } from './lease.service.ts';

export const JobParams = z.object({
  scanId: z.string().min(1).max(64),
  attempt: z.coerce.number().int().min(1).max(1_000_000),
});

/** The protocol's section of the API document. */
export const tags = ['lease protocol'];

/**
 * A scan may upload thousands of small blobs a minute, each with the job's token, so a call with
 * the right token is not limited; `jobGuard` counts those with a wrong one.
 */
export const unlimited = { rateLimit: false } as const;

export interface JobCallDeps {
  leases: LeaseService;
  /** Of a call about a job that its token is not good for. */
  countRefusal: CountRequest;
}

/** The job token is checked before a body is read, and the proof is kept for the handler. */
export function jobGuard({ leases, countRefusal }: JobCallDeps) {
  const jobs = new WeakMap<FastifyRequest, Job>();

  async function authorise(request: FastifyRequest): Promise<Job> {
    // Before validation, so the parameters are still text.
    const params = JobParams.safeParse(request.params);
    if (!params.success) throw notFound('job');
    const { scanId, attempt } = params.data;
    return leases.authorise({ scanId, attempt }, tokenFromHeaders(request.headers));
  }

  return {
    onRequest: async (request: FastifyRequest): Promise<void> => {
      try {
        jobs.set(request, await authorise(request));
      } catch (error) {
        // Anything else is a fault of ours, and does not tell a right token from a wrong one.
        if (error instanceof AppError) await countRefusal(request);
        throw error;
      }
    },
    jobOf: (request: FastifyRequest): Job => {
      const job = jobs.get(request);
      if (!job) throw new Error('The route lacks the guard.');
      return job;
    },
  };
}
