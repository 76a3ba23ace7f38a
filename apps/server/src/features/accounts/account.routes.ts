/** What a person sees and ends of their own: sign-in methods and sessions. */
import { AccountSecurity, AccountSession, Problem, routePattern } from '@webhood/contract';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { IdentityService } from './identity.service.ts';
import type { PasskeyService } from './passkeys/passkeys.service.ts';
import type { RequestAuthentication } from './request-authentication.ts';
import type { SecondFactorService } from './second-factor/second-factor.service.ts';
import type { SessionService } from './sessions.service.ts';

interface AccountRouteDeps {
  sessions: SessionService;
  identity: IdentityService;
  secondFactors: SecondFactorService;
  passkeys: PasskeyService;
  authentication: RequestAuthentication;
}

const TAGS = ['account'];

export function registerAccountRoutes(instance: FastifyInstance, deps: AccountRouteDeps): void {
  const { sessions, identity, secondFactors, passkeys, authentication } = deps;
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get(
    routePattern('meSecurity'),
    {
      schema: {
        tags: TAGS,
        summary: 'How you sign in: password, second factor, passkeys',
        response: { 200: AccountSecurity, '4xx': Problem },
      },
    },
    async (request) => {
      const { id } = (await authentication.session(request)).principal;
      const [hasPassword, secondFactor, list] = await Promise.all([
        identity.hasPassword(id),
        secondFactors.status(id),
        passkeys.list(id),
      ]);
      return { hasPassword, secondFactor, passkeys: list };
    },
  );

  app.get(
    routePattern('meSessions'),
    {
      schema: {
        tags: TAGS,
        summary: 'Where you are signed in',
        response: { 200: AccountSession.array(), '4xx': Problem },
      },
    },
    async (request) => sessions.list(await authentication.session(request)),
  );

  app.delete(
    routePattern('meSessions'),
    {
      schema: {
        tags: TAGS,
        summary: 'End every session of yours but this one',
        response: { 204: z.null(), '4xx': Problem },
      },
    },
    async (request, reply) => {
      await sessions.endOthers(await authentication.session(request));
      return reply.status(204).send(null);
    },
  );

  app.delete(
    routePattern('meSession'),
    {
      schema: {
        tags: TAGS,
        summary: 'End one of your sessions',
        params: z.object({ sessionId: z.string().max(64) }),
        response: { 204: z.null(), '4xx': Problem },
      },
    },
    async (request, reply) => {
      await sessions.end(await authentication.session(request), request.params.sessionId);
      return reply.status(204).send(null);
    },
  );
}
