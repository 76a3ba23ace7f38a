import type { Db } from '../../platform/db/database.ts';

export function createInstallationStore(db: Db) {
  return {
    /** Part of every derived key. The migration makes it. */
    epoch: async (): Promise<string> => {
      const { epoch } = await db
        .selectFrom('installation')
        .select('epoch')
        .executeTakeFirstOrThrow();
      return epoch;
    },
    /** Whether the database answers. */
    answers: async (): Promise<boolean> => {
      try {
        await db.selectFrom('installation').select('only_row').executeTakeFirst();
        return true;
      } catch {
        // Why it does not is in the log of the pool; the caller only needs to know that.
        return false;
      }
    },
  };
}
