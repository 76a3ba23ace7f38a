/** What signing in has to know of an account before there is a session. */
import type { Db } from '../../platform/db/database.ts';

export interface SignInAccount {
  id: string;
  disabled: boolean;
  /** Null: the account has no password. */
  passwordHash: string | null;
  hasSecondFactor: boolean;
}

export function createSignInAccountStore(db: Db) {
  const accounts = (on: Db) =>
    on
      .selectFrom('users')
      .leftJoin('credentials', (join) =>
        join
          .onRef('credentials.user_id', '=', 'users.id')
          .on('credentials.provider_id', '=', 'credential'),
      )
      .leftJoin('totp_factors', (join) =>
        join
          .onRef('totp_factors.user_id', '=', 'users.id')
          .on('totp_factors.confirmed_at', 'is not', null),
      )
      .select([
        'users.id as id',
        'users.disabled as disabled',
        'credentials.password as passwordHash',
        'totp_factors.confirmed_at as confirmedAt',
      ]);

  type Row = Awaited<ReturnType<ReturnType<typeof accounts>['executeTakeFirst']>>;
  const present = (row: Row): SignInAccount | undefined =>
    row && {
      id: row.id,
      disabled: row.disabled,
      passwordHash: row.passwordHash,
      hasSecondFactor: row.confirmedAt !== null,
    };

  return {
    /** By user name or e-mail address: a name has no `@`. */
    findByLogin: async (login: string): Promise<SignInAccount | undefined> => {
      const column = login.includes('@') ? 'users.email' : 'users.username';
      return present(await accounts(db).where(column, '=', login.toLowerCase()).executeTakeFirst());
    },
    findById: async (id: string): Promise<SignInAccount | undefined> =>
      present(await accounts(db).where('users.id', '=', id).executeTakeFirst()),
    /**
     * As it is once changes that are under way have ended. Whatever ends sessions holds the user's
     * row until it is committed, so a session that was opened before this is either ended by the
     * change, or seen here to be of an account that has changed.
     */
    findSettled: (id: string): Promise<SignInAccount | undefined> =>
      db.transaction().execute(async (tx) => {
        await tx.selectFrom('users').select('id').where('id', '=', id).forShare().execute();
        return present(await accounts(tx).where('users.id', '=', id).executeTakeFirst());
      }),
  };
}

export type SignInAccountStore = ReturnType<typeof createSignInAccountStore>;
