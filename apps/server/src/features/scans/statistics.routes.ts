import { Problem, routePattern, Statistics, StatisticsQuery } from '@webhood/contract';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Authentication } from '../accounts/authentication.service.ts';
import { authorise } from '../accounts/authorisation.service.ts';
import type { StatisticsService } from './statistics.service.ts';

interface StatisticsRouteDeps {
  statistics: StatisticsService;
  authentication: Authentication;
}

export function registerStatisticsRoutes(app: FastifyInstance, deps: StatisticsRouteDeps): void {
  const { statistics, authentication } = deps;
  app.withTypeProvider<ZodTypeProvider>().get(
    routePattern('stats'),
    {
      schema: {
        operationId: 'getStatistics',
        summary: 'What happened to the scans of the last hours that you may see',
        tags: ['search'],
        querystring: StatisticsQuery,
        response: { 200: Statistics, '4xx': Problem, 503: Problem },
      },
    },
    async (request) => {
      const by = authorise(await authentication.principal(request), 'scans.read');
      return statistics.show(by, request.query);
    },
  );
}
