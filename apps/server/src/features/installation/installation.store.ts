import { sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';
import type { DatabaseListener } from '../../platform/db/listen.ts';

export interface InstallationRecord {
  /** Part of every derived key. The migration makes the first. */
  epoch: string;
  /** Of the server secret; null before the first start. */
  secretCheck: string | null;
}

export function createInstallationStore(db: Db) {
  return {
    read: async (): Promise<InstallationRecord> => {
      const row = await db
        .selectFrom('installation')
        .select(['epoch', 'secret_check'])
        .executeTakeFirstOrThrow();
      return { epoch: row.epoch, secretCheck: row.secret_check };
    },

    /** Of an installation that knows no secret yet; else nothing changes. */
    adoptSecret: async (secretCheck: string): Promise<void> => {
      await db
        .updateTable('installation')
        .set({ secret_check: sql<string>`coalesce(secret_check, ${secretCheck})` })
        .execute();
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

export type InstallationStore = ReturnType<typeof createInstallationStore>;

/** Calls `onChange` whenever the epoch may have changed. Returns how to end that. */
export function watchEpoch(listener: DatabaseListener, onChange: () => void): Promise<() => void> {
  return listener.subscribe('epoch_changed', { onNotification: onChange, onResync: onChange });
}
