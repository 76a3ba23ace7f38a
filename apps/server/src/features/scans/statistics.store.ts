import type { ScanFailureCode, ScanState } from '@webhood/contract';
import { sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';
import { type Viewer, visibleTo } from './scan-record.store.ts';
import { withinSearchTime } from './search-time.store.ts';

export type Step = 'hour' | 'day';

interface StateCount {
  /** When the hour or the day begins, milliseconds since 1970. */
  atMs: number;
  state: ScanState;
  completeness: 'complete' | 'partial' | null;
  count: number;
}

export interface StatisticsRow {
  /** By the database's clock, as are all times of scans. */
  from: Date;
  to: Date;
  counts: StateCount[];
  errors: { code: ScanFailureCode; count: number }[];
  /** Seconds: half of the scans, 95 of 100, all of them; null where there are none. */
  waiting: [number, number, number] | null;
  scanning: [number, number, number] | null;
}

/** Half of them, nearly all of them, and the longest. */
const PLACES = sql`array[0.5, 0.95, 1]::float8[]`;

export function createStatisticsStore({ db }: { db: Db }) {
  /** @throws AppError `unavailable` when there is too much to count */
  async function read(viewer: Viewer, hours: number, step: Step): Promise<StatisticsRow> {
    return withinSearchTime(db, (on) =>
      on
        .with('span', (spans) =>
          spans.selectNoFrom([
            sql<Date>`now() - make_interval(hours => ${hours})`.as('from'),
            sql<Date>`now()`.as('to'),
          ]),
        )
        .with(
          (cte) => cte('seen').materialized(),
          (spans) =>
            spans
              .selectFrom('scans')
              .where('created_at', '>=', (eb) => eb.selectFrom('span').select('from'))
              .where('created_at', '<', (eb) => eb.selectFrom('span').select('to'))
              .where(visibleTo(viewer))
              .select([
                'state',
                'completeness',
                'error_code',
                sql`date_trunc(${step}, created_at, 'UTC')`.as('at'),
                // Less than nothing where the database's clock went back, and `greatest` of null is not.
                sql`case when started_at is not null then
                  greatest(0, extract(epoch from started_at - greatest(queued_at, available_at)))
                  end`.as('waiting'),
                sql`case when state = 'done' and started_at is not null
                  then greatest(0, extract(epoch from done_at - started_at)) end`.as('scanning'),
              ]),
        )
        .selectFrom('span')
        .select(['span.from', 'span.to'])
        .select([
          sql<StateCount[]>`(select coalesce(jsonb_agg(grouped), '[]') from (
            select (extract(epoch from at) * 1000)::bigint as "atMs", state, completeness,
              count(*) as count from seen group by at, state, completeness) grouped)`.as('counts'),
          sql<StatisticsRow['errors']>`(select coalesce(jsonb_agg(grouped), '[]') from (
            select error_code as code, count(*) as count from seen
            where state = 'error' and error_code is not null
            group by error_code order by count(*) desc, error_code) grouped)`.as('errors'),
          sql<StatisticsRow['waiting']>`(select
            percentile_disc(${PLACES}) within group (order by waiting)::float8[] from seen)`.as(
            'waiting',
          ),
          sql<StatisticsRow['scanning']>`(select
            percentile_disc(${PLACES}) within group (order by scanning)::float8[] from seen)`.as(
            'scanning',
          ),
        ])
        .executeTakeFirstOrThrow(),
    );
  }

  return { read };
}

export type StatisticsStore = ReturnType<typeof createStatisticsStore>;
