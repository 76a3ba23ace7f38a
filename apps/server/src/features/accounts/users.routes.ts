import {
  ChangePassword,
  CreatedUser,
  CreateUser,
  Me,
  Problem,
  routePattern,
  UpdateUser,
  User,
} from '@webhood/contract';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { authorise } from './authorisation.service.ts';
import type { IdentityService } from './identity.service.ts';
import { presentMe } from './me.presenter.ts';
import type { RequestAuthentication } from './request-authentication.ts';
import type { UserService } from './users.service.ts';

interface UserRouteDeps {
  users: UserService;
  identity: IdentityService;
  authentication: RequestAuthentication;
}

const TAGS = ['users'];

export function registerUserRoutes(instance: FastifyInstance, deps: UserRouteDeps): void {
  registerMe(instance, deps);
  registerReset(instance, deps);
  const { users, authentication } = deps;
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get(
    routePattern('users'),
    {
      schema: {
        tags: TAGS,
        summary: 'List users',
        response: { 200: User.array(), '4xx': Problem },
      },
    },
    async (request) =>
      users.list(authorise(await authentication.principal(request), 'users.manage')),
  );

  app.post(
    routePattern('users'),
    {
      schema: {
        tags: TAGS,
        summary: 'Make a user; a password that was not given is made and shown this once',
        body: CreateUser,
        response: { 201: CreatedUser, '4xx': Problem },
      },
    },
    async (request, reply) => {
      const may = authorise(await authentication.principal(request), 'users.manage');
      return reply.status(201).send(await users.create(may, request.body));
    },
  );

  app.patch(
    routePattern('user'),
    {
      schema: {
        tags: TAGS,
        summary: 'Change role, password or whether the user may sign in',
        params: z.object({ userId: z.string().max(64) }),
        body: UpdateUser,
        response: { 200: User, '4xx': Problem },
      },
    },
    async (request) => {
      const may = authorise(await authentication.principal(request), 'users.manage');
      return users.update(may, request.params.userId, request.body);
    },
  );
}

function registerReset(instance: FastifyInstance, deps: UserRouteDeps): void {
  const { users, authentication } = deps;
  instance.withTypeProvider<ZodTypeProvider>().delete(
    routePattern('userSecondFactor'),
    {
      schema: {
        tags: TAGS,
        summary: 'For who has lost them: second factor, passkeys and sessions end',
        params: z.object({ userId: z.string().max(64) }),
        response: { 204: z.null(), '4xx': Problem },
      },
    },
    async (request, reply) => {
      const may = authorise(await authentication.principal(request), 'users.manage');
      await users.resetSecondFactor(may, request.params.userId);
      return reply.status(204).send(null);
    },
  );
}

function registerMe(instance: FastifyInstance, deps: UserRouteDeps): void {
  const { users, identity, authentication } = deps;
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get(
    routePattern('me'),
    { schema: { tags: TAGS, summary: 'Who is asking', response: { 200: Me, '4xx': Problem } } },
    async (request) => presentMe(await authentication.principal(request)),
  );

  app.post(
    routePattern('mePassword'),
    {
      schema: {
        tags: TAGS,
        summary: 'Change your own password; your other sessions end',
        body: ChangePassword,
        response: { 204: z.null(), '4xx': Problem },
      },
    },
    async (request, reply) => {
      const session = await authentication.session(request);
      const proved = await identity.prove(session, request.body.currentPassword);
      await users.changeOwnPassword(proved, request.body);
      return reply.status(204).send(null);
    },
  );
}
