/**
 * The newest scans that meet a condition, in bounded time whether few meet it or most do.
 *
 * A planner that must guess walks all scans by time for a term that two of them have, or sorts
 * half of them for one that most have. So nothing is guessed here: the newest thousand scans are
 * looked at first, and what is found there says how to go on (docs/decisions/0012).
 */
import { type AliasableExpression, type Expression, type SqlBool, sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';
import type { CreatedSpan } from '../search/created-span.service.ts';
import { type Viewer, visibleTo } from './scan-record.store.ts';

/** A place between two scans of a list, newest first. */
export interface PagePlace {
  /** Of creation, since 1970: a `Date` is too coarse to part two of a burst. */
  microseconds: number;
  id: string;
}

export interface Matching {
  condition: Expression<SqlBool> | undefined;
  viewer: Viewer;
  /** Matches are of no other time. */
  created?: CreatedSpan | undefined;
  after?: PagePlace | undefined;
  /** The same where scans are looked at one by one, if that is sooner decided. */
  walked?: Expression<SqlBool> | undefined;
}

export interface MatchCount {
  total: number;
  /** False: there may be more. */
  isExact: boolean;
}

export interface NewestMatches {
  places: PagePlace[];
  /** Of all matches, where looking for these has told it. */
  count: number | undefined;
  /** Share of the newest scans that match. */
  share: number;
}

/** Scans that are looked at one by one: some milliseconds. More than any count goes to. */
const NEAR = 1_024;
/** Matches among those, from which it can be told how far back enough of them lie. */
const TELLING = 6;
/** So many times further than it should take, as scans of a kind come in bursts. */
const MARGIN = 2;
/** So far back, an index of time is quickly gone through. */
const FAR = 65_536;
/** Matches, newer and older, that are fetched to sort them. */
const FETCHED = 3_000;
/** Where thousands are wanted, so many for each of them. */
const FETCHED_EACH = 5;
/** Where more match than that: so many scans for each that is wanted. */
const SPARSE = 400;
/** Scans that are walked to count matches: tens of milliseconds where the condition is a text. */
const COUNTED = 12_000;
/** Comparing all of a scan's terms takes so many times as long as looking for one. */
const COSTLY = 4;
/** From this share on, walking finds a thousand sooner than an index lists all that match. */
const WALKED_SHARE = 1 / 16;

const microseconds = sql<number>`(extract(epoch from created_at) * 1000000)::bigint`;

function timeOf(place: PagePlace) {
  return sql`(timestamptz 'epoch' + ${place.microseconds} * interval '1 microsecond')`;
}

/** Within a transaction, whose settings it changes. */
export function createNewestMatches(on: Db, matching: Matching) {
  const { condition, walked = condition, viewer, after, created } = matching;
  const isCostly = walked !== condition;
  const near = isCostly ? NEAR / COSTLY : NEAR;
  const all = () => {
    let rows = on.selectFrom('scans');
    if (created?.from) rows = rows.where('created_at', '>=', created.from);
    if (created?.before) rows = rows.where('created_at', '<', created.before);
    if (!after) return rows;
    const time = timeOf(after);
    // The first part alone is what the index can begin at.
    return rows.where(
      sql<SqlBool>`created_at <= ${time} and (created_at < ${time} or id > ${after.id})`,
    );
  };
  const matches = (how = condition) => {
    const rows = all().where(visibleTo(viewer));
    return how ? rows.where(how) : rows;
  };

  /** Whether rows may be walked in the order of an index, and read without any. */
  async function allow(way: 'any' | 'walk' | 'set'): Promise<void> {
    const walk = way === 'set' ? 'off' : 'on';
    const set = way === 'walk' ? 'off' : 'on';
    const none = way === 'any' ? 'on' : 'off';
    await sql`select set_config('enable_indexscan', ${walk}, true),
      set_config('enable_bitmapscan', ${set}, true),
      set_config('enable_seqscan', ${none}, true)`.execute(on);
  }

  /** The place of the scan before which there are `count`; undefined where there are fewer. */
  async function edgeAfter(count: number): Promise<PagePlace | undefined> {
    return all()
      .select(['id', microseconds.as('microseconds')])
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .offset(count)
      .limit(1)
      .executeTakeFirst();
  }

  /** No older than `edge`. */
  function newest(limit: number, edge?: PagePlace, how = condition): Promise<PagePlace[]> {
    let rows = matches(how);
    if (edge) rows = rows.where(sql<SqlBool>`created_at >= ${timeOf(edge)}`);
    return rows
      .select(['id', microseconds.as('microseconds')])
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .limit(limit)
      .execute();
  }

  /** Fetches them all, or `fetched` and one, and sorts what it has fetched. */
  async function sorted(
    limit: number,
    fetched: number,
  ): Promise<{ places: PagePlace[]; count: number }> {
    await allow('set');
    const rows = await on
      .with('found', () =>
        matches()
          .select(['id', 'created_at'])
          .limit(fetched + 1),
      )
      .selectFrom('found')
      .select(['id', microseconds.as('microseconds')])
      .select(({ selectFrom, fn }) =>
        selectFrom('found').select(fn.countAll<number>().as('count')).as('count'),
      )
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .limit(limit)
      .execute();
    return {
      places: rows.map(({ id, microseconds: at }) => ({ id, microseconds: at })),
      count: rows[0]?.count ?? 0,
    };
  }

  /** Among so many scans; undefined when there are not enough among them. */
  async function amongNewest(limit: number, scans: number): Promise<PagePlace[] | undefined> {
    const edge = await edgeAfter(Math.ceil(scans));
    await allow('set');
    const places = await newest(limit, edge);
    return places.length >= limit || !edge ? places : undefined;
  }

  /** The same, looking at them one by one. */
  async function walkedNewest(limit: number, scans: number): Promise<PagePlace[] | undefined> {
    const edge = await edgeAfter(Math.ceil(scans));
    await allow('walk');
    const places = await newest(limit, edge, walked);
    return places.length >= limit || !edge ? places : undefined;
  }

  async function further(limit: number, share: number): Promise<NewestMatches> {
    const isTelling = share * near >= TELLING;
    const scans = isTelling ? (limit / share) * MARGIN : limit * SPARSE;
    // Not all that a wildcard stands for may have been looked up: near enough, scans tell it all.
    if (isTelling && isCostly && scans <= COUNTED / COSTLY) {
      const places = await walkedNewest(limit, scans);
      if (places) return { places, count: undefined, share };
    }
    if (isTelling && scans <= FAR) {
      const places = await amongNewest(limit, scans);
      if (places) return { places, count: undefined, share };
    }
    const fetched = Math.max(FETCHED, limit * FETCHED_EACH);
    const { places, count } = await sorted(limit, fetched);
    if (count <= fetched) return { places, count, share };
    const sparse = await amongNewest(limit, Math.max(scans, FAR));
    if (sparse) return { places: sparse, count, share };
    await allow('any');
    return { places: await newest(limit), count, share };
  }

  async function find(limit: number): Promise<NewestMatches> {
    const edge = await edgeAfter(near);
    await allow('walk');
    const found = await newest(near, edge, walked);
    if (!edge) return { places: found.slice(0, limit), count: found.length, share: 1 };
    const share = found.length / near;
    if (found.length < limit) return further(limit, share);
    const count = found.length === NEAR ? NEAR : undefined;
    return { places: found.slice(0, limit), count, share };
  }

  /** How many match, no further than `most`; past `COUNTED` scans that say so, at least how many. */
  async function count(most: number, share: number): Promise<MatchCount> {
    if (share < WALKED_SHARE) {
      await allow('set');
      const total = await countOf(matches().select('id').limit(most));
      return { total, isExact: total < most };
    }
    const edge = await edgeAfter(isCostly ? COUNTED / COSTLY : COUNTED);
    await allow('walk');
    let rows = matches(walked).select('id');
    if (edge) rows = rows.where(sql<SqlBool>`created_at >= ${timeOf(edge)}`);
    const total = await countOf(rows.orderBy('created_at', 'desc').limit(most));
    return { total, isExact: !edge && total < most };
  }

  async function countOf(rows: AliasableExpression<{ id: string }>): Promise<number> {
    const { total } = await on
      .selectFrom(rows.as('found'))
      .select((eb) => eb.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    return total;
  }

  return { find, count };
}
