import { ChangeLookups, Lookups, Problem, routePattern } from '@webhood/contract';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Authentication } from '../accounts/authentication.service.ts';
import { authorise } from '../accounts/authorisation.service.ts';
import type { LookupsService } from './lookups.service.ts';

interface LookupsRouteDeps {
  lookups: LookupsService;
  authentication: Authentication;
}

const tags = ['lookups'];

export function registerLookupsRoutes(
  instance: FastifyInstance,
  { lookups, authentication }: LookupsRouteDeps,
): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get(
    routePattern('lookups'),
    {
      schema: {
        tags,
        summary: 'Services outside that the console offers to ask about a value',
        response: { 200: Lookups, '4xx': Problem },
      },
    },
    async (request) =>
      lookups.read(authorise(await authentication.principal(request), 'lookups.read')),
  );

  app.put(
    routePattern('lookups'),
    {
      schema: {
        tags,
        summary: 'Change which services the console offers; null: those that come with Webhood',
        body: ChangeLookups,
        response: { 200: Lookups, '4xx': Problem },
      },
    },
    async (request) => {
      const may = authorise(await authentication.principal(request), 'lookups.manage');
      return lookups.change(may, request.body);
    },
  );
}
