/** Turns a filter into a condition on `scans`. Values travel as parameters, never as SQL. */
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import { type CreatedSpan, withinAll } from './created-span.service.ts';
import { FILTER_FIELDS, type FieldType, type FilterableField } from './filter-fields.ts';
import type {
  FilterComparison,
  FilterExpression,
  FilterField,
  FilterLiteral,
  FilterOperand,
  FilterOperator,
} from './filter-language.ts';
import { readMacro, readTime } from './filter-time.ts';
import { QueryError } from './query-error.ts';

type Condition = Expression<SqlBool>;

type FieldSide = FilterableField;

interface Side extends Pick<FilterableField, 'column' | 'isSearched' | 'states'> {
  type: FieldType | 'null';
  expression: RawBuilder<unknown>;
  /** A literal text, which decides whether `~` looks for a part of it. */
  text?: string;
  /** A literal that is not null. */
  isValue?: true;
}

const SQL_OPERATOR: Record<Exclude<FilterOperator, '~' | '!~'>, RawBuilder<unknown>> = {
  '=': sql`is not distinct from`,
  '!=': sql`is distinct from`,
  '>': sql`>`,
  '>=': sql`>=`,
  '<': sql`<`,
  '<=': sql`<=`,
};

/** What `a < b` says of `b`. */
const MIRRORED: Record<FilterOperator, FilterOperator> = {
  '=': '=',
  '!=': '!=',
  '>': '<',
  '>=': '<=',
  '<': '>',
  '<=': '>=',
  '~': '~',
  '!~': '!~',
};

/** @throws QueryError for an unknown field, and for what cannot be compared */
export function compileFilter(expression: FilterExpression, now: Date): Condition {
  if (expression.kind === 'comparison') return compileComparison(expression, now);
  const items = expression.items.map((item) => compileFilter(item, now));
  return sql<SqlBool>`(${sql.join(items, expression.kind === 'and' ? sql` and ` : sql` or `)})`;
}

/** Of a filter that compiles: how `created` is bounded by what must hold in any case. */
export function filterSpanOf(filter: FilterExpression, now: Date): CreatedSpan {
  const items = filter.kind === 'and' ? filter.items : [filter];
  return withinAll(
    items.flatMap((item) => {
      if (item.kind !== 'comparison') return [];
      const { left, operator, right } = item;
      const [field, other] = left.kind === 'field' ? [left, right] : [right, left];
      if (field.kind !== 'field' || field.name !== 'created') return [];
      const time = timeOf(other, now);
      const way = field === left ? operator : MIRRORED[operator];
      return time ? [spanThat(way, time)] : [];
    }),
  );
}

function timeOf(operand: FilterOperand, now: Date): Date | undefined {
  if (operand.kind === 'text') return readTime(operand.value);
  if (operand.kind !== 'macro') return undefined;
  const macro = readMacro(operand.name, operand.at, now);
  return macro.kind === 'time' ? macro.value : undefined;
}

function spanThat(operator: FilterOperator, time: Date): CreatedSpan {
  // Rows know more digits of the instant than the filter could say.
  const after = new Date(time.getTime() + 1);
  switch (operator) {
    case '=':
      return { from: time, before: after };
    case '>':
    case '>=':
      return { from: time };
    case '<':
    case '<=':
      return { before: after };
    default:
      return {};
  }
}

function compileComparison(comparison: FilterComparison, now: Date): Condition {
  const { left, operator, right } = comparison;
  if (left.kind === 'field') return compare(comparison, left, operator, right, now);
  if (right.kind === 'field') return compare(comparison, right, MIRRORED[operator], left, now);
  throw new QueryError('one side of a comparison must be a field', left.at);
}

function compare(
  { isAny }: FilterComparison,
  field: FilterField,
  operator: FilterOperator,
  other: FilterOperand,
  now: Date,
): Condition {
  const subject = fieldSide(field);
  const object = other.kind === 'field' ? fieldSide(other) : literalSide(other, subject.type, now);
  if (subject.type === 'list') return compareList(subject, operator, object, isAny, other.at);
  if (object.type === 'list')
    throw new QueryError('a list can only stand on its own side', other.at);
  return compareOne(subject, operator, object, field.at);
}

function compareOne(subject: Side, operator: FilterOperator, object: Side, at: number): Condition {
  if (operator === '~' || operator === '!~') return compareParts(subject, operator, object);
  if (subject.type !== object.type && object.type !== 'null') {
    throw new QueryError(`a ${subject.type} cannot be compared with a ${object.type}`, at);
  }
  if (subject.states && object.text && (operator === '=' || operator === '!=')) {
    const states = Object.hasOwn(subject.states, object.text) ? subject.states[object.text] : [];
    const isOne = sql`scans.state = any(${[...(states ?? [])]}::text[])`;
    return operator === '=' ? sql<SqlBool>`(${isOne})` : sql<SqlBool>`(not (${isOne}))`;
  }
  // No index serves `is not distinct from`. Nothing is negated around it, so null may be no match.
  if (operator === '=' && object.isValue && object.text !== '') {
    return sql<SqlBool>`(${subject.column ?? subject.expression} = ${object.expression})`;
  }
  // A field that can have no value is empty, not unknown: so is what it is compared with.
  const value = object.type === 'null' && subject.type === 'text' ? sql`''` : object.expression;
  return sql<SqlBool>`(${subject.expression} ${SQL_OPERATOR[operator]} ${value})`;
}

function compareParts(subject: Side, operator: '~' | '!~', object: Side): Condition {
  if (object.text === undefined) {
    const not = operator === '!~' ? sql`not ` : sql``;
    return sql<SqlBool>`(${not}${asText(subject)} ilike '%' || ${asText(object)} || '%')`;
  }
  const pattern = likePattern(object.text);
  if (operator === '!~') {
    return sql<SqlBool>`(not ${asText(subject)} ilike ${pattern}::text)`;
  }
  const found = sql<SqlBool>`${asText(subject)} ilike ${pattern}::text`;
  if (!subject.isSearched) return sql<SqlBool>`(${found})`;
  // Holds for every match, and has an index.
  return sql<SqlBool>`(${found} and scans.search_text like lower(${`%${pattern}%`}::text))`;
}

/** Without `?` all values of the list, and one at least, must hold. */
function compareList(
  { expression }: Side,
  operator: FilterOperator,
  object: Side,
  isAny: boolean,
  at: number,
): Condition {
  if (object.type === 'list') throw new QueryError('two lists cannot be compared', at);
  const isEmptyText = object.text === '' || object.type === 'null';
  if (isEmptyText && (operator === '=' || operator === '!=')) {
    return sql<SqlBool>`(cardinality(${expression}) ${SQL_OPERATOR[operator]} 0)`;
  }
  const item: Side = { type: 'text', expression: sql`item` };
  const holds = compareOne(item, operator, object, at);
  const some = sql<SqlBool>`exists (select 1 from unnest(${expression}) as item where ${holds})`;
  if (isAny) return some;
  return sql<SqlBool>`(${some} and not exists (select 1 from unnest(${expression}) as item where not ${holds}))`;
}

function fieldSide({ name, modifier, at }: FilterField): FieldSide {
  const field = FILTER_FIELDS.get(name);
  if (!field) {
    throw new QueryError(`'${name}' is none of ${[...FILTER_FIELDS.keys()].join(', ')}`, at);
  }
  const { type, expression } = field;
  if (modifier === 'length') {
    if (type !== 'list') throw new QueryError(`'${name}' is no list and has no length`, at);
    return { type: 'number', expression: sql`cardinality(${expression})` };
  }
  if (modifier === 'lower') {
    if (type !== 'text') throw new QueryError(`'${name}' is no text`, at);
    return { type, expression: sql`lower(${expression})` };
  }
  return field;
}

function literalSide(literal: FilterLiteral, wanted: FieldType, now: Date): Side {
  switch (literal.kind) {
    case 'text':
      return textSide(literal.value, wanted, literal.at);
    case 'number':
      return wanted === 'text' || wanted === 'list'
        ? bound('text', String(literal.value))
        : {
            type: 'number',
            expression: sql`${literal.value}::numeric`,
            text: String(literal.value),
            isValue: true,
          };
    case 'boolean':
      return { type: 'boolean', expression: sql`${literal.value}::boolean`, isValue: true };
    case 'null':
      return { type: 'null', expression: sql`null` };
    case 'macro': {
      const macro = readMacro(literal.name, literal.at, now);
      return macro.kind === 'time'
        ? {
            type: 'time',
            expression: sql`${macro.value}::timestamptz`,
            text: macro.value.toISOString(),
            isValue: true,
          }
        : {
            type: 'number',
            expression: sql`${macro.value}::numeric`,
            text: String(macro.value),
            isValue: true,
          };
    }
  }
}

function textSide(value: string, wanted: FieldType, at: number): Side {
  if (value.includes('\u0000')) throw new QueryError('holds a NUL character', at);
  if (wanted === 'time') {
    if (value === '') return { type: 'null', expression: sql`null` };
    const date = readTime(value);
    if (date) {
      return { type: 'time', expression: sql`${date}::timestamptz`, text: value, isValue: true };
    }
    // Still a text that a time can be looked through for: `created ~ "2026-11"`.
    return bound('text', value);
  }
  if (wanted === 'number' && /^-?\d{1,15}(\.\d{1,15})?$/.test(value)) {
    return { type: 'number', expression: sql`${value}::numeric`, text: value, isValue: true };
  }
  return bound('text', value);
}

function bound(type: 'text', value: string): Side {
  return { type, expression: sql`${value}::text`, text: value, isValue: true };
}

/** Times are looked through in the form that the API shows. */
function asText({ type, expression }: Side): RawBuilder<unknown> {
  if (type === 'text') return expression;
  if (type === 'null') return sql`''`;
  if (type === 'time') {
    return sql`coalesce(to_char(${expression} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), '')`;
  }
  return sql`coalesce(${expression}::text, '')`;
}

/** A text without `%` is looked for anywhere; one with it says itself where. */
function likePattern(text: string): string {
  const isPattern = /(?<!\\)%/.test(text);
  const pattern = isPattern
    ? text.replace(/_/g, '\\_')
    : `%${text.replace(/\\(?=%)/g, '').replace(/[\\%_]/g, '\\$&')}%`;
  // A pattern that ends in a lone backslash would be an error of the database.
  const isUnfinished = /(?<!\\)(?:\\\\)*\\$/.test(pattern);
  return isUnfinished ? `${pattern}\\` : pattern;
}
