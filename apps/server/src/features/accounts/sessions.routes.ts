import { Me, Password, Problem, routePattern, Username } from '@webhood/contract';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { presentMe } from './me.presenter.ts';
import { sessionClient } from './request-authentication.ts';
import type { SessionService } from './sessions.service.ts';
import type { UserService } from './users.service.ts';

interface SessionRouteDeps {
  sessions: SessionService;
  users: UserService;
  selfRegister: boolean;
}

const TAGS = ['sessions'];

/** Bounded, but not held to the rules of new names and passwords: it is only compared. */
const SignIn = z.strictObject({
  username: z.string().min(1).max(64),
  password: z.string().min(1).max(128),
});

const SignUp = z.strictObject({
  username: Username,
  password: Password,
  email: z.email().max(254).optional(),
});

const CurrentSession = z.object({ user: Me, expires: z.string() }).nullable();

function withCookies(reply: FastifyReply, cookies: string[]): void {
  for (const cookie of cookies) reply.header('set-cookie', cookie);
  reply.header('cache-control', 'no-store');
}

export function registerSessionRoutes(instance: FastifyInstance, deps: SessionRouteDeps): void {
  const { sessions } = deps;
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.post(
    routePattern('signIn'),
    {
      schema: {
        tags: TAGS,
        summary: 'Sign in with user name and password',
        body: SignIn,
        response: { 200: Me, '4xx': Problem },
      },
    },
    async (request, reply) => {
      const session = await sessions.signIn(request.body, sessionClient(request));
      withCookies(reply, session.cookies);
      return presentMe(session.principal);
    },
  );

  app.post(
    routePattern('signOut'),
    {
      schema: {
        tags: TAGS,
        summary: 'End this session',
        response: { 204: z.null(), '4xx': Problem },
      },
    },
    async (request, reply) => {
      withCookies(reply, await sessions.signOut(sessionClient(request)));
      return reply.status(204).send(null);
    },
  );

  app.get(
    '/api/auth/get-session',
    {
      schema: {
        tags: TAGS,
        summary: 'The current session, or null; moves its end on',
        response: { 200: CurrentSession, '4xx': Problem },
      },
    },
    async (request, reply) => {
      const session = await sessions.find(sessionClient(request));
      withCookies(reply, session?.cookies ?? []);
      return session
        ? { user: presentMe(session.principal), expires: session.expiresAt.toISOString() }
        : null;
    },
  );

  if (deps.selfRegister) registerSignUp(instance, deps.users);
}

function registerSignUp(instance: FastifyInstance, users: UserService): void {
  instance.withTypeProvider<ZodTypeProvider>().post(
    '/api/auth/sign-up',
    {
      // Each try costs a password hash and may leave an account behind.
      config: { rateLimit: { max: 5, timeWindow: 60_000 } },
      schema: {
        tags: TAGS,
        summary: 'Open an account with the role `user`',
        body: SignUp,
        response: { 204: z.null(), '4xx': Problem },
      },
    },
    async (request, reply) => {
      const { username, password, email } = request.body;
      await users.register({ name: username, password, email });
      return reply.status(204).send(null);
    },
  );
}
