import type { UserRole } from '@webhood/contract';
import { sql } from 'kysely';
import { newId } from '../../../platform/crypto/opaque-token.ts';
import type { Db } from '../../../platform/db/database.ts';

/** Who the provider means: never an e-mail address, which can change hands. */
export interface Identity {
  issuer: string;
  subject: string;
}

export interface KnownAccount {
  id: string;
  role: UserRole;
  disabled: boolean;
}

export interface NewAccount {
  id: string;
  /** The first that is free is taken. */
  names: string[];
  /** Left out where another account has it. */
  email: string | undefined;
  fallbackEmail: string;
  role: UserRole;
}

/** Beside `credential`, the provider of passwords: an issuer is a URL, so they never meet. */
const providerOf = ({ issuer }: Identity) => issuer;

async function insertFree(trx: Db, account: NewAccount): Promise<KnownAccount | undefined> {
  const emails = [...(account.email === undefined ? [] : [account.email]), account.fallbackEmail];
  for (const email of emails) {
    for (const name of account.names) {
      const row = await trx
        .insertInto('users')
        .values({
          id: account.id,
          name,
          username: name.toLowerCase(),
          email: email.toLowerCase(),
          role: account.role,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning(['id', 'role', 'disabled'])
        .executeTakeFirst();
      if (row) return row;
    }
  }
  return undefined;
}

export function createIdentityStore(db: Db) {
  return {
    find: (identity: Identity): Promise<KnownAccount | undefined> =>
      db
        .selectFrom('credentials')
        .innerJoin('users', 'users.id', 'credentials.user_id')
        .select(['users.id as id', 'users.role as role', 'users.disabled as disabled'])
        .where('credentials.provider_id', '=', providerOf(identity))
        .where('credentials.account_id', '=', identity.subject)
        .executeTakeFirst(),

    /** One account for an identity, however many come at once: the others wait and find it. */
    create: (identity: Identity, account: NewAccount): Promise<KnownAccount | undefined> =>
      db.transaction().execute(async (trx) => {
        const lock = `${identity.issuer} ${identity.subject}`;
        await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(trx);
        const there = await createIdentityStore(trx).find(identity);
        if (there) return there;
        const made = await insertFree(trx, account);
        if (!made) return undefined;
        await trx
          .insertInto('credentials')
          .values({
            id: newId(),
            user_id: account.id,
            provider_id: providerOf(identity),
            account_id: identity.subject,
          })
          .execute();
        return made;
      }),
  };
}

export type IdentityStore = ReturnType<typeof createIdentityStore>;
