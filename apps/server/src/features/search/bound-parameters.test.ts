/**
 * The text of SQL is decided by the shape of a query or filter: which fields and operators stand
 * where. What they are compared with is in the parameters alone. Each comparison's text is one of
 * the few that the same comparison has with the values below, and what joins them adds nothing.
 */
import fc from 'fast-check';
import {
  DummyDriver,
  type Expression,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type SqlBool,
  sql,
} from 'kysely';
import { expect, test } from 'vitest';
import { compileFilter } from './compile-filter.ts';
import { FILTER_FIELDS } from './filter-fields.ts';
import {
  FILTER_OPERATORS,
  type FilterComparison,
  type FilterExpression,
  type FilterField,
  type FilterLiteral,
  type FilterOperand,
  parseFilter,
  printFilter,
} from './filter-language.ts';
import { printQuery } from './print-query.ts';
import { readQuery } from './query.service.ts';
import { QueryError } from './query-error.ts';
import { QUERY_FIELDS } from './query-fields.ts';
import {
  parseQuery,
  type QueryExpression,
  type QueryTerm,
  type QueryValue,
} from './query-language.ts';

const NOW = new Date('2026-03-31T12:34:56.789Z');
/** In every text that is looked for: were a value in the SQL, so were this. */
const MARK = 'qzxj';
const RUNS = 10_000;

const db = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (of) => new PostgresIntrospector(of),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

interface Compiled {
  /** Without the numbers of its parameters. */
  shape: string;
  parameters: readonly unknown[];
}

function compiled(condition: Expression<SqlBool>): Compiled {
  const { sql: text, parameters } = sql`${condition}`.compile(db);
  return { shape: text.replace(/\$\d+/g, '$'), parameters };
}

/** What injection attempts are made of, beside any other text. */
const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replaceAll('\0', '')),
  fc.constantFrom(
    `' or 1=1 --`,
    `'); drop table scans; --`,
    '$1',
    '$$x$$',
    '::text',
    '/*',
    '\\',
    '%_',
    '"',
    'E\\047',
    'union select password from users',
  ),
);
const hostile = fc.tuple(piece, piece).map(([start, end]) => `${start}${MARK}${end}`);

function expectBound({ shape, parameters }: Compiled, isMarked: boolean): void {
  expect(shape).not.toContain(MARK);
  expect(shape.split('$').length - 1).toBe(parameters.length);
  if (isMarked) expect(JSON.stringify(parameters)).toContain(MARK);
}

const TIMES = ['now-7d', '2026-11', '2026-11-24', 'now/d'];
const time = fc.constantFrom(...TIMES);
const end = fc.record({ text: fc.option(time, { nil: undefined }), isIncluded: fc.boolean() });
const word = hostile.map((text): QueryValue => ({ kind: 'word', text, like: undefined }));
const wildcard = hostile.map((text): QueryValue => {
  const like = `${text.replace(/[\\%_]/g, '\\$&')}%`;
  return { kind: 'word', text: `${text}*`, like };
});
const phrase = hostile.map((text): QueryValue => ({ kind: 'phrase', text }));
const network = fc
  .constantFrom('10.0.0.0/8', '2001:db8::/32')
  .map((text): QueryValue => ({ kind: 'phrase', text }));
const timeValue: fc.Arbitrary<QueryValue> = fc.oneof(
  time.map((text): QueryValue => ({ kind: 'word', text, like: undefined })),
  fc.record({
    kind: fc.constant('comparison' as const),
    operator: fc.constantFrom('>' as const, '>=' as const, '<' as const, '<=' as const),
    text: time,
  }),
  fc.record({ kind: fc.constant('range' as const), from: end, to: end }),
);

function anyValueOf(name: string): fc.Arbitrary<QueryValue> {
  const field = QUERY_FIELDS.get(name);
  if (field?.kind === 'time') return timeValue;
  if (field?.kind === 'status') {
    return fc.oneof(
      fc.constantFrom<QueryValue>({ kind: 'phrase', text: 'done' }),
      hostile.map((text): QueryValue => ({ kind: 'word', text, like: `%${text}` })),
    );
  }
  if (name.endsWith('ip')) return fc.oneof(word, wildcard, network);
  return fc.oneof(word, wildcard, phrase);
}

const free = fc.oneof(
  word,
  phrase,
  wildcard,
  fc
    .constantFrom(...['192.0.2.1', '::1', 'a.example', 'ab', 'f'.repeat(64)])
    .map((text): QueryValue => ({ kind: 'word', text, like: undefined })),
);
const queryTerm: fc.Arbitrary<QueryExpression> = fc.oneof(
  free.map((value): QueryTerm => ({ kind: 'term', at: 0, field: undefined, value })),
  fc
    .constantFrom(...QUERY_FIELDS.keys())
    .chain((field) =>
      anyValueOf(field).map((value): QueryTerm => ({ kind: 'term', at: 0, field, value })),
    ),
);
const { query } = fc.letrec<{ query: QueryExpression }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 3 },
    queryTerm,
    tie('query').map((item): QueryExpression => ({ kind: 'not', item })),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      items: fc.array(tie('query'), { minLength: 2, maxLength: 3 }),
    }),
  ),
}));

/** With what each wildcard stands for, or (`undefined`) compared with each scan's own terms. */
function compiledQuery(text: string, terms: readonly string[] | undefined): Compiled {
  const { patterns, condition } = readQuery(text, NOW);
  const known = terms && new Map(patterns.map(({ key }) => [key, terms] as const));
  return compiled(condition(known ?? new Map()));
}

const PLAIN_VALUES: QueryValue[] = [
  ...['plain', 'ab', '银行', 'a.example', '10.0.0.0/8', 'done', 'now'].flatMap(
    (text): QueryValue[] => [
      { kind: 'word', text, like: undefined },
      { kind: 'phrase', text },
    ],
  ),
  { kind: 'word', text: 'plain*', like: 'plain%' },
  { kind: 'range', from: { text: 'now', isIncluded: true }, to: { text: 'now', isIncluded: true } },
  {
    kind: 'range',
    from: { text: undefined, isIncluded: true },
    to: { text: 'now', isIncluded: true },
  },
  {
    kind: 'range',
    from: { text: 'now', isIncluded: true },
    to: { text: undefined, isIncluded: true },
  },
  {
    kind: 'range',
    from: { text: undefined, isIncluded: true },
    to: { text: undefined, isIncluded: true },
  },
];

const shapesByField = new Map<string, Set<string>>();

function queryShapes(field: string | undefined, isLookedUp: boolean): Set<string> {
  const key = `${field} ${isLookedUp}`;
  const known = shapesByField.get(key);
  if (known) return known;
  const texts = PLAIN_VALUES.flatMap((value) => {
    try {
      const text = printQuery({ kind: 'term', at: 0, field, value });
      return [compiledQuery(text, isLookedUp ? ['t=plain'] : undefined).shape];
    } catch {
      // This field has no such value.
      return [];
    }
  });
  const shapes = new Set(texts);
  shapesByField.set(key, shapes);
  return shapes;
}

/** Its text, which must be that of its comparisons and of what joins them. */
function expectedQuery(expression: QueryExpression, terms: readonly string[] | undefined): string {
  if (expression.kind === 'not') return `(not ${expectedQuery(expression.item, terms)})`;
  if (expression.kind !== 'term') {
    const items = expression.items.map((item) => expectedQuery(item, terms));
    return `(${items.join(` ${expression.kind} `)})`;
  }
  const { shape } = compiledQuery(printQuery(expression), terms);
  expect([...queryShapes(expression.field, terms !== undefined)]).toContain(shape);
  return shape;
}

test('the SQL of ten thousand queries is of known shapes, with every value in a parameter', () => {
  const refused = { count: 0 };
  fc.assert(
    fc.property(query, fc.boolean(), (expression, isLookedUp) => {
      const text = printQuery(expression);
      const terms = isLookedUp ? [`k=${MARK}'`, 'k=b'] : undefined;
      let condition: Compiled;
      try {
        condition = compiledQuery(text, terms);
      } catch {
        // Too long, or of too many terms or wildcards: nothing is compiled.
        refused.count += 1;
        return;
      }
      expectBound(condition, false);
      expect(condition.shape).toBe(expectedQuery(parseQuery(text), terms));
    }),
    { numRuns: RUNS },
  );
  expect(refused.count).toBeLessThan(RUNS / 10);
  const shapes = new Set([...shapesByField.values()].flatMap((each) => [...each]));
  expect(shapes.size).toBeLessThan(100);
});

test('what a query looks for is in its parameters', () => {
  fc.assert(
    fc.property(fc.oneof(word, phrase), (value) => {
      const text = printQuery({ kind: 'term', at: 0, field: undefined, value });
      expectBound(compiledQuery(text, undefined), true);
    }),
    { numRuns: RUNS },
  );
});

const LITERALS: Record<FilterLiteral['kind'], FilterLiteral[]> = {
  text: ['', 'plain', '50%', '2026-11', '1'].map((value) => ({ kind: 'text', value, at: 0 })),
  number: [{ kind: 'number', value: 7, at: 0 }],
  boolean: [{ kind: 'boolean', value: true, at: 0 }],
  null: [{ kind: 'null', at: 0 }],
  macro: ['now', 'hour'].map((name) => ({ kind: 'macro', name, at: 0 })),
};
const literal: fc.Arbitrary<FilterLiteral> = fc.oneof(
  { weight: 5, arbitrary: hostile.map((value) => ({ kind: 'text' as const, value, at: 0 })) },
  fc
    .constantFrom('2026-11-24 09:30:00Z', '2026', '12', '')
    .map((value) => ({ kind: 'text' as const, value, at: 0 })),
  fc
    .integer({ min: -1_000_000, max: 1_000_000 })
    .map((value) => ({ kind: 'number' as const, value, at: 0 })),
  fc.boolean().map((value) => ({ kind: 'boolean' as const, value, at: 0 })),
  fc.constant({ kind: 'null' as const, at: 0 }),
  fc
    .constantFrom('now', 'todayStart', 'monthEnd', 'hour')
    .map((name) => ({ kind: 'macro' as const, name, at: 0 })),
);
const field: fc.Arbitrary<FilterField> = fc.record({
  kind: fc.constant('field' as const),
  name: fc.constantFrom(...FILTER_FIELDS.keys()),
  modifier: fc.oneof(
    { weight: 8, arbitrary: fc.constant(undefined) },
    fc.constantFrom('lower' as const, 'length' as const),
  ),
  at: fc.constant(0),
});
const operator = fc.constantFrom(...FILTER_OPERATORS);
const comparison: fc.Arbitrary<FilterComparison> = fc
  .record({
    kind: fc.constant('comparison' as const),
    left: field,
    operator,
    isAny: fc.boolean(),
    right: fc.oneof({ weight: 9, arbitrary: literal }, field) as fc.Arbitrary<FilterOperand>,
    isMirrored: fc.boolean(),
  })
  .map(({ isMirrored, left, right, ...rest }) =>
    isMirrored ? { ...rest, left: right, right: left } : { ...rest, left, right },
  )
  // Those that compare what cannot be compared are refused, which other tests see.
  .filter((each) => compiledFilter(each) !== undefined);
const { filter } = fc.letrec<{ filter: FilterExpression }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3 },
    comparison,
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      items: fc.array(tie('filter'), { minLength: 2, maxLength: 3 }),
    }),
  ),
}));

/** Undefined: refused. */
function compiledFilter(expression: FilterExpression): Compiled | undefined {
  try {
    return compiled(compileFilter(expression, NOW));
  } catch (error) {
    if (error instanceof QueryError) return undefined;
    throw error;
  }
}

const shapesByComparison = new Map<string, Set<string>>();

function filterShapes(one: FilterComparison): Set<string> {
  const nameOf = (operand: FilterOperand) =>
    operand.kind === 'field' ? `${operand.name}:${operand.modifier}` : operand.kind;
  const key = [nameOf(one.left), one.operator, one.isAny, nameOf(one.right)].join(' ');
  const known = shapesByComparison.get(key);
  if (known) return known;
  const plain = (operand: FilterOperand) =>
    operand.kind === 'field' ? [operand] : LITERALS[operand.kind];
  const texts = plain(one.left).flatMap((left) =>
    plain(one.right).flatMap((right) => compiledFilter({ ...one, left, right })?.shape ?? []),
  );
  const shapes = new Set(texts);
  shapesByComparison.set(key, shapes);
  return shapes;
}

function expectedFilter(expression: FilterExpression): string {
  if (expression.kind === 'comparison') {
    const { shape = 'refused' } = compiledFilter(expression) ?? {};
    expect([...filterShapes(expression)]).toContain(shape);
    return shape;
  }
  return `(${expression.items.map(expectedFilter).join(` ${expression.kind} `)})`;
}

test('the SQL of ten thousand filters is of known shapes, with every value in a parameter', () => {
  fc.assert(
    fc.property(filter, (expression) => {
      const text = printFilter(expression);
      fc.pre(text.length <= 4_096);
      const read = parseFilter(text);
      const condition = compiledFilter(read);
      if (!condition) throw new Error(`refused: ${text}`);
      expectBound(condition, false);
      expect(condition.shape).toBe(expectedFilter(read));
    }),
    { numRuns: RUNS },
  );
  const mostShapes = Math.max(...[...shapesByComparison.values()].map(({ size }) => size));
  expect(mostShapes).toBeLessThanOrEqual(3);
});
