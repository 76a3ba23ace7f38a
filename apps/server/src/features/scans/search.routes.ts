import {
  FacetQuery,
  Problem,
  routePattern,
  SearchFacets,
  SearchPage,
  SearchQuery,
  Suggestion,
  SuggestionQuery,
} from '@webhood/contract';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Authentication } from '../accounts/authentication.service.ts';
import { authorise } from '../accounts/authorisation.service.ts';
import type { ScanService } from './scan.service.ts';
import type { SearchService } from './search.service.ts';

interface SearchRouteDeps {
  search: SearchService;
  scans: ScanService;
  authentication: Authentication;
}

const tags = ['search'];

export function registerSearchRoutes(app: FastifyInstance, deps: SearchRouteDeps): void {
  const { search, scans, authentication } = deps;
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    routePattern('search'),
    {
      schema: {
        operationId: 'searchScans',
        summary: 'Find scans by what is in them, newest first',
        tags,
        querystring: SearchQuery,
        response: { 200: SearchPage, '4xx': Problem, 503: Problem },
      },
    },
    async (request) => {
      const by = authorise(await authentication.principal(request), 'scans.read');
      const { scans: found, next, total } = await search.find(by, request.query);
      const items = found.map((scan) => scans.present(scan, { withScanData: false }));
      return { items, next, total };
    },
  );

  routes.get(
    routePattern('searchSuggestions'),
    {
      schema: {
        operationId: 'suggestSearch',
        summary: 'What could stand at a place of a search',
        tags,
        querystring: SuggestionQuery,
        response: { 200: z.array(Suggestion), '4xx': Problem },
      },
    },
    async (request) => {
      const by = authorise(await authentication.principal(request), 'scans.read');
      return search.suggest(by, request.query);
    },
  );

  routes.get(
    routePattern('searchFacets'),
    {
      schema: {
        operationId: 'searchFacets',
        summary: 'What the newest matches of a search have in common',
        tags,
        querystring: FacetQuery,
        response: { 200: SearchFacets, '4xx': Problem, 503: Problem },
      },
    },
    async (request) => {
      const by = authorise(await authentication.principal(request), 'scans.read');
      return search.facets(by, request.query);
    },
  );
}
