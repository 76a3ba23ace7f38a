import {
  SavedSearch,
  type SaveSearch,
  SearchFacets,
  SearchPage,
  type SearchQuery,
  Statistics,
  Suggestion,
  type SuggestionQuery,
} from '@webhood/contract';
import type { CallOptions, Http } from './http.ts';

const Suggestions = Suggestion.array();
const SavedSearches = SavedSearch.array();

export function createSearch(http: Http) {
  return {
    /** Newest first. */
    page: (query: Partial<SearchQuery> = {}, { signal }: CallOptions = {}) =>
      http.json({ route: 'search', query, signal }, SearchPage),
    suggestions: (query: SuggestionQuery, { signal }: CallOptions = {}) =>
      http.json({ route: 'searchSuggestions', query, signal }, Suggestions),
    facets: (q: string, { signal }: CallOptions = {}) =>
      http.json({ route: 'searchFacets', query: { q }, signal }, SearchFacets),
    statistics: (hours?: number, { signal }: CallOptions = {}) =>
      http.json({ route: 'stats', query: { hours }, signal }, Statistics),
    saved: ({ signal }: CallOptions = {}) =>
      http.json({ route: 'savedSearches', signal }, SavedSearches),
    save: (search: SaveSearch, { signal }: CallOptions = {}) =>
      http.json({ method: 'POST', route: 'savedSearches', body: search, signal }, SavedSearch),
    forget: (searchId: string, { signal }: CallOptions = {}) =>
      http.none({ method: 'DELETE', route: 'savedSearch', params: { searchId }, signal }),
  };
}
