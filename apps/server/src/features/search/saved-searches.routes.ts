import { Problem, routePattern, SavedSearch, SaveSearch } from '@webhood/contract';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Authentication } from '../accounts/authentication.service.ts';
import { authorise } from '../accounts/authorisation.service.ts';
import type { SavedSearchService } from './saved-searches.service.ts';

interface SavedSearchRouteDeps {
  savedSearches: SavedSearchService;
  authentication: Authentication;
}

const tags = ['search'];

export function registerSavedSearchRoutes(app: FastifyInstance, deps: SavedSearchRouteDeps): void {
  const { savedSearches, authentication } = deps;
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    routePattern('savedSearches'),
    {
      schema: {
        tags,
        summary: 'Searches that you keep, by name',
        response: { 200: SavedSearch.array(), '4xx': Problem },
      },
    },
    async (request) =>
      savedSearches.list(authorise(await authentication.principal(request), 'scans.read')),
  );

  routes.post(
    routePattern('savedSearches'),
    {
      schema: {
        tags,
        summary: 'Keep a search under a name',
        body: SaveSearch,
        response: { 200: SavedSearch, '4xx': Problem },
      },
    },
    async (request) => {
      const by = authorise(await authentication.principal(request), 'scans.read');
      return savedSearches.save(by, request.body);
    },
  );

  routes.delete(
    routePattern('savedSearch'),
    {
      schema: {
        tags,
        summary: 'Forget a search that you keep',
        params: z.object({ searchId: z.string().max(64) }),
        response: { 204: z.null(), '4xx': Problem },
      },
    },
    async (request, reply) => {
      const by = authorise(await authentication.principal(request), 'scans.read');
      await savedSearches.remove(by, request.params.searchId);
      return reply.status(204).send(null);
    },
  );
}
