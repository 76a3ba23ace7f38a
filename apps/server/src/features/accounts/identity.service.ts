/** Asks a signed-in person who they are once more, before what would let somebody else stay. */
import { AppError } from '../../platform/http/app-error.ts';
import { verifyPassword } from './password.ts';
import type { Session } from './sessions.service.ts';
import type { SignInAccountStore } from './sign-in-accounts.store.ts';
import { guarded, type SignInThrottle } from './sign-in-throttle.ts';

interface IdentityDeps {
  accounts: SignInAccountStore;
  throttle: SignInThrottle;
  now: () => number;
}

/** Without a password to ask for, a sign-in this recent says as much. */
const FRESH_MS = 10 * 60_000;

declare const proved: unique symbol;

/** Proof that whoever has the session knows its password as well. Only `prove` makes one. */
export interface ProvedSession extends Session {
  /** The hash that the password was checked against. */
  readonly provedHash: string;
  readonly [proved]: true;
}

function wrong(): AppError {
  return new AppError('invalid_credentials', 'The current password is wrong.');
}

export function createIdentityService({ accounts, throttle, now }: IdentityDeps) {
  /** Counted for the account and the address, like a sign-in: a stolen session must not guess. */
  async function check(session: Session, stored: string, password: string): Promise<void> {
    const place = { account: `confirm ${session.principal.id}`, address: session.address };
    const matches = await guarded(
      throttle,
      place,
      async () => (await verifyPassword(stored, password)) || undefined,
    );
    if (!matches) throw wrong();
    await throttle.succeeded(place.account, place.address);
  }

  return {
    hasPassword: async (userId: string): Promise<boolean> =>
      (await accounts.findById(userId))?.passwordHash != null,

    /** @throws AppError `invalid_credentials`, `rate_limited` */
    prove: async (session: Session, currentPassword: string): Promise<ProvedSession> => {
      const stored = (await accounts.findById(session.principal.id))?.passwordHash;
      if (stored == null) throw wrong();
      await check(session, stored, currentPassword);
      // The brand exists in types only: this is the one place that may claim it.
      return { ...session, provedHash: stored } as ProvedSession;
    },

    /** @throws AppError `forbidden`, `invalid_credentials`, `rate_limited` */
    confirm: async (session: Session, currentPassword: string | undefined): Promise<void> => {
      const { id, mustChangePassword } = session.principal;
      if (mustChangePassword) {
        throw new AppError('forbidden', 'Change your password first: it was given for one use.');
      }
      const stored = (await accounts.findById(id))?.passwordHash;
      if (stored != null) return check(session, stored, currentPassword ?? '');
      if (now() - session.createdAt.getTime() < FRESH_MS) return;
      throw new AppError('forbidden', 'Sign out and in again first: this session is too old.');
    },
  };
}

export type IdentityService = ReturnType<typeof createIdentityService>;
