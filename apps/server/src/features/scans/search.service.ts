/** Finding scans by what is in them. */
import {
  FACET_FIELDS,
  type FacetQuery,
  SEARCH_COUNT,
  type SearchFacets,
  type SearchPage,
  type SearchQuery,
  type Suggestion,
  type SuggestionQuery,
} from '@webhood/contract';
import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/http/app-error.ts';
import type { Authorised } from '../accounts/authorisation.service.ts';
import { readQuery, type Search } from '../search/query.service.ts';
import { suggest } from '../search/suggestions.service.ts';
import { viewerOf } from './scan.service.ts';
import type { PagePlace, ScanRecord, ScanStore } from './scan.store.ts';

export interface FoundPage {
  scans: ScanRecord[];
  next: SearchPage['next'];
  total: SearchPage['total'];
}

export interface SearchService {
  /** @throws AppError `invalid_request` for a search at fault, `unavailable` for a slow one */
  find(by: Authorised<'scans.read'>, query: SearchQuery): Promise<FoundPage>;
  /** What the newest matches have in common. @throws as `find` */
  facets(by: Authorised<'scans.read'>, query: FacetQuery): Promise<SearchFacets>;
  /** What could stand at the cursor; values are of scans that the asker may see. */
  suggest(by: Authorised<'scans.read'>, query: SuggestionQuery): Promise<Suggestion[]>;
}

const SUGGESTED_VALUES = 10;

export function createSearchService(deps: { store: ScanStore; clock: Clock }): SearchService {
  const { store, clock } = deps;
  return {
    async find({ principal }, { q, limit, after }) {
      const viewer = viewerOf(principal);
      const place = after === undefined ? undefined : readPlace(after);
      const { records, next, count } = await store.page(readSearch(q, clock.now()), viewer, {
        limit,
        after: place,
        ...(place ? {} : { most: SEARCH_COUNT + 1 }),
      });
      return {
        scans: records,
        next: next ? `${next.microseconds}.${next.id}` : null,
        total:
          count === undefined
            ? null
            : { count: Math.min(count.total, SEARCH_COUNT), isExact: count.isExact },
      };
    },
    async facets({ principal }, { q }) {
      const search = readSearch(q, clock.now());
      const { rows, matches } = await store.facets(search, viewerOf(principal), SEARCH_COUNT);
      const facets = FACET_FIELDS.map((name) => ({
        field: name,
        values: rows
          .filter(({ field }) => field === name)
          .map(({ value, count }) => ({ value, count })),
      }));
      return {
        counted: Math.min(matches, SEARCH_COUNT),
        isExact: matches <= SEARCH_COUNT,
        facets: facets.filter(({ values }) => values.length > 0),
      };
    },
    suggest: ({ principal }, { q, at }) =>
      suggest(q, Math.min(at ?? q.length, q.length), (prefix) =>
        store.termsLike(prefix, viewerOf(principal), SUGGESTED_VALUES),
      ),
  };
}

/** Undefined for what finds everything. */
function readSearch(q: string, now: Date): Search | undefined {
  return q.trim() ? readQuery(q, now) : undefined;
}

function readPlace(text: string): PagePlace {
  const [, time, id] = /^(\d{1,16})\.([a-z0-9]{1,50})$/.exec(text) ?? [];
  if (time !== undefined && id !== undefined) return { microseconds: Number(time), id };
  const message = 'must be the `next` of the page before';
  throw new AppError('invalid_request', `The place to go on from ${message}.`, {
    errors: [{ field: 'after', message }],
  });
}
