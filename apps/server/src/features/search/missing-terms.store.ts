/** Scans that ended before there were terms, found by `scans_without_terms`. */
import { type SqlBool, sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';
import { listTerms } from './search-terms.service.ts';

export interface ScanWithoutTerms {
  id: string;
  url: string;
  finalUrl: string;
  title: string;
}

export type MissingTermsStore = ReturnType<typeof createMissingTermsStore>;

/** As the index says it; the terms of tags are always there. */
const lacksTerms = sql<SqlBool>`state in ('done', 'error', 'cancelled')
  and cardinality(terms) = cardinality(tags)`;

export function createMissingTermsStore(db: Db) {
  /** Newest first. */
  async function find(most: number): Promise<ScanWithoutTerms[]> {
    return db
      .selectFrom('scans')
      .select(['id', 'url', 'final_url as finalUrl', 'title'])
      .where(lacksTerms)
      .orderBy('created_at', 'desc')
      .limit(most)
      .execute();
  }

  /** False, and nothing changed, where it has got some meanwhile or is gone. One term at least. */
  async function add(scanId: string, terms: readonly string[]): Promise<boolean> {
    return db.transaction().execute(async (tx) => {
      const changed = await tx
        .updateTable('scans')
        .set({ terms: sql`terms || ${[...terms]}::text[]` })
        .where('id', '=', scanId)
        .where(lacksTerms)
        .executeTakeFirst();
      if (changed.numUpdatedRows === 0n) return false;
      await listTerms(terms).execute(tx);
      return true;
    });
  }

  return { find, add };
}
