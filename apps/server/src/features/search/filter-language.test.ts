import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  FILTER_OPERATORS,
  type FilterExpression,
  type FilterOperand,
  parseFilter,
  printFilter,
} from './filter-language.ts';
import { QueryError } from './query-error.ts';

test('a comparison has a field, an operator and a value', () => {
  expect(parseFilter('status = "done"')).toEqual({
    kind: 'comparison',
    left: { kind: 'field', name: 'status', modifier: undefined, at: 0 },
    operator: '=',
    isAny: false,
    right: { kind: 'text', value: 'done', at: 9 },
  });
});

test.each([
  ['a=1&&b=2||c=3', '(a = 1 && b = 2) || c = 3'],
  ['a=1||b=2&&c=3', 'a = 1 || (b = 2 && c = 3)'],
  ['a=1&&(b=2||c=3)', 'a = 1 && (b = 2 || c = 3)'],
  ['((a=1))', 'a = 1'],
  ['a=1 && (b=2 && c=3)', 'a = 1 && b = 2 && c = 3'],
  ["a ?~ 'it\\'s'", 'a ?~ "it\'s"'],
  ['a !~ "say \\"x\\" \\ \\\\"', 'a !~ "say \\"x\\" \\\\ \\\\"'],
  ['a.b_c.d:lower != null', 'a.b_c.d:lower != null'],
  ['list:length >= -1.5', 'list:length >= -1.5'],
  ['created > @todayStart // of today\n&& ok = true', 'created > @todayStart && ok = true'],
])('%s reads as %s', (text, printed) => {
  expect(printFilter(parseFilter(text))).toBe(printed);
});

test.each([
  ['', 1, 'ends too early'],
  ['status', 7, 'ends too early'],
  ['status =', 9, 'ends too early'],
  ['status = "done', 10, 'does not end'],
  ['status = done" || 1=1', 14, 'does not end'],
  ['status == "done"', 9, 'does not fit'],
  ['status = "done" AND a = 1', 17, 'does not fit'],
  ['(status = "done"', 17, 'ends too early'],
  ['status = "done")', 16, 'does not fit'],
  ['status = ;', 10, 'nothing can begin here'],
  ['a = 1 -- x', 7, 'nothing can begin here'],
  ['a:each = 1', 1, 'neither'],
  ['a = 1x', 5, 'nothing can begin here'],
])('%j is refused at column %i', (text, column, message) => {
  const fault = faultOf(text);
  expect(fault.message).toContain(message);
  expect(fault.column).toBe(column);
});

test('brackets are bounded, and so is the length', () => {
  const nested = (depth: number) => `${'('.repeat(depth)}a=1${')'.repeat(depth)}`;
  expect(parseFilter(nested(50)).kind).toBe('comparison');
  expect(faultOf(nested(51)).column).toBe(51);
  expect(faultOf(`a="${'x'.repeat(5_000)}"`).message).toContain('longer than');
});

function faultOf(text: string): QueryError {
  try {
    parseFilter(text);
  } catch (error) {
    if (error instanceof QueryError) return error;
    throw error;
  }
  throw new Error(`${text} was not refused`);
}

const name = fc
  .stringMatching(/^[A-Za-z_]\w{0,8}(\.\w{1,5}){0,2}$/)
  .filter((word) => !['true', 'false', 'null'].includes(word));
const operand: fc.Arbitrary<FilterOperand> = fc.oneof(
  fc.record({
    kind: fc.constant('field' as const),
    name,
    modifier: fc.constantFrom('lower' as const, 'length' as const, undefined),
    at: fc.constant(0),
  }),
  fc.record({
    kind: fc.constant('text' as const),
    value: fc.string({ unit: 'binary', maxLength: 20 }),
    at: fc.constant(0),
  }),
  fc.record({
    kind: fc.constant('number' as const),
    value: fc.integer({ min: -1_000_000, max: 1_000_000 }).map((value) => value / 100 + 0),
    at: fc.constant(0),
  }),
  fc.record({ kind: fc.constant('boolean' as const), value: fc.boolean(), at: fc.constant(0) }),
  fc.record({ kind: fc.constant('null' as const), at: fc.constant(0) }),
  fc.record({
    kind: fc.constant('macro' as const),
    name: fc.stringMatching(/^[A-Za-z]{1,9}$/),
    at: fc.constant(0),
  }),
);
const { expression } = fc.letrec<{ expression: FilterExpression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({
      kind: fc.constant('comparison' as const),
      left: operand,
      operator: fc.constantFrom(...FILTER_OPERATORS),
      isAny: fc.boolean(),
      right: operand,
    }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      items: fc.array(tie('expression'), { minLength: 2, maxLength: 4 }),
    }),
  ),
}));

test('what is printed reads as the same filter', () => {
  fc.assert(
    fc.property(expression, (filter) => {
      const text = printFilter(filter);
      fc.pre(text.length <= 4_096);
      const read = parseFilter(text);
      expect(withoutPlaces(read)).toEqual(withoutPlaces(flat(filter)));
      expect(printFilter(read)).toBe(printFilter(flat(filter)));
    }),
    { numRuns: 10_000 },
  );
});

test('any text is either a filter or refused with a place in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      try {
        parseFilter(text);
      } catch (error) {
        expect(error).toBeInstanceOf(QueryError);
        if (error instanceof QueryError) {
          expect(error.column).toBeGreaterThanOrEqual(1);
          expect(error.column).toBeLessThanOrEqual(text.length + 1);
        }
      }
    }),
    { numRuns: 10_000 },
  );
});

/** As the parser joins them: brackets around the same word are gone. */
function flat(filter: FilterExpression): FilterExpression {
  if (filter.kind === 'comparison') return filter;
  const items = filter.items.map(flat);
  return {
    kind: filter.kind,
    items: items.flatMap((item) => (item.kind === filter.kind ? item.items : [item])),
  };
}

function withoutPlaces(filter: FilterExpression): unknown {
  return JSON.parse(JSON.stringify(filter, (key, value) => (key === 'at' ? undefined : value)));
}
