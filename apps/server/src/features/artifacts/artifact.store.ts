/**
 * Which blobs there are, who has uploaded them and which scans claim them. A blob's row is
 * guarded by an advisory lock on its hash wherever the row and the stored bytes must agree.
 */
import type { Artifact } from '@webhood/contract';
import { type ExpressionBuilder, sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';
import type { Schema } from '../../platform/db/schema.ts';
import { SWEEP_LOCK } from '../../platform/db/sweep-lock.ts';
import type { Transaction } from '../../platform/db/transaction.ts';
import { inTransaction } from '../../platform/db/transactor.ts';

/** SQLSTATE of a row that another refers to. */
const CLAIMED = '23503';

export type ArtifactStore = ReturnType<typeof createArtifactStore>;

export function createArtifactStore({ db }: { db: Db }) {
  /** Notes content and who brought it. False, and nothing noted, when it is not stored after all. */
  async function recordUpload(
    tx: Transaction,
    { sha256, size }: Pick<Artifact, 'sha256' | 'size'>,
    scannerId: string,
    isStored: () => Promise<boolean>,
  ): Promise<boolean> {
    const handle = inTransaction(db, tx);
    await lockBlob(handle, sha256);
    if (!(await isStored())) return false;
    await handle
      .insertInto('blobs')
      .values({ sha256, size })
      .onConflict((conflict) =>
        conflict.column('sha256').doUpdateSet({ last_used_at: sql<Date>`clock_timestamp()` }),
      )
      .execute();
    await handle
      .insertInto('blob_uploaders')
      .values({ sha256, scanner_id: scannerId })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return true;
  }

  /**
   * Whether this scanner has uploaded it before, and the store is not known to have lost it since; if
   * so it is kept for the scan to come.
   */
  async function touchUpload(sha256: string, scannerId: string): Promise<boolean> {
    const touched = await db
      .updateTable('blobs')
      .set({ last_used_at: sql<Date>`clock_timestamp()` })
      .where('sha256', '=', sha256)
      .where('damaged_at', 'is', null)
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom('blob_uploaders')
            .select('sha256')
            .whereRef('blob_uploaders.sha256', '=', 'blobs.sha256')
            .where('scanner_id', '=', scannerId),
        ),
      )
      .returning('sha256')
      .executeTakeFirst();
    return touched !== undefined;
  }

  /** Has damaged bytes removed, so that whole ones can take their place; these are looked at soon. */
  async function makeWayForWhole(sha256: string, removeBytes: () => Promise<void>): Promise<void> {
    const isDamaged = db
      .selectFrom('blobs')
      .select('sha256')
      .where('sha256', '=', sha256)
      .where('damaged_at', 'is not', null);
    if (!(await isDamaged.executeTakeFirst())) return;
    await db.transaction().execute(async (tx) => {
      await lockBlob(tx, sha256);
      const { numUpdatedRows } = await tx
        .updateTable('blobs')
        .set({ damaged_at: null, checked_at: null })
        .where('sha256', '=', sha256)
        .where('damaged_at', 'is not', null)
        .executeTakeFirst();
      if (numUpdatedRows > 0n) await removeBytes();
    });
  }

  /**
   * The hashes that this scanner has not uploaded, or not with that size. What there is stays
   * until the transaction ends: the sweeper waits, and then finds it claimed.
   */
  async function notUploaded(
    tx: Transaction,
    scannerId: string,
    artifacts: Pick<Artifact, 'sha256' | 'size'>[],
  ): Promise<string[]> {
    await sql`
      select 1 from blobs where sha256 = any(${artifacts.map(({ sha256 }) => sha256)}::text[])
      order by sha256 for key share`.execute(inTransaction(db, tx));
    const { rows } = await sql<{ sha256: string }>`
      select claimed.sha256
      from unnest(${artifacts.map(({ sha256 }) => sha256)}::text[],
                  ${artifacts.map(({ size }) => size)}::bigint[]) as claimed (sha256, size)
      where not exists (
        select 1 from blobs join blob_uploaders using (sha256)
        where blobs.sha256 = claimed.sha256 and blobs.size = claimed.size
          and blob_uploaders.scanner_id = ${scannerId})
    `.execute(inTransaction(db, tx));
    return rows.map(({ sha256 }) => sha256);
  }

  /** Makes the scan claim them. */
  async function attach(tx: Transaction, scanId: string, artifacts: Artifact[]): Promise<void> {
    const column = <K extends keyof Artifact>(name: K) => artifacts.map((each) => each[name]);
    await sql`
      insert into artifacts (scan_id, path, kind, media_type, sha256, size)
      select ${scanId}, each.* from unnest(
        ${column('path')}::text[], ${column('kind')}::text[], ${column('mediaType')}::text[],
        ${column('sha256')}::text[], ${column('size')}::bigint[]) as each
    `.execute(inTransaction(db, tx));
  }

  async function listOf(scanId: string): Promise<Artifact[]> {
    const rows = await db
      .selectFrom('artifacts')
      .select(['kind', 'path', 'media_type', 'sha256', 'size'])
      .where('scan_id', '=', scanId)
      .orderBy('path')
      .execute();
    return rows.map(({ media_type, ...rest }) => ({ ...rest, mediaType: media_type }));
  }

  async function findOf(
    scanId: string,
    by: { sha256: string } | { path: string },
  ): Promise<Artifact | undefined> {
    const row = await db
      .selectFrom('artifacts')
      .select(['kind', 'path', 'media_type', 'sha256', 'size'])
      .where('scan_id', '=', scanId)
      .where((eb) => ('path' in by ? eb('path', '=', by.path) : eb('sha256', '=', by.sha256)))
      .orderBy('path')
      .limit(1)
      .executeTakeFirst();
    if (!row) return undefined;
    const { media_type: mediaType, ...rest } = row;
    return { ...rest, mediaType };
  }

  /** Blobs that no scan claims and no upload has touched for that long. */
  async function orphans(olderThanSeconds: number, limit: number): Promise<string[]> {
    const rows = await db
      .selectFrom('blobs')
      .select('sha256')
      .where('last_used_at', '<', ageLimit(olderThanSeconds))
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('artifacts')
              .select('scan_id')
              .whereRef('artifacts.sha256', '=', 'blobs.sha256'),
          ),
        ),
      )
      .where(notRendition)
      .orderBy('last_used_at')
      .limit(limit)
      .execute();
    return rows.map(({ sha256 }) => sha256);
  }

  /**
   * Forgets an orphan, and has its bytes removed before anyone can bring it again. False when it
   * is no orphan any more.
   */
  async function forgetOrphan(
    sha256: string,
    olderThanSeconds: number,
    removeBytes: () => Promise<void>,
  ): Promise<boolean> {
    const forgotten = db.transaction().execute(async (tx) => {
      if (!(await maySweep(tx))) return false;
      await lockBlob(tx, sha256);
      const { numDeletedRows } = await tx
        .deleteFrom('blobs')
        .where('sha256', '=', sha256)
        .where('last_used_at', '<', ageLimit(olderThanSeconds))
        .where(({ not, exists, selectFrom }) =>
          not(exists(selectFrom('artifacts').select('scan_id').where('sha256', '=', sha256))),
        )
        .where(notRendition)
        .executeTakeFirst();
      if (numDeletedRows === 0n) return false;
      await removeBytes();
      return true;
    });
    return forgotten.catch((error: unknown) => {
      // A commit claimed it while the deletion waited for that very commit.
      if (error instanceof Error && 'code' in error && error.code === CLAIMED) return false;
      throw error;
    });
  }

  /** Those of the hashes that have no row. */
  async function unknownOf(hashes: string[]): Promise<string[]> {
    const { rows } = await sql<{ sha256: string }>`
      select sha256 from unnest(${hashes}::text[]) as stored (sha256)
      where not exists (select 1 from blobs where blobs.sha256 = stored.sha256)`.execute(db);
    return rows.map(({ sha256 }) => sha256);
  }

  /** Removes bytes that have no row: their server died between storing and noting them. */
  async function removeUnknown(sha256: string, removeBytes: () => Promise<void>): Promise<boolean> {
    return db.transaction().execute(async (tx) => {
      if (!(await maySweep(tx))) return false;
      await lockBlob(tx, sha256);
      const known = await tx
        .selectFrom('blobs')
        .select('sha256')
        .where('sha256', '=', sha256)
        .executeTakeFirst();
      if (known) return false;
      await removeBytes();
      return true;
    });
  }

  return {
    recordUpload,
    touchUpload,
    makeWayForWhole,
    notUploaded,
    attach,
    listOf,
    findOf,
    orphans,
    forgetOrphan,
    unknownOf,
    removeUnknown,
  };
}

/** A picture that was made from a screenshot goes once its screenshot has gone. */
function notRendition({ not, exists, selectFrom }: ExpressionBuilder<Schema, 'blobs'>) {
  return not(
    exists(
      selectFrom('renditions').select('picture').whereRef('renditions.sha256', '=', 'blobs.sha256'),
    ),
  );
}

/** Not while a backup copies what there was when it began. */
async function maySweep(tx: Db): Promise<boolean> {
  const { rows } = await sql<{ may: boolean }>`
    select pg_try_advisory_xact_lock_shared(${SWEEP_LOCK}) as may`.execute(tx);
  return rows[0]?.may === true;
}

export async function lockBlob(tx: Db, sha256: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${sha256}, 0))`.execute(tx);
}

function ageLimit(seconds: number) {
  return sql<Date>`clock_timestamp() - make_interval(secs => ${seconds})`;
}
