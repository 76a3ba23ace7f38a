import type { Scan } from '@webhood/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { flatten, type ScanPages, withoutScan, withScan } from './scan-pages.ts';

const at = (second: number) => new Date(Date.UTC(2030, 0, 1, 0, 0, second)).toISOString();

function scan(id: string, created: number, over: Partial<Scan> = {}): Scan {
  return {
    id,
    created: at(created),
    updated: at(created),
    done_at: '',
    slug: id,
    url: 'https://a.example/',
    final_url: '',
    status: 'pending',
    screenshots: [],
    html: [],
    errorMessage: '',
    state: 'queued',
    phase: null,
    attempt: 0,
    errorCode: null,
    completeness: null,
    missing: [],
    title: '',
    options: {
      rate: 'balanced',
      device: 'desktop',
      fullPage: false,
      javascript: true,
      stealth: false,
      skipCookiePrompts: false,
      earlyScreenshot: false,
      timeoutMs: 60_000,
    },
    notices: [],
    visibility: 'team',
    submittedBy: { kind: 'user', name: 'ada' },
    scanner: null,
    startedAt: null,
    tags: [],
    priority: 'normal',
    notBefore: null,
    targetScannerId: null,
    requiredLabels: [],
    rescanOf: null,
    ...over,
  };
}

const pages = (...ids: Scan[][]): ScanPages => ({
  pages: ids,
  pageParams: ids.map((_, index) => index),
});
const idsOf = (data: ScanPages) => flatten(data).map(({ id }) => id);

test('a new scan comes to the top', () => {
  const data = pages([scan('b', 20), scan('a', 10)]);
  expect(idsOf(withScan(data, scan('c', 30)))).toEqual(['c', 'b', 'a']);
});

test('the first scan ever appears in the empty list', () => {
  expect(idsOf(withScan(pages([]), scan('a', 1)))).toEqual(['a']);
});

test('a scan older than all that is loaded waits for its page', () => {
  const data = pages([scan('b', 20)]);
  expect(idsOf(withScan(data, scan('a', 10)))).toEqual(['b']);
});

test('news of a known scan replaces it where it is, and old news changes nothing', () => {
  const data = pages([scan('b', 20)], [scan('a', 10)]);
  const newer = withScan(data, scan('a', 10, { state: 'done', updated: at(50) }));
  expect(flatten(newer).map(({ state }) => state)).toEqual(['queued', 'done']);
  const older = withScan(newer, scan('a', 10, { state: 'running', updated: at(40) }));
  expect(flatten(older).map(({ state }) => state)).toEqual(['queued', 'done']);
});

test('a deleted scan is gone from every page', () => {
  expect(idsOf(withoutScan(pages([scan('b', 20)], [scan('a', 10)]), 'a'))).toEqual(['b']);
});

test('events in any order leave the list sorted and each scan once', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 })), (seconds) => {
      const start = pages([scan('start', 0)]);
      const data = seconds.reduce((all, each) => withScan(all, scan(`s${each}`, each)), start);
      const created = flatten(data).map((each) => each.created);
      expect(created).toEqual([...created].sort().reverse());
      expect(created).toHaveLength(new Set(seconds.map((each) => `s${each}`)).size + 1);
    }),
  );
});
