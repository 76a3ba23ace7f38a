import { intakeUrl } from '@webhood/network-policy/intake';
import { expect, test } from 'vitest';
import { isForServer, LINE_BOUND, readLines } from './lines.ts';

const read = (text: string) => readLines(text, (line) => intakeUrl(line));

test('each line is a submission; blank and repeated ones are left out', () => {
  const { lines, duplicates, rest } = read(' a.com \r\n\r\nb.com\na.com\n');
  expect(lines.map(({ text }) => text)).toEqual(['a.com', 'b.com']);
  expect({ duplicates, rest }).toEqual({ duplicates: 1, rest: [] });
});

test('lines beyond the bound are kept apart, not taken', () => {
  const text = Array.from({ length: LINE_BOUND + 3 }, (_, index) => `h${index}.com`).join('\n');
  const { lines, rest } = read(text);
  expect(lines).toHaveLength(LINE_BOUND);
  expect(rest).toEqual(
    [0, 1, 2].map((index) => LINE_BOUND + index).map((index) => `h${index}.com`),
  );
});

test('an address that is not public is left for the server to judge, nonsense is not', () => {
  const verdicts = read(
    '127.0.0.1\nlocalhost\njavascript:alert(1)\nhttps://\nhxxps://evil[.]com',
  ).lines;
  expect(verdicts.map(isForServer)).toEqual([true, true, false, false, true]);
});
