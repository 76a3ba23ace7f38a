import {
  Me,
  Password,
  Problem,
  routePattern,
  SecondFactorCode,
  SignInAnswer,
  SignInOptions,
  Username,
} from '@webhood/contract';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { presentMe } from './me.presenter.ts';
import { sessionClient } from './request-authentication.ts';
import { withCookies } from './session-cookies.ts';
import type { SessionService } from './sessions.service.ts';
import type { SignInService } from './sign-in.service.ts';
import type { UserService } from './users.service.ts';

interface SessionRouteDeps {
  sessions: SessionService;
  signIn: SignInService;
  users: UserService;
  signInOptions: SignInOptions;
}

const TAGS = ['sessions'];

/** Bounded, but not held to the rules of new names and passwords: it is only compared. */
const SignIn = z.strictObject({
  /** User name or e-mail address. */
  username: z.string().min(1).max(254),
  password: z.string().min(1).max(128),
});

const SignUp = z.strictObject({
  username: Username,
  password: Password,
  email: z.email().max(254).optional(),
});

const CurrentSession = z.object({ user: Me, expires: z.string() }).nullable();

export function registerSessionRoutes(instance: FastifyInstance, deps: SessionRouteDeps): void {
  registerSignIn(instance, deps);
  if (deps.signInOptions.selfRegister) registerSignUp(instance, deps.users);
  const { sessions } = deps;
  const app = instance.withTypeProvider<ZodTypeProvider>();

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
        operationId: 'getSession',
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
}

function registerSignIn(instance: FastifyInstance, { signIn, signInOptions }: SessionRouteDeps) {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get(
    routePattern('signInOptions'),
    {
      schema: {
        tags: TAGS,
        summary: 'The ways to sign in here',
        response: { 200: SignInOptions, '4xx': Problem },
      },
    },
    async () => signInOptions,
  );

  app.post(
    routePattern('signIn'),
    {
      schema: {
        tags: TAGS,
        summary: 'Sign in with user name or e-mail address, and password',
        body: SignIn,
        response: { 200: SignInAnswer, '4xx': Problem },
      },
    },
    async (request, reply): Promise<SignInAnswer> => {
      const { username: login, password } = request.body;
      const outcome = await signIn.withPassword({ login, password }, sessionClient(request));
      if (outcome.kind === 'second_factor') {
        withCookies(reply, outcome.cookies);
        return { kind: outcome.kind };
      }
      withCookies(reply, outcome.session.cookies);
      return presentMe(outcome.session.principal);
    },
  );

  app.post(
    routePattern('signInSecondFactor'),
    {
      schema: {
        tags: TAGS,
        summary: 'Go on with a code of the authenticator app, or a recovery code',
        body: SecondFactorCode,
        response: { 200: Me, '4xx': Problem },
      },
    },
    async (request, reply) => {
      const session = await signIn.withSecondFactor(request.body.code, sessionClient(request));
      withCookies(reply, session.cookies);
      return presentMe(session.principal);
    },
  );
}

function registerSignUp(instance: FastifyInstance, users: UserService): void {
  instance.withTypeProvider<ZodTypeProvider>().post(
    routePattern('signUp'),
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
