/** The state of the search page: all of it is in its address. */
export type SearchView = 'table' | 'gallery';
export type SearchParams = { q?: string; view?: 'gallery' };

/** What an address of the page names; what it cannot be is left out. */
export function searchParams(search: Record<string, unknown>): SearchParams {
  const { q, view } = search;
  return {
    ...(typeof q === 'string' && q.trim() !== '' ? { q } : {}),
    ...(view === 'gallery' ? { view } : {}),
  };
}
