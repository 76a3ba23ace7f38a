import type { Logger } from 'pino';
import { AppError } from '../../platform/http/app-error.ts';
import type { UserPrincipal } from './authorisation.service.ts';
import type { FoundSession, SessionClient, SessionStore } from './sessions.store.ts';
import type { SignInThrottle } from './sign-in-throttle.ts';

export { SESSION_COOKIE, type SessionClient } from './sessions.store.ts';

/** A signed-in person and the session they are signed in with. */
export interface Session {
  id: string;
  expiresAt: Date;
  principal: UserPrincipal;
  /** `Set-Cookie` values for the answer: the session's end may have moved on. */
  cookies: string[];
}

interface SessionServiceDeps {
  store: SessionStore;
  throttle: SignInThrottle;
  log: Logger;
}

const ROLES = ['admin', 'user', 'viewer'] as const;

function sessionOf(found: FoundSession): Session | undefined {
  const { user } = found;
  const role = ROLES.find((known) => known === user.role);
  if (user.disabled || !role) return undefined;
  return {
    id: found.sessionId,
    expiresAt: found.expiresAt,
    principal: {
      kind: 'user',
      id: user.id,
      name: user.name,
      role,
      mustChangePassword: user.mustChangePassword,
    },
    cookies: found.cookies,
  };
}

/** The cookies of an answer, as the next request would send them. */
function asCookieHeader(cookies: string[]): string {
  return cookies.map((cookie) => cookie.split(';', 1)[0] ?? '').join('; ');
}

export function createSessionService({ store, throttle, log }: SessionServiceDeps) {
  const find = async (client: SessionClient): Promise<Session | undefined> => {
    const found = await store.find(client);
    return found && sessionOf(found);
  };

  /** Who the password belongs to. A disabled user is as unknown as a wrong name. */
  async function open(
    credentials: { username: string; password: string },
    client: SessionClient,
  ): Promise<Session | undefined> {
    const opened = await store.signIn(credentials, client);
    if (!opened) return undefined;
    const cookie = asCookieHeader(opened.cookies);
    const session = await find({ ...client, cookie });
    if (session) return { ...session, cookies: opened.cookies };
    await store.signOut({ ...client, cookie });
    return undefined;
  }

  return {
    find,

    /** @throws AppError `rate_limited`, `invalid_credentials` */
    signIn: async (
      credentials: { username: string; password: string },
      client: SessionClient,
    ): Promise<Session> => {
      const { username } = credentials;
      const waitMs = throttle.waitMs(username, client.address);
      if (waitMs > 0) {
        throw new AppError('rate_limited', 'Too many failed sign-ins. Wait before trying again.', {
          retryAfterSeconds: Math.ceil(waitMs / 1_000),
        });
      }
      const tried = throttle.failed(username, client.address);
      const session = await open(credentials, client).catch((error: unknown) => {
        // It was not answered, so nothing was guessed.
        tried.takeBack();
        throw error;
      });
      if (!session) {
        log.warn({ address: client.address }, 'session.sign_in_failed');
        throw new AppError('invalid_credentials', 'The user name or the password is wrong.');
      }
      tried.takeBack();
      throttle.succeeded(username, client.address);
      log.info({ userId: session.principal.id, address: client.address }, 'session.signed_in');
      return session;
    },

    signOut: (client: SessionClient): Promise<string[]> => store.signOut(client),
  };
}

export type SessionService = ReturnType<typeof createSessionService>;
