/** Counts what the matches of a search have in common, in one statement. */
import type { FacetField } from '@webhood/contract';
import { type RawBuilder, sql } from 'kysely';
import { STATUS } from './query-fields.ts';
import { TERM_LETTERS } from './search-terms.service.ts';

/** Of one field; whoever looks for rarer ones narrows the search. */
const FACET_VALUES = 12;

const LETTERS_BY_FIELD = {
  'page.domain': TERM_LETTERS.pageDomain,
  'page.country': TERM_LETTERS.pageCountry,
  'page.asn': TERM_LETTERS.pageAsn,
  'page.status': TERM_LETTERS.pageStatus,
} as const satisfies Partial<Record<FacetField, string>>;

/** Each with two letters, so that three characters of a term tell its kind. */
const BY_TERM = Object.entries(LETTERS_BY_FIELD).map(
  ([field, letters]) => sql`(${`${letters}=`}::text, ${field}::text)`,
);

export interface FacetRow {
  field: FacetField;
  value: string;
  count: number;
}

/** Of these scans, most frequent first. */
export function facetsOf(scanIds: string[]): RawBuilder<FacetRow> {
  return sql<FacetRow>`
    with counted as materialized (
      select terms, tags, ${STATUS} as status, lower(submitted_by_name) as submitter
      from scans where id = any(${scanIds}::text[])),
    found as (
      select kind.field, substr(term, 4) as value, count(*) as count
      from counted, unnest(counted.terms) as term
      join (values ${sql.join(BY_TERM)}) as kind (letters, field) on left(term, 3) = kind.letters
      group by 1, 2
      union all select 'status', status, count(*) from counted group by 2
      union all select 'tag', tag, count(*) from counted, unnest(counted.tags) as tag group by 2
      union all select 'user', submitter, count(*) from counted group by 2
    ),
    ranked as (
      select *, row_number() over (partition by field order by count desc, value) as place
      from found
    )
    select field, value, count from ranked where place <= ${FACET_VALUES} order by field, place`;
}
