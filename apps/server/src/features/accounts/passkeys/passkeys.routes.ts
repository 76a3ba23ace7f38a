import {
  ConfirmIdentity,
  Me,
  NewPasskey,
  Passkey,
  PasskeyOptions,
  PasskeySignIn,
  Problem,
  routePattern,
} from '@webhood/contract';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { presentMe } from '../me.presenter.ts';
import { type RequestAuthentication, sessionClient } from '../request-authentication.ts';
import { withCookies } from '../session-cookies.ts';
import type { PasskeyService } from './passkeys.service.ts';

interface PasskeyRouteDeps {
  passkeys: PasskeyService;
  authentication: RequestAuthentication;
}

/** Each beginning leaves a row for ten minutes. */
const RATE = { max: 30, timeWindow: 60_000 };

export function registerPasskeyRoutes(instance: FastifyInstance, deps: PasskeyRouteDeps): void {
  registerSignIn(instance, deps);
  const { passkeys, authentication } = deps;
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const tags = ['account'];

  app.post(
    routePattern('mePasskeyOptions'),
    {
      config: { rateLimit: RATE },
      schema: {
        tags,
        summary: 'What the browser needs to make a passkey for you',
        body: ConfirmIdentity,
        response: { 200: PasskeyOptions, '4xx': Problem },
      },
    },
    async (request, reply) => {
      const session = await authentication.session(request);
      const begun = await passkeys.beginNew(session, request.body.currentPassword);
      withCookies(reply, begun.cookies);
      return begun.options;
    },
  );

  app.post(
    routePattern('mePasskeys'),
    {
      schema: {
        tags,
        summary: 'Keep the passkey that the browser has made',
        body: NewPasskey,
        response: { 201: Passkey, '4xx': Problem },
      },
    },
    async (request, reply) => {
      const session = await authentication.session(request);
      const made = await passkeys.finishNew(session, request.body, sessionClient(request));
      return reply.status(201).send(made);
    },
  );

  app.delete(
    routePattern('mePasskey'),
    {
      schema: {
        tags,
        summary: 'Delete one of your passkeys',
        params: z.object({ passkeyId: z.string().max(64) }),
        response: { 204: z.null(), '4xx': Problem },
      },
    },
    async (request, reply) => {
      await passkeys.remove(await authentication.session(request), request.params.passkeyId);
      return reply.status(204).send(null);
    },
  );
}

function registerSignIn(instance: FastifyInstance, { passkeys }: PasskeyRouteDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const tags = ['sessions'];

  app.post(
    routePattern('signInPasskeyOptions'),
    {
      config: { rateLimit: RATE },
      schema: {
        tags,
        summary: 'What the browser needs to sign in with a passkey',
        response: { 200: PasskeyOptions, '4xx': Problem },
      },
    },
    async (_request, reply) => {
      const begun = await passkeys.beginSignIn();
      withCookies(reply, begun.cookies);
      return begun.options;
    },
  );

  app.post(
    routePattern('signInPasskey'),
    {
      schema: {
        tags,
        summary: 'Sign in with a passkey',
        body: PasskeySignIn,
        response: { 200: Me, '4xx': Problem },
      },
    },
    async (request, reply) => {
      const session = await passkeys.finishSignIn(request.body, sessionClient(request));
      withCookies(reply, session.cookies);
      return presentMe(session.principal);
    },
  );
}
