import {
  ConfirmIdentity,
  Problem,
  RecoveryCodes,
  routePattern,
  SecondFactorCode,
  SecondFactorSetup,
} from '@webhood/contract';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { RequestAuthentication } from '../request-authentication.ts';
import type { SecondFactorService } from './second-factor.service.ts';

interface SecondFactorRouteDeps {
  secondFactors: SecondFactorService;
  authentication: RequestAuthentication;
}

const TAGS = ['account'];

/** These answers hold secrets that are shown once. */
function unstored(reply: FastifyReply): void {
  reply.header('cache-control', 'no-store');
}

export function registerSecondFactorRoutes(
  instance: FastifyInstance,
  deps: SecondFactorRouteDeps,
): void {
  registerSetup(instance, deps);
  const { secondFactors, authentication } = deps;
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.post(
    routePattern('meRecoveryCodes'),
    {
      schema: {
        tags: TAGS,
        summary: 'New recovery codes; the old ones end',
        body: ConfirmIdentity,
        response: { 200: RecoveryCodes, '4xx': Problem },
      },
    },
    async (request, reply) => {
      const session = await authentication.session(request);
      unstored(reply);
      return secondFactors.renewRecoveryCodes(session, request.body.currentPassword);
    },
  );

  app.post(
    routePattern('meSecondFactorDisable'),
    {
      schema: {
        tags: TAGS,
        summary: 'Turn your second factor off',
        body: ConfirmIdentity,
        response: { 204: z.null(), '4xx': Problem },
      },
    },
    async (request, reply) => {
      const session = await authentication.session(request);
      await secondFactors.disable(session, request.body.currentPassword);
      return reply.status(204).send(null);
    },
  );
}

function registerSetup(instance: FastifyInstance, deps: SecondFactorRouteDeps): void {
  const { secondFactors, authentication } = deps;
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.post(
    routePattern('meSecondFactor'),
    {
      schema: {
        tags: TAGS,
        summary: 'A secret for an authenticator app; counts once confirmed',
        body: ConfirmIdentity,
        response: { 200: SecondFactorSetup, '4xx': Problem },
      },
    },
    async (request, reply) => {
      const session = await authentication.session(request);
      unstored(reply);
      return secondFactors.setUp(session, request.body.currentPassword);
    },
  );

  app.post(
    routePattern('meSecondFactorConfirm'),
    {
      schema: {
        tags: TAGS,
        summary: 'Turn the second factor on with a first code; your other sessions end',
        body: SecondFactorCode,
        response: { 200: RecoveryCodes, '4xx': Problem },
      },
    },
    async (request, reply) => {
      const session = await authentication.session(request);
      unstored(reply);
      return secondFactors.confirm(session, request.body.code);
    },
  );
}
