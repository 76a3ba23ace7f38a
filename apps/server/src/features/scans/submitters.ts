import type { FastifyRequest } from 'fastify';
import type { Authentication } from '../accounts/authentication.service.ts';
import { type Authorised, authorise } from '../accounts/authorisation.service.ts';

/** The longest URL, all options at their bounds, and room for JSON's escapes. */
export const SUBMISSION_BYTES = 64 * 1024;

/**
 * Who submits, known before the body is read: a stranger learns nothing of what it should have
 * been.
 */
export function submitters(authentication: Pick<Authentication, 'principal'>) {
  const known = new WeakMap<FastifyRequest, Authorised<'scans.create'>>();
  return {
    preParsing: async (request: FastifyRequest): Promise<void> => {
      known.set(request, authorise(await authentication.principal(request), 'scans.create'));
    },
    submitterOf: (request: FastifyRequest): Authorised<'scans.create'> => {
      const by = known.get(request);
      if (!by) throw new Error('The route lacks its hook.');
      return by;
    },
  };
}
