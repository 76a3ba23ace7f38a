import { sql } from 'kysely';
import type { Db } from '../../../platform/db/database.ts';

export interface TotpFactor {
  /** Encrypted. */
  secret: string;
  confirmedAt: Date | null;
}

async function replaceRecoveryCodes(db: Db, userId: string, hashes: string[]): Promise<void> {
  await db.deleteFrom('recovery_codes').where('user_id', '=', userId).execute();
  await db
    .insertInto('recovery_codes')
    .values(hashes.map((hash) => ({ user_id: userId, hash })))
    .execute();
}

export function createSecondFactorStore(db: Db) {
  return {
    find: async (userId: string): Promise<TotpFactor | undefined> => {
      const row = await db
        .selectFrom('totp_factors')
        .select(['secret', 'confirmed_at'])
        .where('user_id', '=', userId)
        .executeTakeFirst();
      return row && { secret: row.secret, confirmedAt: row.confirmed_at };
    },

    /** Begins anew what was not confirmed. False when there is a confirmed one. */
    begin: async (userId: string, secret: string): Promise<boolean> => {
      const row = await db
        .insertInto('totp_factors')
        .values({ user_id: userId, secret })
        .onConflict((conflict) =>
          conflict
            .column('user_id')
            .doUpdateSet({ secret, created_at: sql<Date>`now()` })
            .where('totp_factors.confirmed_at', 'is', null),
        )
        .returning('user_id')
        .executeTakeFirst();
      return row !== undefined;
    },

    /** From now on it is asked for. False when it already was. The other sessions end. */
    confirm: (
      userId: string,
      { step, hashes, keepSessionId }: { step: number; hashes: string[]; keepSessionId: string },
    ): Promise<boolean> =>
      db.transaction().execute(async (trx) => {
        // As whatever ends sessions does: a sign-in that is under way looks again after it.
        await trx.selectFrom('users').select('id').where('id', '=', userId).forUpdate().execute();
        const row = await trx
          .updateTable('totp_factors')
          .set({ confirmed_at: sql<Date>`now()`, last_step: step })
          .where('user_id', '=', userId)
          .where('confirmed_at', 'is', null)
          .returning('user_id')
          .executeTakeFirst();
        if (!row) return false;
        await replaceRecoveryCodes(trx, userId, hashes);
        // A code was given in it: as if it had been opened with one.
        await trx
          .updateTable('sessions')
          .set({ method: 'totp' })
          .where('id', '=', keepSessionId)
          .where('user_id', '=', userId)
          .execute();
        await trx
          .deleteFrom('sessions')
          .where('user_id', '=', userId)
          .where('id', '<>', keepSessionId)
          .execute();
        return true;
      }),

    /** Each time step once: false when its code, or a later one, was used before. */
    useStep: async (userId: string, step: number): Promise<boolean> => {
      const row = await db
        .updateTable('totp_factors')
        .set({ last_step: step })
        .where('user_id', '=', userId)
        .where('confirmed_at', 'is not', null)
        .where('last_step', '<', step)
        .returning('user_id')
        .executeTakeFirst();
      return row !== undefined;
    },

    useRecoveryCode: async (userId: string, hash: string): Promise<boolean> => {
      const row = await db
        .updateTable('recovery_codes')
        .set({ used_at: sql<Date>`now()` })
        .where('user_id', '=', userId)
        .where('hash', '=', hash)
        .where('used_at', 'is', null)
        .returning('hash')
        .executeTakeFirst();
      return row !== undefined;
    },

    replaceRecoveryCodes: (userId: string, hashes: string[]): Promise<void> =>
      db.transaction().execute((trx) => replaceRecoveryCodes(trx, userId, hashes)),

    recoveryCodesLeft: async (userId: string): Promise<number> => {
      const { left } = await db
        .selectFrom('recovery_codes')
        .select((query) => query.fn.countAll<number>().as('left'))
        .where('user_id', '=', userId)
        .where('used_at', 'is', null)
        .executeTakeFirstOrThrow();
      return left;
    },

    /** False when there was none that counted. */
    remove: (userId: string): Promise<boolean> =>
      db.transaction().execute(async (trx) => {
        const removed = await trx
          .deleteFrom('totp_factors')
          .where('user_id', '=', userId)
          .returning('confirmed_at')
          .executeTakeFirst();
        await trx.deleteFrom('recovery_codes').where('user_id', '=', userId).execute();
        return removed?.confirmed_at != null;
      }),
  };
}

export type SecondFactorStore = ReturnType<typeof createSecondFactorStore>;
