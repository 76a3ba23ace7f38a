import { Problem, Quota, routePattern } from '@webhood/contract';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Authentication } from '../accounts/authentication.service.ts';
import { authorise } from '../accounts/authorisation.service.ts';
import type { QuotaService } from './quota.service.ts';

interface QuotaRouteDeps {
  quotas: QuotaService;
  authentication: Authentication;
}

export function registerQuotaRoutes(app: FastifyInstance, deps: QuotaRouteDeps): void {
  const { quotas, authentication } = deps;
  app.withTypeProvider<ZodTypeProvider>().get(
    routePattern('meQuota'),
    {
      schema: {
        operationId: 'getOwnQuota',
        summary: 'How much you may still submit',
        tags: ['account'],
        response: { 200: Quota, '4xx': Problem },
      },
    },
    async (request) =>
      quotas.show(authorise(await authentication.principal(request), 'scans.read')),
  );
}
