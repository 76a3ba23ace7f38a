/**
 * The one place that decides who may do what. Services take an `Authorised<Action>` as their
 * first argument, so a mutation without a check does not compile.
 */
import type { UserRole } from '@webhood/contract';
import { AppError } from '../../platform/http/app-error.ts';

export interface UserPrincipal {
  kind: 'user';
  id: string;
  name: string;
  role: UserRole;
  mustChangePassword: boolean;
  /** The role may do nothing without a second factor, and this session was opened without one. */
  mustSetUpSecondFactor: boolean;
}

export interface TokenPrincipal {
  kind: 'token';
  id: string;
  name: string;
  role: 'api_user';
}

/** A person or a script: whoever uses the public API. */
export type Principal = UserPrincipal | TokenPrincipal;

/** A scanner's token. It may ask for a lease and nothing else. */
export interface ScannerPrincipal {
  kind: 'scanner';
  id: string;
  name: string;
  /** As it is stored: once it is another one, this principal is nobody any more. */
  tokenHash: string | null;
}

const ROLES_BY_ACTION = {
  'scans.read': ['admin', 'user', 'viewer', 'api_user'],
  'scans.create': ['admin', 'user', 'api_user'],
  /** Cancel and delete: an administrator any scan, the others their own. */
  'scans.manage': ['admin', 'user', 'api_user'],
  /** Tags are the team's: whoever may see a scan and may scan, may also sort scans. */
  'scans.tag': ['admin', 'user', 'api_user'],
  'scanners.read': ['admin', 'user', 'viewer', 'api_user'],
  'scanners.manage': ['admin'],
  'tokens.manage': ['admin'],
  'users.manage': ['admin'],
  'audit.read': ['admin'],
  /** Administrators every one, scripts their own. */
  'webhooks.manage': ['admin', 'api_user'],
  'lookups.read': ['admin', 'user', 'viewer', 'api_user'],
  'lookups.manage': ['admin'],
  'retention.manage': ['admin'],
  'security.read': ['admin'],
} as const;

export type Action = keyof typeof ROLES_BY_ACTION;

declare const authorisedFor: unique symbol;

/** Proof that `principal` may do `A`. Only `authorise` makes one. */
export interface Authorised<A extends Action> {
  readonly principal: Principal;
  readonly [authorisedFor]: A;
}

/** @throws AppError `forbidden` */
export function authorise<A extends Action>(principal: Principal, action: A): Authorised<A> {
  if (principal.kind === 'user' && principal.mustChangePassword) {
    throw new AppError('forbidden', 'Change your password first: it was given to you for one use.');
  }
  if (principal.kind === 'user' && principal.mustSetUpSecondFactor) {
    throw new AppError(
      'forbidden',
      `Set up a second factor first: your role (${principal.role}) needs one here.`,
    );
  }
  const roles: readonly string[] = ROLES_BY_ACTION[action];
  if (!roles.includes(principal.role)) {
    throw new AppError('forbidden', `Your role (${principal.role}) does not allow this.`);
  }
  // The brand exists in types only: this is the one place that may claim it.
  return { principal } as Authorised<A>;
}

/** Whether the principal may see or change what another submitted under restriction. */
export function isAdmin(principal: Principal): boolean {
  return principal.role === 'admin';
}

/** Whoever can run this reads the secret and the database anyway. */
export const OPERATOR: Principal = {
  kind: 'user',
  id: 'command-line',
  name: 'command line',
  role: 'admin',
  mustChangePassword: false,
  mustSetUpSecondFactor: false,
};
