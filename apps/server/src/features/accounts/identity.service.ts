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

export function createIdentityService({ accounts, throttle, now }: IdentityDeps) {
  return {
    hasPassword: async (userId: string): Promise<boolean> =>
      (await accounts.findById(userId))?.passwordHash != null,

    /** @throws AppError `forbidden`, `invalid_credentials`, `rate_limited` */
    confirm: async (session: Session, currentPassword: string | undefined): Promise<void> => {
      const { id, mustChangePassword } = session.principal;
      if (mustChangePassword) {
        throw new AppError('forbidden', 'Change your password first: it was given for one use.');
      }
      const stored = (await accounts.findById(id))?.passwordHash;
      if (stored == null) {
        if (now() - session.createdAt.getTime() < FRESH_MS) return;
        throw new AppError('forbidden', 'Sign out and in again first: this session is too old.');
      }
      const account = `confirm ${id}`;
      const place = { account, address: session.address };
      const matches = await guarded(
        throttle,
        place,
        async () => (await verifyPassword(stored, currentPassword ?? '')) || undefined,
      );
      if (!matches) throw new AppError('invalid_credentials', 'The current password is wrong.');
      throttle.succeeded(account, session.address);
    },
  };
}

export type IdentityService = ReturnType<typeof createIdentityService>;
