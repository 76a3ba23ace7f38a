import type { FastifyRequest } from 'fastify';
import type {
  Principal,
  ScannerPrincipal,
  UserPrincipal,
} from '../accounts/authorisation.service.ts';
import type { AuditRecord } from './audit.store.ts';

type Actor = AuditRecord['actor'];

interface Asked {
  principal(request: FastifyRequest): Promise<Principal>;
  scanner(request: FastifyRequest): Promise<ScannerPrincipal>;
  session(request: FastifyRequest): Promise<{ principal: UserPrincipal }>;
}

export const NOBODY: Actor = { kind: 'nobody', id: null, name: null };

export function actorOf({ kind, id, name }: Principal | ScannerPrincipal): Actor {
  return { kind, id, name };
}

/** Remembers who asked, for the audit log, as they are found out. */
export function noteActors<T extends Asked>(
  authentication: T,
): { authentication: T; actorOf(request: FastifyRequest): Actor | undefined } {
  const actors = new WeakMap<FastifyRequest, Actor>();
  const noting: T = {
    ...authentication,
    principal: async (request: FastifyRequest) => {
      const principal = await authentication.principal(request);
      actors.set(request, actorOf(principal));
      return principal;
    },
    scanner: async (request: FastifyRequest) => {
      const principal = await authentication.scanner(request);
      actors.set(request, actorOf(principal));
      return principal;
    },
    session: async (request: FastifyRequest) => {
      const session = await authentication.session(request);
      actors.set(request, actorOf(session.principal));
      return session;
    },
  };
  return { authentication: noting, actorOf: (request) => actors.get(request) };
}
