/** Turns a query into a condition on `scans`. Values travel as parameters, never as SQL. */
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import { readNetwork } from './address-value.ts';
import { type CreatedSpan, withinAll } from './created-span.service.ts';
import { QueryError } from './query-error.ts';
import { findField, QUERY_FIELDS, type QueryField, STATUS } from './query-fields.ts';
import type { QueryExpression, QueryTerm, QueryValue } from './query-language.ts';
import { readSpan, type TimeSpan } from './query-time.ts';
import { normalised, type TermKind, termOf } from './search-terms.service.ts';
import { shortWordKind } from './short-words.ts';
import { likePattern, networkPattern, type TermPattern } from './term-patterns.service.ts';

type Condition = Expression<SqlBool>;

const SEARCH_TEXT = sql`scans.search_text`;

/** Each is a lookup of its own. */
const MOST_TERMS = 100;
/** Each stands for up to a thousand terms, and is looked up before the search begins. */
const MOST_WILDCARDS = 20;

/** The terms that there are for a pattern; undefined: compare each scan's own with it. */
export type TermsLike = (pattern: TermPattern) => readonly string[] | undefined;

interface Setting {
  now: Date;
  termsLike: TermsLike;
}

/** @throws QueryError for an unknown field, and for a value that the field cannot have */
export function compileQuery(
  expression: QueryExpression,
  now: Date,
  termsLike: TermsLike,
): Condition {
  let left = MOST_TERMS;
  const wildcards = new Set<string>();
  let at = 0;
  const counted: TermsLike = (pattern) => {
    wildcards.add(pattern.key);
    if (wildcards.size <= MOST_WILDCARDS) return termsLike(pattern);
    throw new QueryError(`has more than ${MOST_WILDCARDS} wildcards and networks`, at);
  };
  const compile = (item: QueryExpression): Condition => {
    if (item.kind === 'not') return sql<SqlBool>`(not ${compile(item.item)})`;
    if (item.kind !== 'term') {
      const joint = item.kind === 'and' ? sql` and ` : sql` or `;
      return sql<SqlBool>`(${sql.join(item.items.map(compile), joint)})`;
    }
    left -= 1;
    if (left < 0) throw new QueryError(`has more than ${MOST_TERMS} terms`, item.at);
    refuseNul(item);
    if (item.field === undefined) return compileFree(item);
    at = item.at;
    return compileFielded(item, item.field, { now, termsLike: counted });
  };
  return compile(expression);
}

function compileFielded(
  { value, at }: QueryTerm,
  name: string,
  { now, termsLike }: Setting,
): Condition {
  const field = findField(name);
  if (!field) {
    const known = [...QUERY_FIELDS.keys()].join(', ');
    throw new QueryError(`there is no field '${name}'; there are ${known}`, at);
  }
  switch (field.kind) {
    case 'time':
      return compileTime(field.expression, value, now, at);
    case 'term':
      return compileTerm(field, oneValue(value, name, at), termsLike, at);
    case 'column':
      return compileColumn(field, oneValue(value, name, at));
    case 'status':
      return compileStatus(field, oneValue(value, name, at), at);
    case 'text':
      return holds(oneValue(value, name, at), field.expression);
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
  const found = holds(word);
  const text = normalised(word.text);
  if (word.kind === 'phrase' || word.like !== undefined || !/^[\w.:-]+$/.test(text)) return found;
  const terms: string[] = [];
  if (/^[0-9a-f]{64}$/.test(text)) terms.push(termOf('hash', text));
  if (/^[\d.]+$|^[0-9a-f:]*:[0-9a-f:.]*$/.test(text)) terms.push(termOf('ip', text));
  if (/^(?:[\w-]+\.)+[\w-]+$/.test(text)) terms.push(termOf('domain', text));
  if (terms.length === 0) return found;
  return sql<SqlBool>`(${found} or scans.terms && ${terms}::text[])`;
}

function compileTerm(
  field: QueryField & { kind: 'term' },
  value: OneValue,
  termsLike: TermsLike,
  at: number,
): Condition {
  const read = field.read ?? ((text: string) => text);
  const pattern = patternOf(field.term, value, read, at);
  if (!pattern) {
    return sql<SqlBool>`(scans.terms @> array[${termOf(field.term, read(value.text))}::text])`;
  }
  const terms = termsLike(pattern);
  if (terms) return sql<SqlBool>`(scans.terms && ${[...terms]}::text[])`;
  return sql<SqlBool>`exists (select from unnest(scans.terms) as own where ${pattern.matches(sql`own`)})`;
}

/** Undefined for what is one term. */
function patternOf(
  kind: TermKind,
  value: OneValue,
  read: (text: string) => string,
  at: number,
): TermPattern | undefined {
  if (value.kind === 'word' && value.like !== undefined) {
    return likePattern(kind, normalised(read(value.like)));
  }
  const isAddress = kind === 'ip' || kind === 'pageIp';
  if (!isAddress || !value.text.includes('/')) return undefined;
  const network = readNetwork(value.text.trim());
  if (network) return networkPattern(kind, network);
  throw new QueryError('this is no network: 192.0.2.0/24 and 2001:db8::/32 are', at);
}

function compileColumn(
  { expression, isNullable }: QueryField & { kind: 'column' },
  value: OneValue,
): Condition {
  const compared =
    value.kind === 'word' && value.like !== undefined
      ? sql`like ${value.like.toLowerCase()}::text`
      : sql`= ${value.text.toLowerCase()}::text`;
  // What has no value is not any, so `NOT` finds it.
  const isThere = isNullable ? sql`${expression} is not null and ` : sql``;
  return sql<SqlBool>`(${isThere}${expression} ${compared})`;
}

function compileStatus(
  { states }: QueryField & { kind: 'status' },
  value: OneValue,
  at: number,
): Condition {
  if (value.kind === 'word' && value.like !== undefined) {
    return sql<SqlBool>`(${STATUS} like ${value.like.toLowerCase()}::text)`;
  }
  const text = value.text.toLowerCase();
  const meant = Object.hasOwn(states, text) ? states[text] : undefined;
  if (meant) return sql<SqlBool>`(scans.state = any(${[...meant]}::text[]))`;
  throw new QueryError(`'status' is one of ${Object.keys(states).join(', ')}`, at);
}

/** In address or title; `within` is the part of these that a field is about. */
function holds(value: OneValue, within?: RawBuilder<unknown>): Condition {
  const isPattern = value.kind === 'word' && value.like !== undefined;
  const short = isPattern ? undefined : shortWordKind(normalised(value.text));
  // Each first part has an index; what it finds too much the second takes away.
  const found = short
    ? sql<SqlBool>`(scans.terms @> array[${termOf('shortWord', value.text)}::text])`
    : contains(SEARCH_TEXT, value);
  if (!within) return found;
  const narrowed = short === 'alone' ? standsAlone(within, value) : contains(within, value);
  return sql<SqlBool>`(${found} and ${narrowed})`;
}

/** Of letters and digits, which mean themselves. */
function standsAlone(expression: RawBuilder<unknown>, { text }: OneValue): Condition {
  const word = `(^|[^[:alnum:]])${normalised(text)}([^[:alnum:]]|$)`;
  return sql<SqlBool>`(${expression} ~ ${word}::text)`;
}

function contains(expression: RawBuilder<unknown>, value: OneValue): Condition {
  const like =
    value.kind === 'word' && value.like !== undefined
      ? value.like
      : value.text.replace(/[\\%_]/g, '\\$&');
  return sql<SqlBool>`(${expression} like ${`%${like.toLowerCase()}%`}::text)`;
}

/** Of a query that compiles. */
export function createdSpanOf(expression: QueryExpression, now: Date): CreatedSpan {
  const items = expression.kind === 'and' ? expression.items : [expression];
  const spans = items.flatMap((item) => {
    if (item.kind !== 'term' || item.field === undefined) return [];
    const isCreated = findField(item.field) === QUERY_FIELDS.get('date');
    return isCreated ? [boundsIn(item.value, now, item.at)] : [];
  });
  return withinAll(spans);
}

function boundsIn(value: QueryValue, now: Date, at: number): CreatedSpan {
  return boundsOf(value, (text: string): TimeSpan => {
    const read = readSpan(text, now);
    if (read) return read;
    const message = `'${text.slice(0, 50)}' is no time: 2026-11, 2026-11-24, now-7d, now/d are`;
    throw new QueryError(message, at);
  });
}

function compileTime(
  expression: RawBuilder<unknown>,
  value: QueryValue,
  now: Date,
  at: number,
): Condition {
  const { from, before } = boundsIn(value, now, at);
  const bounds = [
    // What has no time is not in any span, so `NOT` finds it.
    sql`${expression} is not null`,
    ...(from ? [sql`${expression} >= ${from}`] : []),
    ...(before ? [sql`${expression} < ${before}`] : []),
  ];
  return sql<SqlBool>`(${sql.join(bounds, sql` and `)})`;
}

function boundsOf(value: QueryValue, span: (text: string) => TimeSpan): CreatedSpan {
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
