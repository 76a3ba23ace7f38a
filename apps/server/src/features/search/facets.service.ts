/** Counts what the matches of a search have in common, in one statement. */
import type { FacetField } from '@webhood/contract';
import { type Expression, type RawBuilder, sql } from 'kysely';
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

/** The first row has neither field nor value: its count is that of the matches looked at. */
export interface FacetRow {
  field: FacetField | null;
  value: string;
  count: number;
}

/** The status of a row of `scans` as searches know it. */
export const SCAN_STATUS = STATUS;

/** Has `terms`, `tags`, `status` and `submitter` of each match. At most `most` of them are counted. */
export function facetsOf(matches: Expression<unknown>, most: number): RawBuilder<FacetRow> {
  return sql<FacetRow>`
    with matches as materialized (${matches}),
    counted as materialized (select * from matches limit ${most}),
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
    select null::text as field, '' as value, (select count(*) from matches) as count
    union all (
      select field, value, count from ranked where place <= ${FACET_VALUES} order by field, place
    )`;
}
