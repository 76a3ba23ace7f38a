/** Which pictures were made of which screenshots, and which never will be. */
import type { PictureSize } from '@webhood/contract';
import { sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';
import { lockBlob } from './artifact.store.ts';

export type KnownRendition =
  | { kind: 'made'; sha256: string; size: number }
  | { kind: 'impossible'; failure: 'unreadable' | 'too_large' };

/** SQLSTATE of a row whose screenshot has gone meanwhile. */
const SOURCE_GONE = '23503';

export type RenditionStore = ReturnType<typeof createRenditionStore>;

export function createRenditionStore({ db }: { db: Db }) {
  async function find(source: string, picture: PictureSize): Promise<KnownRendition | undefined> {
    const row = await db
      .selectFrom('renditions')
      .select(['sha256', 'size', 'failure'])
      .where('source_sha256', '=', source)
      .where('picture', '=', picture)
      .executeTakeFirst();
    if (row?.failure) return { kind: 'impossible', failure: row.failure };
    if (!row || row.sha256 === null || row.size === null) return undefined;
    return { kind: 'made', sha256: row.sha256, size: row.size };
  }

  /** False, and nothing noted, when the bytes were swept meanwhile or the screenshot has gone. */
  async function recordMade(
    source: string,
    picture: PictureSize,
    { sha256, size }: { sha256: string; size: number },
    isStored: () => Promise<boolean>,
  ): Promise<boolean> {
    const recorded = db.transaction().execute(async (tx) => {
      await lockBlob(tx, sha256);
      if (!(await isStored())) return false;
      await tx
        .insertInto('blobs')
        .values({ sha256, size })
        .onConflict((conflict) =>
          conflict.column('sha256').doUpdateSet({ last_used_at: sql<Date>`clock_timestamp()` }),
        )
        .execute();
      await insert(tx, { source_sha256: source, picture, sha256, size, failure: null });
      return true;
    });
    return recorded.catch(goneMeanwhile);
  }

  async function recordImpossible(
    source: string,
    picture: PictureSize,
    failure: 'unreadable' | 'too_large',
  ): Promise<void> {
    const row = { source_sha256: source, picture, sha256: null, size: null, failure };
    await insert(db, row).catch(goneMeanwhile);
  }

  /** Forgets a picture whose bytes were lost, so that it is made anew. */
  async function forget(source: string, picture: PictureSize): Promise<void> {
    await db
      .deleteFrom('renditions')
      .where('source_sha256', '=', source)
      .where('picture', '=', picture)
      .execute();
  }

  return { find, recordMade, recordImpossible, forget };
}

async function insert(
  handle: Db,
  row: {
    source_sha256: string;
    picture: PictureSize;
    sha256: string | null;
    size: number | null;
    failure: 'unreadable' | 'too_large' | null;
  },
): Promise<void> {
  await handle
    .insertInto('renditions')
    .values(row)
    .onConflict((conflict) => conflict.columns(['source_sha256', 'picture']).doUpdateSet(row))
    .execute();
}

function goneMeanwhile(error: unknown): false {
  if (error instanceof Error && 'code' in error && error.code === SOURCE_GONE) return false;
  throw error;
}
