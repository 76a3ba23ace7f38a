/** Around a search: what its matches have in common, and searches that somebody keeps. */
import { z } from 'zod';
import { QUERY_LENGTH } from './scan.ts';
import { StorableText } from './text.ts';

/** Fields of the search language that matches are counted by. */
export const FACET_FIELDS = [
  'page.domain',
  'status',
  'page.country',
  'page.asn',
  'page.status',
  'tag',
  'user',
] as const;
export type FacetField = (typeof FACET_FIELDS)[number];

export const FacetQuery = z.strictObject({ q: z.string().max(QUERY_LENGTH).default('') });
export type FacetQuery = z.infer<typeof FacetQuery>;

export const Facet = z.object({
  field: z.enum(FACET_FIELDS),
  /** Most frequent first. */
  values: z.array(z.object({ value: z.string(), count: z.int().min(1) })),
});
export type Facet = z.infer<typeof Facet>;

/** Counted over the newest matches: `counted` of them, which are all where `isExact`. */
export const SearchFacets = z.object({
  counted: z.int().min(0),
  isExact: z.boolean(),
  facets: z.array(Facet),
});
export type SearchFacets = z.infer<typeof SearchFacets>;

/** Of one person. */
export const MOST_SAVED_SEARCHES = 100;

export const SavedSearch = z.object({
  id: z.string(),
  name: z.string(),
  q: z.string(),
  created: z.string(),
});
export type SavedSearch = z.infer<typeof SavedSearch>;

/** A name that is there already gets the new search. */
export const SaveSearch = z.strictObject({
  name: StorableText.trim().min(1).max(80),
  q: StorableText.max(QUERY_LENGTH),
});
export type SaveSearch = z.infer<typeof SaveSearch>;
