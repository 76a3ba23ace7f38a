/** Lists and searches of scans. What takes too long is ended and says so. */
import type { SCAN_SORT_FIELDS, ScanListQuery } from '@webhood/contract';
import { type SqlBool, sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';
import type { ScansTable } from '../../platform/db/schema.ts';
import { type FacetRow, facetsOf } from '../search/facets.service.ts';
import type { Search } from '../search/query.service.ts';
import type { TermPattern } from '../search/term-patterns.service.ts';
import {
  createNewestMatches,
  type MatchCount,
  type Matching,
  type PagePlace,
} from './newest-matches.store.ts';
import {
  LISTED_COLUMNS,
  RECORD_COLUMNS,
  type ScanRecord,
  toRecord,
  type Viewer,
  visibleTo,
} from './scan-record.store.ts';
import { withinSearchTime } from './search-time.store.ts';

type SortField = (typeof SCAN_SORT_FIELDS)[number];

const COLUMN_BY_SORT = {
  created: 'created_at',
  updated: 'updated_at',
  done_at: 'done_at',
  url: 'url',
  slug: 'slug',
  status: 'state',
} as const satisfies Record<SortField, keyof ScansTable>;

/** For each that is wanted: a few may belong to scans that the viewer may not see. */
const TERMS_LOOKED_AT = 5;
/** Of the scans that have a term, some are looked at for one that the viewer may see. */
const SCANS_OF_TERM = 1_000;
/** Terms that one wildcard may stand for; more would be most of what there is. */
const WILDCARD_TERMS = 1_000;
/** Comparing each of a scan's terms with so many takes longer than reading it. */
const COSTLY_TERMS = 64;

export interface FoundScans {
  records: ScanRecord[];
  /** Where there is more. */
  next: PagePlace | undefined;
  /** No further than asked for; undefined where it was not. */
  count: MatchCount | undefined;
}

export function createScanSearchStore({ db }: { db: Db }) {
  /** @throws AppError `unavailable` when the condition takes too long to decide */
  async function list(
    query: Omit<ScanListQuery, 'filter'>,
    viewer: Viewer,
    filter?: Search,
  ): Promise<ScanRecord[]> {
    const { limit, offset, sort } = query;
    return withinSearchTime(db, async (on) => {
      if (filter && sort === '-created' && limit > 0) {
        const matches = createNewestMatches(on, await matchingOf(on, filter, viewer));
        const { places } = await matches.find(offset + limit);
        return readPlaces(on, places.slice(offset), RECORD_COLUMNS);
      }
      let rows = on.selectFrom('scans').select(RECORD_COLUMNS).where(visibleTo(viewer));
      if (filter) rows = rows.where(filter.condition(new Map()));
      for (const key of sort.split(',')) {
        const column = COLUMN_BY_SORT[key.replace(/^-/, '') as SortField];
        const way = key.startsWith('-') ? 'desc' : 'asc';
        // A URL can be longer than what an index takes.
        if (column === 'url') rows = rows.orderBy(sql`left(url, 200)`, way);
        rows = rows.orderBy(column, way);
      }
      const found = await rows.orderBy('id').limit(limit).offset(offset).execute();
      return found.map(toRecord);
    });
  }

  /** Newest first. `most`: how far to count the matches, where they are to be. @throws as `list` */
  async function page(
    search: Search | undefined,
    viewer: Viewer,
    { limit, after, most }: { limit: number; after?: PagePlace | undefined; most?: number },
  ): Promise<FoundScans> {
    return withinSearchTime(db, async (on) => {
      const { isCut, ...matching } = await matchingOf(on, search, viewer, after);
      const matches = createNewestMatches(on, matching);
      const { places, count, share } = await matches.find(limit + 1);
      const records = await readPlaces(on, places.slice(0, limit), LISTED_COLUMNS);
      const next = places.length > limit ? places[limit - 1] : undefined;
      if (most === undefined) return { records, next, count: undefined };
      const { total, isExact } =
        count === undefined
          ? await matches.count(most, share)
          : { total: Math.min(most, count), isExact: count < most };
      return { records, next, count: { total, isExact: isExact && !isCut } };
    });
  }

  /** What the newest matches have in common, `most` of them counted. @throws as `list` */
  async function facets(
    search: Search | undefined,
    viewer: Viewer,
    most: number,
  ): Promise<{ rows: FacetRow[]; matches: number }> {
    return withinSearchTime(db, async (on) => {
      const matches = createNewestMatches(on, await matchingOf(on, search, viewer));
      const { places } = await matches.find(most + 1);
      const ids = places.slice(0, most).map(({ id }) => id);
      return { rows: (await facetsOf(ids).execute(on)).rows, matches: places.length };
    });
  }

  async function matchingOf(
    on: Db,
    search: Search | undefined,
    viewer: Viewer,
    after?: PagePlace,
  ): Promise<Matching & { isCut: boolean }> {
    const terms = new Map<string, string[]>();
    for (const pattern of search?.patterns ?? []) {
      terms.set(pattern.key, await termsOf(on, pattern));
    }
    const few = new Map([...terms].filter(([, each]) => each.length <= COSTLY_TERMS));
    return {
      condition: search?.condition(terms),
      ...(few.size < terms.size ? { walked: search?.condition(few) } : {}),
      created: search?.created,
      viewer,
      after,
      // A wildcard stood for more than were looked up.
      isCut: [...terms.values()].some(({ length }) => length >= WILDCARD_TERMS),
    };
  }

  /** What a wildcard or a network stands for. */
  async function termsOf(on: Db, { kind, matches }: TermPattern): Promise<string[]> {
    // The index of parts is of these.
    const hasParts = kind === 'hash' ? sql`` : sql`and term not like 'h=%'`;
    const { rows } = await sql<{ term: string }>`
      select term from search_terms where ${matches(sql`term`)} ${hasParts}
      limit ${WILDCARD_TERMS}`.execute(on);
    return rows.map(({ term }) => term);
  }

  /** Terms of scans that the viewer may see, in order. */
  async function termsLike(prefix: string, viewer: Viewer, most: number): Promise<string[]> {
    const like = `${prefix.replace(/[\\%_]/g, '\\$&')}%`;
    const rows = await withinSearchTime(db, async (on) => {
      await sql`select set_config('gin_fuzzy_search_limit', ${String(SCANS_OF_TERM)}, true),
        set_config('enable_seqscan', 'off', true)`.execute(on);
      return on
        .selectFrom((eb) =>
          eb
            .selectFrom('search_terms')
            .select('term')
            .where('term', 'like', like)
            .orderBy('term')
            .limit(most * TERMS_LOOKED_AT)
            .as('known'),
        )
        .select('term')
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('scans')
              .select('id')
              .where(sql<SqlBool>`scans.terms @> array[known.term]`)
              .where(visibleTo(viewer)),
          ),
        )
        .limit(most)
        .execute();
    });
    return rows.map(({ term }) => term);
  }

  return { list, page, facets, termsLike };
}

/** In the order of the places. */
async function readPlaces(
  on: Db,
  places: PagePlace[],
  columns: typeof LISTED_COLUMNS | typeof RECORD_COLUMNS,
): Promise<ScanRecord[]> {
  if (places.length === 0) return [];
  const ids = places.map(({ id }) => id);
  const rows = await on
    .selectFrom('scans')
    .select(columns)
    .where('id', '=', sql<string>`any(${ids}::text[])`)
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    return row ? [toRecord(row)] : [];
  });
}
