import type { Exchange } from '@webhood/contract';
import { expect, test } from 'vitest';
import { siteOf } from './exchange-index.ts';
import { domainsOf, groupByHost, NO_FILTER, selectExchanges, typesOf } from './select-exchanges.ts';
import { barOf, spanMs } from './waterfall.ts';

function exchange(id: number, url: string, over: Partial<Exchange> = {}): Exchange {
  return {
    id,
    startedMs: id * 100,
    startedAt: '2030-01-01T00:00:00.000Z',
    target: 'page',
    resourceType: 'script',
    isNavigation: false,
    request: { url, method: 'GET', headers: [] },
    response: {
      status: 200,
      statusText: 'OK',
      httpVersion: 'h2',
      headers: [],
      mediaType: 'text/javascript',
      fromCache: false,
      fromServiceWorker: false,
    },
    timing: { totalMs: 50, receiveMs: 10 },
    ...over,
  };
}

const failure = { error: 'net::ERR_FAILED', blocked: false, canceled: false };
const LOG = [
  exchange(0, 'https://www.shop.co.uk/', { resourceType: 'document', transferredBytes: 10 }),
  exchange(1, 'https://cdn.shop.co.uk/a.js', { transferredBytes: 300 }),
  exchange(2, 'https://other.co.uk/b.js', { transferredBytes: 20 }),
  exchange(3, 'https://www.shop.co.uk/c.js', { failure }),
];
const SITE = 'https://www.shop.co.uk/';
const BY_ID = { key: 'id', descending: false } as const;
const ids = (
  filter: Partial<typeof NO_FILTER>,
  sort: Parameters<typeof selectExchanges>[2] = BY_ID,
) => selectExchanges(LOG, { ...NO_FILTER, ...filter }, sort, SITE).map(({ id }) => id);

test('a third party is another registered domain, not another subdomain', () => {
  expect(ids({ subset: 'third' })).toEqual([2]);
  expect(siteOf('https://a.b.shop.co.uk/')).toBe('shop.co.uk');
  expect(siteOf('data:text/plain,x')).toBeNull();
});

test('filters narrow each other', () => {
  expect(ids({ text: 'shop JS' })).toEqual([1, 3]);
  expect(ids({ text: 'shop js', subset: 'failed' })).toEqual([3]);
  expect(ids({ type: 'document' })).toEqual([0]);
  expect(typesOf(LOG)).toEqual(['document', 'script']);
});

test('status and domain narrow too, and each domain is named once', () => {
  expect(ids({ status: '2', domain: 'shop.co.uk' })).toEqual([0, 1, 3]);
  expect(ids({ status: 'none' })).toEqual([]);
  expect(domainsOf(LOG)).toEqual(['shop.co.uk', 'other.co.uk']);
});

test('a group has all exchanges of its host, and counts those that failed', () => {
  expect(groupByHost(LOG).map(({ host, items, failed }) => [host, items.length, failed])).toEqual([
    ['www.shop.co.uk', 2, 1],
    ['cdn.shop.co.uk', 1, 0],
    ['other.co.uk', 1, 0],
  ]);
});

test('sorting by size puts unknown sizes below all others and keeps ties in order', () => {
  expect(ids({}, { key: 'size', descending: true })).toEqual([1, 2, 0, 3]);
  expect(ids({}, { key: 'method', descending: true })).toEqual([0, 1, 2, 3]);
});

test('bars lie inside the waterfall and are never too thin to see', () => {
  const span = spanMs(LOG);
  expect(span).toBe(350);
  for (const each of LOG) {
    const { left, width } = barOf(each, span);
    expect(left).toBeGreaterThanOrEqual(0);
    expect(left + width).toBeLessThanOrEqual(100);
    expect(width).toBeGreaterThan(0.5);
  }
});
