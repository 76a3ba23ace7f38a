import type { AccountSession, UserRole } from '@webhood/contract';
import ipaddr from 'ipaddr.js';
import type { Logger } from 'pino';
import { notFound } from '../../platform/http/app-error.ts';
import type { UserPrincipal } from './authorisation.service.ts';
import type {
  FoundSession,
  SessionClient,
  SessionRecord,
  SessionStore,
  SignInMethod,
} from './sessions.store.ts';

export { SESSION_COOKIE, type SessionClient, type SignInMethod } from './sessions.store.ts';

/** A signed-in person and the session they are signed in with. */
export interface Session {
  id: string;
  createdAt: Date;
  expiresAt: Date;
  principal: UserPrincipal;
  /** Of the client that asks now. */
  address: string;
  /** `Set-Cookie` values for the answer: the session's end may have moved on. */
  cookies: string[];
}

interface SessionServiceDeps {
  store: SessionStore;
  /** Of whom a second factor is asked. */
  secondFactorRoles: readonly UserRole[];
  log: Logger;
}

const ROLES = ['admin', 'user', 'viewer'] as const;

/** Ways that need more than a password; a provider is trusted to ask for it. */
const WITH_SECOND_FACTOR: readonly SignInMethod[] = [
  'totp',
  'recovery_code',
  'passkey',
  'single_sign_on',
];

function sessionOf(
  found: FoundSession,
  address: string,
  secondFactorRoles: readonly UserRole[],
): Session | undefined {
  const { user } = found;
  const role = ROLES.find((known) => known === user.role);
  if (user.disabled || !role) return undefined;
  return {
    id: found.sessionId,
    createdAt: found.createdAt,
    expiresAt: found.expiresAt,
    principal: {
      kind: 'user',
      id: user.id,
      name: user.name,
      role,
      mustChangePassword: user.mustChangePassword,
      mustSetUpSecondFactor:
        secondFactorRoles.includes(role) && !WITH_SECOND_FACTOR.some((way) => way === found.method),
    },
    address,
    cookies: found.cookies,
  };
}

/** The cookies of an answer, as the next request would send them. */
function asCookieHeader(cookies: string[]): string {
  return cookies.map((cookie) => cookie.split(';', 1)[0] ?? '').join('; ');
}

/** `::1` for eight groups of zeros, and IPv4 as such. */
function shortAddress(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;
}

function presentSession(record: SessionRecord, currentId: string): AccountSession {
  return {
    id: record.id,
    current: record.id === currentId,
    created: record.createdAt.toISOString(),
    lastUsed: record.updatedAt.toISOString(),
    expires: record.expiresAt.toISOString(),
    address: shortAddress(record.address),
    userAgent: record.userAgent,
  };
}

export function createSessionService({ store, secondFactorRoles, log }: SessionServiceDeps) {
  const find = async (client: SessionClient): Promise<Session | undefined> => {
    const found = await store.find(client);
    return found && sessionOf(found, client.address, secondFactorRoles);
  };

  return {
    find,

    /** A new session for someone who has proved who they are. Undefined when they are disabled. */
    open: async (
      userId: string,
      method: SignInMethod,
      client: SessionClient,
    ): Promise<Session | undefined> => {
      const cookies = await store.open(userId, method, client);
      if (!cookies) return undefined;
      const cookie = asCookieHeader(cookies);
      const session = await find({ ...client, cookie });
      if (session) return { ...session, cookies };
      await store.signOut({ ...client, cookie });
      return undefined;
    },

    /** For one that should not have been opened: whether it is still there does not matter. */
    takeBack: async ({ id, principal }: Session): Promise<void> => {
      await store.end(principal.id, id);
    },

    signOut: (client: SessionClient): Promise<string[]> => store.signOut(client),

    list: async ({ id, principal }: Session): Promise<AccountSession[]> =>
      (await store.list(principal.id)).map((record) => presentSession(record, id)),

    /** One of one's own. @throws AppError `not_found` */
    end: async ({ principal }: Session, sessionId: string): Promise<void> => {
      if (!(await store.end(principal.id, sessionId))) throw notFound('session');
      log.info({ userId: principal.id, sessionId }, 'session.ended');
    },

    endOthers: async ({ id, principal }: Session): Promise<void> => {
      await store.endOthers(principal.id, id);
      log.info({ userId: principal.id }, 'session.others_ended');
    },
  };
}

export type SessionService = ReturnType<typeof createSessionService>;
