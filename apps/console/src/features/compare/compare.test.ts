import type { Exchange } from '@webhood/contract';
import { expect, test } from 'vitest';
import { compareBy, countKinds } from './compare-by.ts';
import { compareExchanges } from './compare-exchanges.ts';
import { compareDom } from './dom-lines.ts';

let made = 0;
function exchange(url: string, more: { status?: number; sha256?: string; method?: string } = {}) {
  const { status = 200, sha256 = 'a', method = 'GET' } = more;
  return {
    id: made++,
    startedMs: made,
    request: { url, method, headers: [] },
    response: { status, mediaType: 'text/html' },
    body: { sha256 },
    timing: {},
  } as unknown as Exchange;
}

const inShort = (a: Exchange[], b: Exchange[]) =>
  compareExchanges(a, b).map(({ kind, a: before, b: after, changes }) => [
    kind,
    (after ?? before)?.request.url,
    ...changes,
  ]);

test('requests are matched by method and address, and what changed is named', () => {
  const a = [exchange('/same'), exchange('/gone'), exchange('/moved', { status: 200 })];
  const b = [
    exchange('/same'),
    exchange('/moved', { status: 302, sha256: 'b' }),
    exchange('/new'),
    exchange('/same', { method: 'POST' }),
  ];
  expect(inShort(a, b)).toEqual([
    ['removed', '/gone'],
    ['same', '/same'],
    ['changed', '/moved', 'status', 'body'],
    ['added', '/new'],
    ['added', '/same'],
  ]);
});

test('an address that differs in its query alone is changed, unless an equal one is there', () => {
  expect(
    inShort([exchange('/x?1'), exchange('/x?2')], [exchange('/x?2'), exchange('/x?3')]),
  ).toEqual([
    ['same', '/x?2'],
    ['changed', '/x?3', 'url'],
  ]);
});

test('repeated keys are matched in their order, each once', () => {
  const rule = {
    keyOf: ({ key }: { key: string; n: number }) => key,
    changesOf: (a: { n: number }, b: { n: number }) => (a.n === b.n ? [] : ['n']),
  };
  const found = compareBy(
    [
      { key: 'x', n: 1 },
      { key: 'x', n: 2 },
      { key: 'x', n: 3 },
    ],
    [
      { key: 'x', n: 1 },
      { key: 'x', n: 9 },
    ],
    rule,
  );
  expect(found.map(({ kind, a }) => [kind, a?.n])).toEqual([
    ['same', 1],
    ['changed', 2],
    ['removed', 3],
  ]);
  expect(countKinds(found)).toEqual({ added: 0, removed: 1, changed: 1, same: 1 });
});

test('a DOM is compared tag by tag, and long runs of the same are folded', () => {
  const items = Array.from({ length: 50 }, (_, index) => `<li>${index}</li>`).join('');
  const found = compareDom(`<ul>${items}</ul><p>old</p>`, `<ul>${items}</ul><p>new</p><b>x</b>`);
  if (found.kind !== 'compared') throw new Error(found.kind);
  expect({ added: found.added, removed: found.removed }).toEqual({ added: 2, removed: 1 });
  expect(found.lines[0]).toEqual({ kind: 'fold', count: 49 });
  expect(found.lines.slice(-3).map((line) => (line.kind === 'fold' ? '' : line.text))).toEqual([
    '<p>old</p>',
    '<p>new</p>',
    '<b>x</b>',
  ]);
  expect(compareDom('<p>a</p>', '<p>a</p>')).toMatchObject({ added: 0, removed: 0 });
});
