import {
  Problem,
  routePattern,
  SecurityChecklist,
  SecurityChecklistQuery,
} from '@webhood/contract';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Authentication } from '../accounts/authentication.service.ts';
import { authorise } from '../accounts/authorisation.service.ts';
import type { SecurityChecklistService } from './security-checklist.service.ts';

interface SecurityChecklistRouteDeps {
  checklist: SecurityChecklistService;
  authentication: Authentication;
}

export function registerSecurityChecklistRoutes(
  instance: FastifyInstance,
  { checklist, authentication }: SecurityChecklistRouteDeps,
): void {
  instance.withTypeProvider<ZodTypeProvider>().get(
    routePattern('security'),
    {
      schema: {
        tags: ['security'],
        summary:
          'The security checklist, checked on the server that answers: now, or within maxAge',
        querystring: SecurityChecklistQuery,
        response: { 200: SecurityChecklist, '4xx': Problem },
      },
    },
    async (request) =>
      checklist.check(
        authorise(await authentication.principal(request), 'security.read'),
        request.query.maxAge * 1_000,
      ),
  );
}
