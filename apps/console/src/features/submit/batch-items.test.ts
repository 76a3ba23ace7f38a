import { intakeUrl } from '@webhood/network-policy/intake';
import { expect, test } from 'vitest';
import { batchCounts } from './batch-counts.ts';
import { itemsOf, leftOver } from './batch-items.ts';
import { readLines } from './lines.ts';

const { lines } = readLines('a.com\nhttp://bad host/\n127.0.0.1', (line) => intakeUrl(line));

test('a batch counts every line, and says at once what is wrong with one that is not sent', () => {
  expect(itemsOf(lines)).toEqual([
    { url: 'a.com', state: { kind: 'waiting' } },
    { url: 'http://bad host/', state: { kind: 'unusable', message: expect.any(String) } },
    { url: '127.0.0.1', state: { kind: 'waiting' } },
  ]);
});

test('what was not usable and what the server refused is left, in the order it was pasted', () => {
  const items = itemsOf(lines);
  expect(leftOver(items)).toEqual(['http://bad host/']);
  const ended = items.map((item) =>
    item.url === '127.0.0.1'
      ? { ...item, state: { kind: 'refused' as const, message: 'no' } }
      : item,
  );
  expect(leftOver(ended)).toEqual(['http://bad host/', '127.0.0.1']);
});

test('the counts of a batch add up to its lines, and a silent scan waits', () => {
  const submitted = (scanId: string) => ({
    url: scanId,
    state: { kind: 'submitted' as const, scanId, isReused: false },
  });
  const items = [...itemsOf(lines).slice(1, 2), ...['a', 'b', 'c', 'd'].map(submitted)];
  const scans = new Map([
    ['a', { state: 'done' as const }],
    ['b', { state: 'cancelled' as const }],
    ['c', { state: 'running' as const }],
  ]);
  expect(batchCounts(items, scans)).toEqual({
    submitted: 4,
    refused: 0,
    unusable: 1,
    waiting: 1,
    running: 1,
    done: 1,
    failed: 1,
  });
});
