import { sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';
import { listTerms, termOf } from '../search/search-terms.service.ts';
import {
  RECORD_COLUMNS,
  type ScanRecord,
  toRecord,
  type Viewer,
  visibleTo,
} from './scan-record.store.ts';
import { createScanSearchStore } from './scan-search.store.ts';

export type { PagePlace } from './newest-matches.store.ts';
export type { ScanRecord, Submitter, Viewer } from './scan-record.store.ts';

export type ScanStore = ReturnType<typeof createScanStore>;

export function createScanStore({ db }: { db: Db }) {
  async function find(idOrSlug: string, viewer: Viewer): Promise<ScanRecord | undefined> {
    const row = await db
      .selectFrom('scans')
      .select(RECORD_COLUMNS)
      .where((eb) => eb.or([eb('id', '=', idOrSlug), eb('slug', '=', idOrSlug)]))
      .where(visibleTo(viewer))
      .executeTakeFirst();
    return row && toRecord(row);
  }

  /** Those of the ids that there are and the viewer may see, in no order. */
  async function findMany(ids: string[], viewer: Viewer): Promise<ScanRecord[]> {
    const rows = await db
      .selectFrom('scans')
      .select(RECORD_COLUMNS)
      .where('id', '=', sql<string>`any(${ids}::text[])`)
      .where(visibleTo(viewer))
      .execute();
    return rows.map(toRecord);
  }

  /**
   * Removes some tags, then adds others, in one step: two who do so at once both have their way.
   * `tooMany` changes nothing.
   */
  async function changeTags(
    id: string,
    { add, remove, most }: { add: string[]; remove: string[]; most: number },
  ): Promise<'changed' | 'tooMany' | 'gone'> {
    return db.transaction().execute(async (tx) => {
      const scan = await tx
        .selectFrom('scans')
        .select('tags')
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst();
      if (!scan) return 'gone';
      const kept = scan.tags.filter((tag) => !remove.includes(tag));
      const tags = [...new Set([...kept, ...add])];
      if (tags.length > most) return 'tooMany';
      if (tags.join(' ') === scan.tags.join(' ')) return 'changed';
      await tx
        .updateTable('scans')
        .set({ tags: sql`${tags}::text[]`, updated_at: sql<Date>`clock_timestamp()` })
        .where('id', '=', id)
        .execute();
      await listTerms(add.map((tag) => termOf('tag', tag))).execute(tx);
      return 'changed';
    });
  }

  /** False when it had ended already. */
  async function cancel(id: string, message: string): Promise<boolean> {
    return db.transaction().execute(async (tx) => {
      const scan = await tx
        .updateTable('scans')
        .set({
          state: 'cancelled',
          phase: null,
          lease_until: null,
          error_code: 'cancelled',
          error_message: message,
          done_at: sql<Date>`clock_timestamp()`,
          updated_at: sql<Date>`clock_timestamp()`,
        })
        .where('id', '=', id)
        .where('state', 'in', ['pending', 'queued', 'running'])
        .returning(['attempt'])
        .executeTakeFirst();
      if (scan) await endAttempt(tx, id, scan.attempt);
      return scan !== undefined;
    });
  }

  /** Removes the scan and its claim on its artifacts; blobs that nobody claims are swept later. */
  async function remove(id: string): Promise<'removed' | 'absent' | 'held'> {
    try {
      return await db.transaction().execute(async (tx) => {
        const scan = await tx
          .deleteFrom('scans')
          .where('id', '=', id)
          .returning(['attempt'])
          .executeTakeFirst();
        if (scan) await endAttempt(tx, id, scan.attempt);
        return scan ? 'removed' : 'absent';
      });
    } catch (error) {
      // Only a hold refers to a scan and stays: see `legal_holds`.
      if (isReferredTo(error)) return 'held';
      throw error;
    }
  }

  /** How many have not begun, counted no further than `most`. */
  async function countWaiting(most: number): Promise<number> {
    const { count } = await db
      .selectFrom(
        db
          .selectFrom('scans')
          .select('id')
          .where('state', 'in', ['queued', 'pending'])
          .limit(most)
          .as('waiting'),
      )
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return count;
  }

  return {
    ...createScanSearchStore({ db }),
    find,
    findMany,
    changeTags,
    cancel,
    remove,
    countWaiting,
  };
}

/** SQLSTATE of a row that another keeps: of `on delete restrict`, and of no action. */
function isReferredTo(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code === '23001' || code === '23503';
}

async function endAttempt(db: Db, scanId: string, attempt: number): Promise<void> {
  await db
    .updateTable('scan_attempts')
    .set({ outcome: 'cancelled', ended_at: sql<Date>`clock_timestamp()` })
    .where('scan_id', '=', scanId)
    .where('attempt', '=', attempt)
    .where('outcome', 'is', null)
    .execute();
}
