import type { FastifyRequest } from 'fastify';
import type { Principal, ScannerPrincipal } from './authorisation.service.ts';

/** Turns a request's credential into who is asking. The implementation is in `app.ts`'s wiring. */
export interface Authentication {
  /** A session cookie or an API token. @throws AppError `unauthenticated` */
  principal(request: FastifyRequest): Promise<Principal>;
  /** A scanner token. @throws AppError `unauthenticated` */
  scanner(request: FastifyRequest): Promise<ScannerPrincipal>;
}
