/** What a search looks for among the terms that there are, before it looks at scans. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { TERM_LETTERS, type TermKind } from './search-terms.service.ts';

export interface TermPattern {
  /** Of equal patterns the same. */
  key: string;
  kind: TermKind;
  /** The condition on a term. */
  matches(term: RawBuilder<unknown>): RawBuilder<SqlBool>;
}

/** `like` without the letters of the kind. */
export function likePattern(kind: TermKind, like: string): TermPattern {
  const pattern = `${TERM_LETTERS[kind]}=${like}`;
  return { key: pattern, kind, matches: (term) => sql<SqlBool>`${term} like ${pattern}::text` };
}

/** Terms that are addresses in a network: `10.0.0.0/8`. It must be one. */
export function networkPattern(kind: 'ip' | 'pageIp', network: string): TermPattern {
  const letters = `${TERM_LETTERS[kind]}=`;
  return {
    key: `${TERM_LETTERS[kind]} in ${network}`,
    kind,
    // The first part in a form that has no index: that of the second is the narrower one.
    matches: (term) => sql<SqlBool>`(left(${term}, ${letters.length}::int) = ${letters}::text
      and term_address(${term}) <<= ${network}::text::inet)`,
  };
}
