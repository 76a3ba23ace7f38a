import { expect, test } from 'vitest';
import { z } from 'zod';
import { CreateScanner } from './accounts.ts';
import { Artifact } from './artifact.ts';
import { ExchangeTiming } from './exchange.ts';
import { CompleteRequest, LeaseRequest } from './lease.ts';
import { list } from './list.ts';
import { ScanOptions } from './options.ts';
import { Report } from './report.ts';

test('a body of millions of bad items is refused at once and with one issue for each list', () => {
  const zeros = new Array<number>(15_000_000).fill(0);
  const before = process.memoryUsage().rss;
  const startedAt = performance.now();
  const parsed = CompleteRequest.safeParse({
    report: { redirects: zeros, exchanges: zeros, missing: zeros },
    artifacts: zeros,
  });
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  const tooBig = parsed.error?.issues.filter(({ code }) => code === 'too_big') ?? [];
  expect(tooBig.map(({ path }) => path.join('.')).toSorted()).toEqual([
    'artifacts',
    'report.exchanges',
    'report.missing',
    'report.redirects',
  ]);
});

test('a list stops at its first bad item and keeps the rest of what zod does', () => {
  const numbers = list(z.coerce.number(), 3);
  expect(numbers.parse(['1', 2])).toEqual([1, 2]);
  expect(numbers.safeParse(['x', 'y', 'z']).error?.issues).toMatchObject([{ path: [0] }]);
  expect(numbers.safeParse([1, 2, 3, 4]).error?.issues).toMatchObject([{ code: 'too_big' }]);
  expect(numbers.safeParse({}).error?.issues).toMatchObject([{ code: 'invalid_type' }]);
  expect(z.toJSONSchema(list(z.string(), 3))).toMatchObject({
    type: 'array',
    maxItems: 3,
    items: { type: 'string' },
  });
});

test('every list of a report has a bound', () => {
  const schemas = JSON.stringify(z.toJSONSchema(Report, { io: 'input' }));
  expect(schemas.match(/"type":"array"/g)?.length).toBe(schemas.match(/"maxItems":/g)?.length);
});

test('more headers than the options take make one issue', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => [`bad name ${index}`, 0]);
  const parsed = ScanOptions.safeParse({ headers: Object.fromEntries(many) });
  expect(parsed.error?.issues).toHaveLength(1);
});

test('times are numbers that can be added and sent again', () => {
  for (const totalMs of [1.7e308, -1e300, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(ExchangeTiming.safeParse({ totalMs }).success).toBe(false);
  }
  expect(ExchangeTiming.parse({ totalMs: -0.5 })).toEqual({ totalMs: -0.5 });
});

test('text that the database cannot keep is refused where it is kept as it is', () => {
  const artifact = { kind: 'html', path: 'page.html', sha256: 'a'.repeat(64), size: 1 };
  for (const text of ['a\u0000b', 'a\ud800b']) {
    expect(CreateScanner.safeParse({ name: text }).success).toBe(false);
    expect(LeaseRequest.safeParse({ version: text, browserVersion: '1' }).success).toBe(false);
    expect(LeaseRequest.safeParse({ version: '1', browserVersion: text }).success).toBe(false);
    expect(Artifact.safeParse({ ...artifact, mediaType: text }).success).toBe(false);
    expect(ScanOptions.safeParse({ headers: { 'x-a': text } }).success).toBe(false);
  }
  expect(CreateScanner.parse({ name: ' grüße 🦊 ' })).toEqual({ name: 'grüße 🦊' });
});
