/** Which artifacts are to be looked at again, and what was found. */
import { sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';

/** Scans that are told of a damaged artifact that many share. */
const SCANS_TOLD = 20;

export interface DamagedArtifact {
  sha256: string;
  /** In bytes, as it was stored. */
  size: number;
  /** Of those that name it, the newest. */
  scanIds: string[];
}

export type ScrubStore = ReturnType<typeof createScrubStore>;

export function createScrubStore({ db }: { db: Db }) {
  /** By the database's clock. */
  async function now(): Promise<Date> {
    const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
    return (rows[0] as { now: Date }).now;
  }

  /** Those that were last looked at before then, the longest ago first. */
  async function due(before: Date, limit: number): Promise<{ sha256: string; size: number }[]> {
    return db
      .selectFrom('blobs')
      .select(['sha256', 'size'])
      .where(({ or, eb }) => or([eb('checked_at', 'is', null), eb('checked_at', '<', before)]))
      .orderBy(sql`checked_at nulls first`)
      .limit(limit)
      .execute();
  }

  async function noteWhole(sha256: string): Promise<void> {
    await db
      .updateTable('blobs')
      .set({ checked_at: sql<Date>`clock_timestamp()`, damaged_at: null })
      .where('sha256', '=', sha256)
      .execute();
  }

  /**
   * Undefined where nothing names it any more: the sweeper was there first. `isNew`: it was whole
   * when it was last looked at.
   */
  async function noteDamaged(
    sha256: string,
  ): Promise<(DamagedArtifact & { isNew: boolean }) | undefined> {
    const { rows } = await sql<DamagedArtifact & { isNew: boolean }>`
      with before as (select sha256, damaged_at from blobs where sha256 = ${sha256} for update)
      update blobs set
        checked_at = clock_timestamp(),
        damaged_at = coalesce(blobs.damaged_at, clock_timestamp())
      from before where blobs.sha256 = before.sha256
      returning blobs.sha256, size, before.damaged_at is null as "isNew", array(
        select scan_id from artifacts join scans on scans.id = scan_id
        where artifacts.sha256 = blobs.sha256
        group by scan_id, created_at order by created_at desc limit ${SCANS_TOLD}) as "scanIds"
    `.execute(db);
    return rows[0];
  }

  return { now, due, noteWhole, noteDamaged };
}
