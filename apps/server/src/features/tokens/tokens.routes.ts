import { ApiToken, CreatedToken, CreateToken, Problem, routePattern } from '@webhood/contract';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Authentication } from '../accounts/authentication.service.ts';
import { authorise } from '../accounts/authorisation.service.ts';
import type { TokenService } from './tokens.service.ts';

interface TokenRouteDeps {
  tokens: TokenService;
  authentication: Authentication;
}

const TAGS = ['tokens'];

export function registerTokenRoutes(
  instance: FastifyInstance,
  { tokens, authentication }: TokenRouteDeps,
): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get(
    routePattern('tokens'),
    {
      schema: {
        tags: TAGS,
        summary: 'List API tokens',
        response: { 200: ApiToken.array(), '4xx': Problem },
      },
    },
    async (request) =>
      tokens.list(authorise(await authentication.principal(request), 'tokens.manage')),
  );

  app.post(
    routePattern('tokens'),
    {
      schema: {
        tags: TAGS,
        summary: 'Make an API token; it is shown this once',
        body: CreateToken,
        response: { 201: CreatedToken, '4xx': Problem },
      },
    },
    async (request, reply) => {
      const may = authorise(await authentication.principal(request), 'tokens.manage');
      return reply.status(201).send(await tokens.create(may, request.body));
    },
  );

  app.delete(
    routePattern('token'),
    {
      schema: {
        tags: TAGS,
        summary: 'Revoke an API token',
        params: z.object({ tokenId: z.string().max(64) }),
        response: { 204: z.null(), '4xx': Problem },
      },
    },
    async (request, reply) => {
      const may = authorise(await authentication.principal(request), 'tokens.manage');
      await tokens.revoke(may, request.params.tokenId);
      return reply.status(204).send(null);
    },
  );
}
