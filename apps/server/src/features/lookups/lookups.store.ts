import type { Lookup } from '@webhood/contract';
import type { Db } from '../../platform/db/database.ts';

export type LookupsStore = ReturnType<typeof createLookupsStore>;

export function createLookupsStore(db: Db) {
  return {
    /** Null: nobody has changed them. */
    read: async (): Promise<Lookup[] | null> =>
      (await db.selectFrom('lookups').select('lookups').executeTakeFirstOrThrow()).lookups,

    write: async (lookups: Lookup[] | null): Promise<void> => {
      const value = lookups && JSON.stringify(lookups);
      await db.updateTable('lookups').set({ lookups: value }).execute();
    },
  };
}
