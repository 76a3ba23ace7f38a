import { sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';

export interface SavedSearchRecord {
  id: string;
  name: string;
  q: string;
  created_at: Date;
}

const COLUMNS = ['id', 'name', 'q', 'created_at'] as const;

export function createSavedSearchStore(db: Db) {
  return {
    list: (userId: string): Promise<SavedSearchRecord[]> =>
      db
        .selectFrom('saved_searches')
        .select(COLUMNS)
        .where('user_id', '=', userId)
        .orderBy(sql`lower(name)`)
        .execute(),

    /** Undefined when the person has `most` already, under other names. */
    save: (
      search: { id: string; userId: string; name: string; q: string },
      most: number,
    ): Promise<SavedSearchRecord | undefined> =>
      db.transaction().execute(async (tx) => {
        // One at a time for each person, so that the count holds.
        await tx
          .selectFrom('users')
          .select('id')
          .where('id', '=', search.userId)
          .forUpdate()
          .execute();
        const replaced = await tx
          .updateTable('saved_searches')
          .set({ q: search.q })
          .where('user_id', '=', search.userId)
          .where('name', '=', search.name)
          .returning(COLUMNS)
          .executeTakeFirst();
        if (replaced) return replaced;
        const { count } = await tx
          .selectFrom('saved_searches')
          .select((eb) => eb.fn.countAll<number>().as('count'))
          .where('user_id', '=', search.userId)
          .executeTakeFirstOrThrow();
        if (count >= most) return undefined;
        return tx
          .insertInto('saved_searches')
          .values({ id: search.id, user_id: search.userId, name: search.name, q: search.q })
          .returning(COLUMNS)
          .executeTakeFirstOrThrow();
      }),

    /** Whether the person had it. */
    remove: async (userId: string, id: string): Promise<boolean> => {
      const removed = await db
        .deleteFrom('saved_searches')
        .where('user_id', '=', userId)
        .where('id', '=', id)
        .returning('id')
        .executeTakeFirst();
      return removed !== undefined;
    },
  };
}

export type SavedSearchStore = ReturnType<typeof createSavedSearchStore>;
