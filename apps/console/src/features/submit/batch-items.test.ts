import { intakeUrl } from '@webhood/network-policy/intake';
import { expect, test } from 'vitest';
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
      ? { ...item, state: { kind: 'refused' as const, error: new Error('no') } }
      : item,
  );
  expect(leftOver(ended)).toEqual(['http://bad host/', '127.0.0.1']);
});
