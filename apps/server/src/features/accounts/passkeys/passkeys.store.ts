import { sql } from 'kysely';
import type { Db } from '../../../platform/db/database.ts';

export interface PasskeyRecord {
  id: string;
  userId: string;
  name: string;
  credentialId: string;
  publicKey: Buffer;
  counter: number;
  transports: string[];
  createdAt: Date;
  lastUsedAt: Date | null;
}

const SELECTION = [
  'id',
  'user_id as userId',
  'name',
  'credential_id as credentialId',
  'public_key as publicKey',
  'counter',
  'transports',
  'created_at as createdAt',
  'last_used_at as lastUsedAt',
] as const;

export function createPasskeyStore(db: Db) {
  return {
    list: (userId: string): Promise<PasskeyRecord[]> =>
      db
        .selectFrom('passkeys')
        .select(SELECTION)
        .where('user_id', '=', userId)
        .orderBy('created_at')
        .execute(),

    findByCredential: (credentialId: string): Promise<PasskeyRecord | undefined> =>
      db
        .selectFrom('passkeys')
        .select(SELECTION)
        .where('credential_id', '=', credentialId)
        .executeTakeFirst(),

    /** Undefined when the authenticator's credential is known already. */
    insert: (
      passkey: Omit<PasskeyRecord, 'createdAt' | 'lastUsedAt'>,
    ): Promise<PasskeyRecord | undefined> =>
      db
        .insertInto('passkeys')
        .values({
          id: passkey.id,
          user_id: passkey.userId,
          name: passkey.name,
          credential_id: passkey.credentialId,
          public_key: passkey.publicKey,
          counter: passkey.counter,
          transports: passkey.transports,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning(SELECTION)
        .executeTakeFirst(),

    /** An authenticator that counts never counts down: false when another was as far already. */
    used: async (id: string, counter: number): Promise<boolean> => {
      const row = await db
        .updateTable('passkeys')
        .set({ counter, last_used_at: sql<Date>`now()` })
        .where('id', '=', id)
        .where((where) =>
          where.or([
            where('counter', '<', counter),
            where.and([where('counter', '=', 0), where(sql.val(counter), '=', 0)]),
          ]),
        )
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },

    /** False when the user has no such passkey. */
    remove: async (userId: string, id: string): Promise<boolean> => {
      const row = await db
        .deleteFrom('passkeys')
        .where('user_id', '=', userId)
        .where('id', '=', id)
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

export type PasskeyStore = ReturnType<typeof createPasskeyStore>;
