/** The changes of the last while, for those who come back; see `migrations/0027-event-log.sql`. */
import { sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';
import type { Change } from './change.store.ts';
import type { EventPlace } from './event-place.ts';

/** A console that was away for longer fetches what it shows anew. */
const KEPT_MINUTES = 60;
/** A busy hour has millions. More than this many are not told one by one anyway. */
const KEPT_CHANGES = 100_000;

export type MissedChange = Exclude<Change, { kind: 'resync' }>;

/** The newest change of something, with the place that whoever was told it is at. */
export interface Missed {
  change: MissedChange;
  transaction: number;
}

export type ChangeLogStore = ReturnType<typeof createChangeLogStore>;

export function createChangeLogStore({ db }: { db: Db }) {
  /** Where the history stands: everything below has ended. */
  async function place(): Promise<EventPlace> {
    const { id, transaction } = await db
      .selectFrom('event_history')
      .select([
        'id',
        sql<number>`pg_snapshot_xmin(pg_current_snapshot())::text::bigint`.as('transaction'),
      ])
      .executeTakeFirstOrThrow();
    return { history: id, transaction };
  }

  /** One for each that changed, in order. Undefined when some was forgotten, or past `most`. */
  async function since(
    from: EventPlace,
    { scanId, most }: { scanId: string | undefined; most: number },
  ): Promise<Missed[] | undefined> {
    const rows = await newestOfEach(from.transaction, scanId, most + 1);
    // After the changes were read: what was forgotten meanwhile has raised the floor.
    if (rows.length > most || !(await isKnown(from))) return undefined;
    return rows.map((row) => ({
      change: changeOf(row),
      // A transaction that was still open may yet bring another.
      transaction: Math.min(row.transaction, row.oldest_open),
    }));
  }

  async function isKnown({ history, transaction }: EventPlace): Promise<boolean> {
    const row = await db
      .selectFrom('event_history')
      .select('id')
      .where('id', '=', history)
      .where('floor', '<=', transaction)
      // A place ahead of this database is of one that was lost.
      .where(sql<boolean>`pg_snapshot_xmax(pg_current_snapshot())::text::bigint >= ${transaction}`)
      .executeTakeFirst();
    return row !== undefined;
  }

  async function newestOfEach(transaction: number, scanId: string | undefined, most: number) {
    const newest = db
      .selectFrom('logged_changes')
      .distinctOn([sql`kind = 'scanner'`, 'id'])
      .selectAll()
      .select(sql<number>`pg_snapshot_xmin(pg_current_snapshot())::text::bigint`.as('oldest_open'))
      .where('transaction', '>=', transaction)
      .$if(scanId !== undefined, (query) =>
        query.where('kind', '<>', 'scanner').where('id', '=', scanId ?? ''),
      )
      .orderBy(sql`kind = 'scanner'`)
      .orderBy('id')
      .orderBy('seq', 'desc');
    return db
      .selectFrom(newest.as('newest'))
      .selectAll()
      .orderBy('transaction')
      .orderBy('seq')
      .limit(most)
      .execute();
  }

  /** Forgets what is too old or too much. */
  async function forget(): Promise<void> {
    await sql`
      with gone as (
        delete from logged_changes
        where at < clock_timestamp() - ${KEPT_MINUTES} * interval '1 minute'
          or seq <= (select max(seq) from logged_changes) - ${KEPT_CHANGES}
        returning transaction)
      update event_history set floor = greatest(floor, top.transaction + 1)
      from (select max(transaction) as transaction from gone) top
      where top.transaction is not null`.execute(db);
  }

  return { place, since, forget };
}

interface ChangeRow {
  kind: 'scan' | 'scan_deleted' | 'scanner';
  id: string;
  visibility: 'team' | 'restricted' | null;
  by_kind: string | null;
  by_id: string | null;
}

function changeOf({ kind, id, visibility, by_kind, by_id }: ChangeRow): MissedChange {
  if (kind !== 'scan_deleted') return { kind, id };
  // The trigger writes them; without them nobody but administrators is told.
  const whose = { byKind: by_kind ?? '', byId: by_id ?? '' };
  return { kind, id, visibility: visibility ?? 'restricted', ...whose };
}
