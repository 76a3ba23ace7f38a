import type { FastifyRequest } from 'fastify';
import { AppError } from '../../platform/http/app-error.ts';
import { tokenFromHeaders } from '../../platform/http/bearer.ts';
import type { Authentication } from './authentication.service.ts';
import type { Principal, ScannerPrincipal, TokenPrincipal } from './authorisation.service.ts';
import type { Session, SessionClient, SessionService } from './sessions.service.ts';

interface AuthenticationDeps {
  sessions: Pick<SessionService, 'find'>;
  apiTokens: { verify(token: string): Promise<TokenPrincipal | undefined> };
  scanners: { verify(token: string): Promise<ScannerPrincipal | undefined> };
}

export interface RequestAuthentication extends Authentication {
  /** The session of the request's cookie, whatever else it carries. @throws AppError `unauthenticated` */
  session(request: FastifyRequest): Promise<Session>;
  /** `Set-Cookie` values that this request's answer should carry: its session was moved on. */
  cookiesFor(request: FastifyRequest): string[];
}

export function sessionClient(request: FastifyRequest): SessionClient {
  return {
    cookie: request.headers.cookie,
    userAgent: request.headers['user-agent'],
    address: request.ip,
  };
}

function unauthenticated(): AppError {
  return new AppError('unauthenticated', 'Sign in, or give a token that is valid.');
}

/**
 * A token that is given decides, right or wrong: nobody who means to use a token should silently
 * act as the person whose cookie happens to be there.
 */
export function createRequestAuthentication(deps: AuthenticationDeps): RequestAuthentication {
  const moved = new WeakMap<FastifyRequest, string[]>();

  async function session(request: FastifyRequest): Promise<Session> {
    const found = request.headers.cookie
      ? await deps.sessions.find(sessionClient(request))
      : undefined;
    if (!found) throw unauthenticated();
    moved.set(request, found.cookies);
    return found;
  }

  return {
    session,
    cookiesFor: (request) => moved.get(request) ?? [],
    principal: async (request): Promise<Principal> => {
      const token = tokenFromHeaders(request.headers);
      if (token === undefined) return (await session(request)).principal;
      const principal = await deps.apiTokens.verify(token);
      if (!principal) throw unauthenticated();
      return principal;
    },
    scanner: async (request): Promise<ScannerPrincipal> => {
      const token = tokenFromHeaders(request.headers);
      const principal = token === undefined ? undefined : await deps.scanners.verify(token);
      if (!principal) throw unauthenticated();
      return principal;
    },
  };
}
