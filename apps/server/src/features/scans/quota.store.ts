import { sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';
import type { Transaction } from '../../platform/db/transaction.ts';
import { inTransaction } from '../../platform/db/transactor.ts';
import type { Submitter } from './scan.store.ts';

type Owner = Pick<Submitter, 'kind' | 'id'>;

export interface Day {
  /** Scans made since the day began. */
  scans: number;
  /** Until the next one begins, in UTC by the database's clock. */
  secondsLeft: number;
}

const TODAY = sql<string>`(clock_timestamp() at time zone 'UTC')::date`;

export function createQuotaStore({ db }: { db: Db }) {
  async function day({ kind, id }: Owner): Promise<Day> {
    const { rows } = await sql<Day>`
      select
        coalesce((select scans from submission_counts
          where owner_kind = ${kind} and owner_id = ${id} and day = ${TODAY}), 0) as scans,
        ceil(extract(epoch from
          (${TODAY} + 1)::timestamp at time zone 'UTC' - clock_timestamp()))::integer
          as "secondsLeft"`.execute(db);
    const [found] = rows;
    if (!found) throw new Error('The database told no day.');
    return found;
  }

  /** Counts what was made, unless the day would have more than `most`: then false. */
  async function add(
    tx: Transaction,
    { kind, id }: Owner,
    scans: number,
    most: number,
  ): Promise<boolean> {
    if (scans > most) return false;
    const { rows } = await sql`
      insert into submission_counts (owner_kind, owner_id, day, scans)
      values (${kind}, ${id}, ${TODAY}, ${scans})
      on conflict (owner_kind, owner_id, day) do update
        set scans = submission_counts.scans + excluded.scans
        where submission_counts.scans + excluded.scans <= ${most}::bigint
      returning 1`.execute(inTransaction(db, tx));
    return rows.length === 1;
  }

  /** The submitter's scans that have not begun, counted no further than `most`. */
  async function waiting({ kind, id }: Owner, most: number): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from (
        select 1 from scans
        where state in ('queued', 'pending')
          and submitted_by_kind = ${kind} and submitted_by_id = ${id}
        limit ${most}) as counted`.execute(db);
    return rows[0]?.count ?? 0;
  }

  async function forget(olderThanDays: number): Promise<void> {
    await sql`delete from submission_counts where day < ${TODAY} - ${olderThanDays}::integer`.execute(
      db,
    );
  }

  return { day, add, waiting, forget };
}

export type QuotaStore = ReturnType<typeof createQuotaStore>;
