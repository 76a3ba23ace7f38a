/**
 * Sessions and their cookies by better-auth, on our tables. Only the calls below are used: none of
 * its HTTP routes is reachable. Who someone is has been found out before (`sign-in.service.ts`).
 */
import type { BetterAuthOptions } from 'better-auth';
import { APIError } from 'better-auth/api';
import { getAdapter } from 'better-auth/db/adapter';
import { betterAuth } from 'better-auth/minimal';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import { newId } from '../../platform/crypto/opaque-token.ts';
import type { Db } from '../../platform/db/database.ts';
import { withHashedSessions } from './hashed-sessions.ts';
import { sessionOpener } from './session-opener.ts';

/** `__Host-`: the browser takes it only over HTTPS, from this very host, for every path. */
const COOKIE_PREFIX = '__Host-webhood';
export const SESSION_COOKIE = `${COOKIE_PREFIX}.session_token`;

/** A session that nobody uses ends after this. */
const IDLE_SECONDS = 7 * 86_400;
/** A session ends after this even when it is used every day. */
const ABSOLUTE_MS = 30 * 86_400_000;
/** How often its end is moved on: once a day spares a write per request. */
const REFRESH_SECONDS = 86_400;

/** Where better-auth finds the client's address: set by us, never taken from the request. */
const ADDRESS_HEADER = 'x-webhood-client-address';

export interface SessionClient {
  cookie: string | undefined;
  userAgent: string | undefined;
  address: string;
}

/** Which way somebody proved who they are. */
export type SignInMethod = 'password' | 'totp' | 'recovery_code' | 'passkey' | 'single_sign_on';

export interface SessionUser {
  id: string;
  name: string;
  role: string;
  disabled: boolean;
  mustChangePassword: boolean;
}

/** `cookies`: `Set-Cookie` values for the answer. */
export interface FoundSession {
  sessionId: string;
  createdAt: Date;
  expiresAt: Date;
  user: SessionUser;
  /** Null: from before it was kept. */
  method: string | null;
  cookies: string[];
}

export interface SessionRecord {
  id: string;
  createdAt: Date;
  /** When its end was last moved on. */
  updatedAt: Date;
  expiresAt: Date;
  address: string;
  userAgent: string;
}

interface SessionStoreDeps {
  db: Db;
  /** 32 bytes that sign the cookie. */
  key: Buffer;
  hashToken(token: string): string;
  externalUrl: URL;
  log: Logger;
}

const TABLES = {
  user: {
    modelName: 'users',
    fields: {
      emailVerified: 'email_verified',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
    },
    additionalFields: {
      role: { type: 'string', required: true, input: false },
      disabled: { type: 'boolean', required: true, input: false },
      mustChangePassword: {
        type: 'boolean',
        required: true,
        input: false,
        fieldName: 'must_change_password',
      },
    },
  },
  session: {
    modelName: 'sessions',
    expiresIn: IDLE_SECONDS,
    updateAge: REFRESH_SECONDS,
    fields: {
      userId: 'user_id',
      expiresAt: 'expires_at',
      ipAddress: 'ip_address',
      userAgent: 'user_agent',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
    },
    additionalFields: { method: { type: 'string', required: false, input: false } },
  },
  account: {
    modelName: 'credentials',
    fields: {
      userId: 'user_id',
      providerId: 'provider_id',
      accountId: 'account_id',
      accessToken: 'access_token',
      refreshToken: 'refresh_token',
      idToken: 'id_token',
      accessTokenExpiresAt: 'access_token_expires_at',
      refreshTokenExpiresAt: 'refresh_token_expires_at',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
    },
  },
} as const satisfies BetterAuthOptions;

function optionsFor({ key, externalUrl, log }: SessionStoreDeps) {
  return {
    ...TABLES,
    appName: 'Webhood',
    baseURL: externalUrl.origin,
    basePath: '/api/auth',
    secret: key.toString('base64'),
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    logger: {
      log: (level: string, message: string) => {
        // Its warnings are wrong passwords, which are told (and counted) by us.
        if (level === 'error')
          log.error({ reason: message.slice(0, 200) }, 'sessions.engine_error');
      },
    },
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      // False, or the names would begin with `__Secure-`; the attribute is set explicitly.
      useSecureCookies: false,
      defaultCookieAttributes: { secure: true, httpOnly: true, sameSite: 'lax', path: '/' },
      // Whole addresses: people are shown where their sessions began.
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER], ipv6Subnet: 128 },
      database: { generateId: () => newId(), validateSchema: false },
    },
    plugins: [sessionOpener],
  } as const satisfies BetterAuthOptions;
}

function headersOf({ cookie, userAgent, address }: SessionClient): Headers {
  const headers = new Headers({ [ADDRESS_HEADER]: address });
  if (cookie !== undefined) headers.set('cookie', cookie);
  if (userAgent !== undefined) headers.set('user-agent', userAgent.slice(0, 256));
  return headers;
}

/** better-auth wraps what the database threw; our error handler needs the original. */
function unwrapped(error: unknown): unknown {
  if (!(error instanceof APIError) || !('cause' in error)) return error;
  return error.cause ?? error;
}

/** Those that are still good, the newest first. */
async function listSessions(db: Db, userId: string): Promise<SessionRecord[]> {
  const rows = await db
    .selectFrom('sessions')
    .select(['id', 'created_at', 'updated_at', 'expires_at', 'ip_address', 'user_agent'])
    .where('user_id', '=', userId)
    .where('expires_at', '>', sql<Date>`now()`)
    .where('created_at', '>', new Date(Date.now() - ABSOLUTE_MS))
    .orderBy('created_at', 'desc')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    expiresAt: row.expires_at,
    address: row.ip_address ?? '',
    userAgent: row.user_agent ?? '',
  }));
}

export async function createSessionStore(deps: SessionStoreDeps) {
  const options = optionsFor(deps);
  const adapter = await getAdapter({ ...options, database: { db: deps.db, type: 'postgres' } });
  const auth = betterAuth({
    ...options,
    database: () => withHashedSessions(adapter, deps.hashToken),
  });

  const end = async (userId: string, sessionId: string): Promise<boolean> => {
    const ended = await deps.db
      .deleteFrom('sessions')
      .where('user_id', '=', userId)
      .where('id', '=', sessionId)
      .returning('id')
      .executeTakeFirst();
    return ended !== undefined;
  };

  return {
    /** False when the user has no such session. */
    end,

    endOthers: async (userId: string, keepId: string): Promise<void> => {
      await deps.db
        .deleteFrom('sessions')
        .where('user_id', '=', userId)
        .where('id', '<>', keepId)
        .execute();
    },

    list: (userId: string): Promise<SessionRecord[]> => listSessions(deps.db, userId),

    /** A new session, and the `Set-Cookie` values that carry it. Undefined without such a user. */
    open: async (
      userId: string,
      method: SignInMethod,
      client: SessionClient,
    ): Promise<string[] | undefined> => {
      try {
        const { headers, response } = await auth.api.openSession({
          body: { userId, method },
          headers: headersOf({ ...client, cookie: undefined }),
          returnHeaders: true,
        });
        return response.opened ? headers.getSetCookie() : undefined;
      } catch (error) {
        throw unwrapped(error);
      }
    },

    /** Ends the session of the cookie, if there is one. */
    signOut: async (client: SessionClient): Promise<string[]> => {
      const { headers } = await auth.api.signOut({
        headers: headersOf(client),
        returnHeaders: true,
      });
      return headers.getSetCookie();
    },

    find: async (client: SessionClient): Promise<FoundSession | undefined> => {
      try {
        const { headers, response } = await auth.api.getSession({
          headers: headersOf(client),
          returnHeaders: true,
        });
        if (!response) return undefined;
        const { session, user } = response;
        if (Date.now() - session.createdAt.getTime() > ABSOLUTE_MS) {
          await end(user.id, session.id);
          return undefined;
        }
        return {
          sessionId: session.id,
          createdAt: session.createdAt,
          expiresAt: session.expiresAt,
          user,
          method: session.method ?? null,
          cookies: headers.getSetCookie(),
        };
      } catch (error) {
        throw unwrapped(error);
      }
    },
  };
}

export type SessionStore = Awaited<ReturnType<typeof createSessionStore>>;
