import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printQuery } from './print-query.ts';
import { QueryError } from './query-error.ts';
import { parseQuery, type QueryExpression, type QueryValue } from './query-language.ts';
import { readSpan } from './query-time.ts';

test.each([
  ['login', 'login'],
  ['login page', 'login AND page'],
  ['a OR b c', 'a OR (b AND c)'],
  ['a AND b OR c', '(a AND b) OR c'],
  ['NOT a b', '(NOT a) AND b'],
  ['-a !b NOT NOT c', '(NOT a) AND (NOT b) AND c'],
  ['a && (b || c)', 'a AND (b OR c)'],
  ['domain:example.com', 'domain:example\\.com'],
  ['domain:(a.com OR b.com) x', '(domain:a\\.com OR domain:b\\.com) AND x'],
  ['url:https://example.com/a?b', 'url:https\\:\\/\\/example\\.com\\/a?b'],
  ['https://example.com/~me', 'https\\:\\/\\/example\\.com\\/\\~me'],
  ['title:"sign \\"in\\" now"', 'title:"sign \\"in\\" now"'],
  ['date:>now-7d', 'date:>"now-7d"'],
  ['date:[2026-11-01 TO *]', 'date:[2026-11-01 TO *]'],
  ['date:{now-1d TO now}', 'date:{now-1d TO now}'],
  ['server:ngin* file:?.exe', 'server:ngin* AND file:?\\.exe'],
  ['a\\*b', 'a\\*b'],
  ['ip:2001:db8::1', 'ip:2001\\:db8\\:\\:1'],
  ['ip:fe80::1', 'ip:fe80\\:\\:1'],
  ['ip:::1 a', 'ip:\\:\\:1 AND a'],
  ['ip:fe80::/10', 'ip:fe80\\:\\:\\/10'],
  ['+a -b', 'a AND (NOT b)'],
  ['ANDROID ORDER NOTE', 'ANDROID AND ORDER AND NOTE'],
])('%s reads as %s', (text, printed) => {
  expect(printQuery(parseQuery(text))).toBe(printed);
});

test.each([
  ['', 1, 'ends too early'],
  ['AND', 4, 'ends too early'],
  ['a OR', 5, 'ends too early'],
  ['(a', 3, 'ends too early'],
  ['a)', 2, 'does not fit'],
  ['domain:', 8, 'ends too early'],
  ['title:"sign in', 7, 'does not end'],
  ['date:[now TO', 6, 'does not end'],
  ['date:[now-1d,now]', 6, 'a range looks like'],
  ['a\\', 2, 'a backslash needs'],
  ['a ] b', 3, 'needs a backslash'],
  ['a OR OR b', 6, 'does not fit'],
])('%j is refused at column %i', (text, column, message) => {
  const fault = faultOf(text);
  expect(fault.message).toContain(message);
  expect(fault.column).toBe(column);
});

function faultOf(text: string): QueryError {
  try {
    parseQuery(text);
  } catch (error) {
    if (error instanceof QueryError) return error;
    throw error;
  }
  throw new Error(`${text} was not refused`);
}

const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 });
const end = fc.record({
  text: fc.constantFrom('now', 'now-7d', '2026-11-01', undefined),
  isIncluded: fc.boolean(),
});
const free = fc.oneof(
  text.map((word): QueryValue => ({ kind: 'word', text: word, like: undefined })),
  text.map((phrase): QueryValue => ({ kind: 'phrase', text: phrase })),
);
const anyValue: fc.Arbitrary<QueryValue> = fc.oneof(
  free,
  fc.record({
    kind: fc.constant('comparison' as const),
    operator: fc.constantFrom('>' as const, '>=' as const, '<' as const, '<=' as const),
    text,
  }),
  fc.record({ kind: fc.constant('range' as const), from: end, to: end }),
);
const term = fc.oneof(
  fc.record({ field: fc.constant(undefined), value: free }),
  fc.record({ field: fc.stringMatching(/^[A-Za-z][\w.]{0,6}$/), value: anyValue }),
);
const { query } = fc.letrec<{ query: QueryExpression }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 4 },
    term.map((parts): QueryExpression => ({ kind: 'term', at: 0, ...parts })),
    tie('query').map((item): QueryExpression => ({ kind: 'not', item })),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      items: fc.array(tie('query'), { minLength: 2, maxLength: 3 }),
    }),
  ),
}));

test('what is printed reads as the same query', () => {
  fc.assert(
    fc.property(query, (expression) => {
      const printed = printQuery(expression);
      fc.pre(printed.length <= 4_096);
      const read = parseQuery(printed);
      expect(bare(read)).toEqual(bare(flat(expression)));
      expect(printQuery(read)).toBe(printQuery(flat(expression)));
    }),
    { numRuns: 10_000 },
  );
});

test('any text is either a query or refused with a place in it', () => {
  const sign = fc.constantFrom(
    ...'ab:"()[]{}*?\\-+!<>& |',
    'AND ',
    'OR ',
    'NOT ',
    ' TO ',
    'é',
    '\0',
  );
  fc.assert(
    fc.property(fc.array(sign, { maxLength: 20 }), (signs) => {
      const written = signs.join('');
      try {
        parseQuery(written);
      } catch (error) {
        expect(error).toBeInstanceOf(QueryError);
        if (!(error instanceof QueryError)) return;
        expect(error.column).toBeGreaterThanOrEqual(1);
        expect(error.column).toBeLessThanOrEqual(written.length + 1);
      }
    }),
    { numRuns: 10_000 },
  );
});

function flat(expression: QueryExpression): QueryExpression {
  if (expression.kind === 'term') return expression;
  if (expression.kind === 'not') {
    const item = flat(expression.item);
    return item.kind === 'not' ? item.item : { kind: 'not', item };
  }
  const items = expression.items.map(flat);
  return {
    kind: expression.kind,
    items: items.flatMap((item) => (item.kind === expression.kind ? item.items : [item])),
  };
}

function bare(expression: QueryExpression): unknown {
  return JSON.parse(JSON.stringify(expression, (key, value) => (key === 'at' ? undefined : value)));
}

const NOW = new Date('2026-03-31T12:34:56.789Z');

test.each([
  ['now', '2026-03-31T12:34:56.789Z', '2026-03-31T12:34:56.790Z'],
  ['now-7d', '2026-03-24T12:34:56.789Z', '2026-03-24T12:34:56.790Z'],
  ['now-1M', '2026-02-28T12:34:56.789Z', '2026-02-28T12:34:56.790Z'],
  ['now-1y+2h', '2025-03-31T14:34:56.789Z', '2025-03-31T14:34:56.790Z'],
  ['now/d', '2026-03-31T00:00:00.000Z', '2026-04-01T00:00:00.000Z'],
  ['now-1d/M', '2026-03-01T00:00:00.000Z', '2026-04-01T00:00:00.000Z'],
  ['now/w', '2026-03-30T00:00:00.000Z', '2026-04-06T00:00:00.000Z'],
  ['2026', '2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ['2026-02', '2026-02-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
  ['2026-02-28', '2026-02-28T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
  ['2026-02-28T10:00', '2026-02-28T10:00:00.000Z', '2026-02-28T10:01:00.000Z'],
  ['2026-02-28T10:00:05+02:00', '2026-02-28T08:00:05.000Z', '2026-02-28T08:00:06.000Z'],
])('%s is from %s to before %s', (written, start, stop) => {
  const span = readSpan(written, NOW);
  expect([span?.start.toISOString(), span?.end.toISOString()]).toEqual([start, stop]);
});

test.each(['yesterday', '2026-02-30', '2026-13', 'now-', 'now-7', 'now/x', '', 'now-999999y'])(
  '%j is no time',
  (written) => {
    expect(readSpan(written, NOW)).toBeUndefined();
  },
);
