/** Turns a query into a condition on `scans`. Values travel as parameters, never as SQL. */
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import { QueryError } from './query-error.ts';
import { findField, QUERY_FIELDS, type QueryField } from './query-fields.ts';
import type { QueryExpression, QueryTerm, QueryValue } from './query-language.ts';
import { readSpan, type TimeSpan } from './query-time.ts';
import { normalised, TERM_LETTERS, termOf } from './search-terms.service.ts';

type Condition = Expression<SqlBool>;

/** Terms that one wildcard may stand for; more would be most of what there is. */
const WILDCARD_TERMS = 1_000;
/** Each is a lookup of its own. */
const MOST_TERMS = 100;

/** @throws QueryError for an unknown field, and for a value that the field cannot have */
export function compileQuery(expression: QueryExpression, now: Date): Condition {
  let left = MOST_TERMS;
  const compile = (item: QueryExpression): Condition => {
    if (item.kind === 'not') return sql<SqlBool>`(not ${compile(item.item)})`;
    if (item.kind !== 'term') {
      const joint = item.kind === 'and' ? sql` and ` : sql` or `;
      return sql<SqlBool>`(${sql.join(item.items.map(compile), joint)})`;
    }
    left -= 1;
    if (left < 0) throw new QueryError(`has more than ${MOST_TERMS} terms`, item.at);
    refuseNul(item);
    return item.field === undefined ? compileFree(item) : compileFielded(item, item.field, now);
  };
  return compile(expression);
}

function compileFielded({ value, at }: QueryTerm, name: string, now: Date): Condition {
  const field = findField(name);
  if (!field) {
    const known = [...QUERY_FIELDS.keys()].join(', ');
    throw new QueryError(`there is no field '${name}'; there are ${known}`, at);
  }
  switch (field.kind) {
    case 'time':
      return compileTime(field.expression, value, now, at);
    case 'term':
      return compileTerm(field, oneValue(value, name, at));
    case 'column':
      return compileColumn(field, oneValue(value, name, at), name, at);
    case 'text':
      return contains(field.expression, oneValue(value, name, at));
  }
}

type OneValue = Extract<QueryValue, { kind: 'word' | 'phrase' }>;

function oneValue(value: QueryValue, name: string, at: number): OneValue {
  if (value.kind === 'word' || value.kind === 'phrase') return value;
  throw new QueryError(`'${name}' has no order: ranges and > or < are for date and done`, at);
}

/** A word is looked for in address and title; one that looks like an indicator, also as that. */
function compileFree({ value, at }: QueryTerm): Condition {
  const word = oneValue(value, 'free text', at);
  const found = contains(sql`scans.search_text`, word);
  const text = normalised(word.text);
  if (word.kind === 'phrase' || word.like !== undefined || !/^[\w.:-]+$/.test(text)) return found;
  const terms: string[] = [];
  if (/^[0-9a-f]{64}$/.test(text)) terms.push(termOf('hash', text));
  if (/^[\d.]+$|^[0-9a-f:]*:[0-9a-f:.]*$/.test(text)) terms.push(termOf('ip', text));
  if (/^(?:[\w-]+\.)+[\w-]+$/.test(text)) terms.push(termOf('domain', text));
  if (terms.length === 0) return found;
  return sql<SqlBool>`(${found} or scans.terms && ${terms}::text[])`;
}

function compileTerm(field: QueryField & { kind: 'term' }, value: OneValue): Condition {
  const read = field.read ?? ((text: string) => text);
  if (value.kind === 'phrase' || value.like === undefined) {
    return sql<SqlBool>`(scans.terms @> array[${termOf(field.term, read(value.text))}::text])`;
  }
  const pattern = `${TERM_LETTERS[field.term]}=${normalised(read(value.like))}`;
  return sql<SqlBool>`(scans.terms && array(
    select term from search_terms where term like ${pattern}::text limit ${WILDCARD_TERMS}))`;
}

function compileColumn(
  field: QueryField & { kind: 'column' },
  value: OneValue,
  name: string,
  at: number,
): Condition {
  const { expression, values } = field;
  if (value.kind === 'word' && value.like !== undefined) {
    return sql<SqlBool>`(${expression} like ${value.like.toLowerCase()}::text)`;
  }
  const text = value.text.toLowerCase();
  if (values && !values.includes(text)) {
    throw new QueryError(`'${name}' is one of ${values.join(', ')}`, at);
  }
  return sql<SqlBool>`(${expression} = ${text}::text)`;
}

function contains(expression: RawBuilder<unknown>, value: OneValue): Condition {
  const like =
    value.kind === 'word' && value.like !== undefined
      ? value.like
      : value.text.replace(/[\\%_]/g, '\\$&');
  return sql<SqlBool>`(${expression} like ${`%${like.toLowerCase()}%`}::text)`;
}

function compileTime(
  expression: RawBuilder<unknown>,
  value: QueryValue,
  now: Date,
  at: number,
): Condition {
  const span = (text: string): TimeSpan => {
    const read = readSpan(text, now);
    if (read) return read;
    const message = `'${text.slice(0, 50)}' is no time: 2026-11, 2026-11-24, now-7d, now/d are`;
    throw new QueryError(message, at);
  };
  const { from, before } = boundsOf(value, span);
  const bounds = [
    // What has no time is not in any span, so `NOT` finds it.
    sql`${expression} is not null`,
    ...(from ? [sql`${expression} >= ${from}`] : []),
    ...(before ? [sql`${expression} < ${before}`] : []),
  ];
  return sql<SqlBool>`(${sql.join(bounds, sql` and `)})`;
}

interface Bounds {
  from?: Date | undefined;
  before?: Date | undefined;
}

function boundsOf(value: QueryValue, span: (text: string) => TimeSpan): Bounds {
  if (value.kind === 'range') {
    const lower = value.from.text === undefined ? undefined : span(value.from.text);
    const upper = value.to.text === undefined ? undefined : span(value.to.text);
    return {
      from: value.from.isIncluded ? lower?.start : lower?.end,
      before: value.to.isIncluded ? upper?.end : upper?.start,
    };
  }
  const { start, end } = span(value.text);
  if (value.kind !== 'comparison') return { from: start, before: end };
  switch (value.operator) {
    case '>':
      return { from: end };
    case '>=':
      return { from: start };
    case '<':
      return { before: start };
    case '<=':
      return { before: end };
  }
}

function refuseNul({ value, at }: QueryTerm): void {
  if (JSON.stringify(value).includes('\\u0000')) {
    throw new QueryError('holds a NUL character', at);
  }
}
