/** Which scans the rules let go, and their removal. */
import type { RetentionRule } from '@webhood/contract';
import { sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';
import { PRUNE_LOCK } from '../../platform/db/prune-lock.ts';
import type { Transaction } from '../../platform/db/transaction.ts';
import { inTransaction } from '../../platform/db/transactor.ts';

export interface RetentionRecord {
  rules: RetentionRule[];
  changedAt: Date | null;
  changedBy: string | null;
}

export interface Surplus {
  id: string;
  /** Of its artifacts. */
  bytes: number;
}

/** Between a removal and the second look: longer than a submission takes. */
const SECOND_LOOK_SECONDS = 60;
const TERMS_AT_ONCE = 2_000;

export type RetentionStore = ReturnType<typeof createRetentionStore>;

export function createRetentionStore(db: Db) {
  async function read(): Promise<RetentionRecord> {
    const row = await db
      .selectFrom('retention')
      .select(['rules', 'changed_at', 'changed_by'])
      .executeTakeFirstOrThrow();
    return { rules: row.rules, changedAt: row.changed_at, changedBy: row.changed_by };
  }

  async function write(rules: RetentionRule[], by: string): Promise<void> {
    await db
      .updateTable('retention')
      .set({
        rules: JSON.stringify(rules),
        changed_at: sql<Date>`clock_timestamp()`,
        changed_by: by,
      })
      .execute();
  }

  /**
   * Ended scans that their rule, the first that fits, lets go, oldest first. Held ones are not
   * looked at. Sizes are summed up only where a rule asks for them or `withBytes` does.
   */
  function surplus(rules: RetentionRule[], withBytes: boolean) {
    const needsBytes = withBytes || rules.some(({ maxBytes }) => maxBytes !== null);
    const bytes = needsBytes
      ? sql`(select coalesce(sum(size), 0) from artifacts where scan_id = s.id)`
      : sql`0`;
    return sql<Surplus>`
      with rules as (
        select place, rule from jsonb_array_elements(${JSON.stringify(rules)}::jsonb)
          with ordinality as each (rule, place)),
      fitting as (
        select s.id, s.done_at, ${bytes}::bigint as bytes,
          (select min(place) from rules
           where (rule ->> 'tag' is null or s.tags @> array[rule ->> 'tag'])
             and (rule -> 'states' = '[]' or rule -> 'states' ? s.state)) as place
        from scans s
        where s.state in ('done', 'error', 'cancelled')
          and not exists (select 1 from legal_holds where scan_id = s.id)),
      ranked as (
        select fitting.*,
          row_number() over newest as nth,
          sum(bytes) over (newest rows unbounded preceding) as total
        from fitting where place is not null
        window newest as (partition by place order by done_at desc, id))
      select id, bytes from ranked join rules using (place)
      where done_at < clock_timestamp() - make_interval(days => (rule ->> 'maxAgeDays')::int)
        or nth > (rule ->> 'maxCount')::bigint
        or total > (rule ->> 'maxBytes')::numeric
      order by done_at, id`;
  }

  async function findSurplus(rules: RetentionRule[], most: number): Promise<string[]> {
    const { rows } = await sql<Surplus>`${surplus(rules, false)} limit ${most}`.execute(db);
    return rows.map(({ id }) => id);
  }

  async function countSurplus(rules: RetentionRule[]) {
    const { rows } = await sql<{ scans: number; bytes: number; held: number }>`
      select count(*) as scans, coalesce(sum(bytes), 0)::bigint as bytes,
        (select count(*) from legal_holds) as held
      from (${surplus(rules, true)}) as surplus`.execute(db);
    return rows[0] ?? { scans: 0, bytes: 0, held: 0 };
  }

  /** False where another server is clearing away. Until the transaction ends. */
  async function isAlone(tx: Transaction): Promise<boolean> {
    const { rows } = await sql<{ alone: boolean }>`
      select pg_try_advisory_xact_lock(${PRUNE_LOCK}) as alone`.execute(inTransaction(db, tx));
    return rows[0]?.alone === true;
  }

  /** Those of them that have ended and are not held, with all that is kept of their attempts. */
  async function remove(tx: Transaction, ids: string[]): Promise<string[]> {
    const handle = inTransaction(db, tx);
    const removed = await handle
      .deleteFrom('scans')
      .where('id', 'in', ids)
      .where('state', 'in', ['done', 'error', 'cancelled'])
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(selectFrom('legal_holds').select('scan_id').whereRef('scan_id', '=', 'scans.id')),
        ),
      )
      .returning('id')
      .execute();
    const gone = removed.map(({ id }) => id);
    if (gone.length > 0) {
      await handle.deleteFrom('scan_attempts').where('scan_id', 'in', gone).execute();
    }
    return gone;
  }

  /** Takes terms that no scan has any more off the list. Resolves to how many were looked at. */
  async function unlistTerms(tx: Transaction): Promise<number> {
    const { rows } = await sql`
      with picked as (
        select term from stale_terms where removed_at is null
        order by term limit ${TERMS_AT_ONCE} for update skip locked),
      unlisted as (
        delete from search_terms using picked
        where search_terms.term = picked.term
          and not exists (select 1 from scans where scans.terms @> array[picked.term]))
      update stale_terms set removed_at = clock_timestamp()
      from picked where stale_terms.term = picked.term returning 1`.execute(inTransaction(db, tx));
    return rows.length;
  }

  /** Lists again what a scan was just being made with, and forgets the others. */
  async function lookAgain(tx: Transaction): Promise<void> {
    await sql`
      with settled as (
        delete from stale_terms
        where removed_at < clock_timestamp() - make_interval(secs => ${SECOND_LOOK_SECONDS})
        returning term)
      insert into search_terms (term)
      select term from settled
      where exists (select 1 from scans where scans.terms @> array[settled.term])
      order by term on conflict do nothing`.execute(inTransaction(db, tx));
  }

  return { read, write, findSurplus, countSurplus, isAlone, remove, unlistTerms, lookAgain };
}
