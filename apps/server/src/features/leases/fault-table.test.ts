import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../../../..');
const TABLE = readFileSync(`${ROOT}/docs/faults.md`, 'utf8');
/** As the document shortens them. */
const FOLDERS: Record<string, string> = {
  faults: 'apps/server/test/faults',
  leases: 'apps/server/src/features/leases',
  e2e: 'test/e2e',
};
/** Rows that name a test file; the heading and its line do not. */
const rows = TABLE.slice(0, TABLE.indexOf('## Figures'))
  .split('\n')
  .filter((line) => /^\| (?!fault |---)/.test(line));

/** Each file that a row names, with the tests of it that it names. */
function namedIn(row: string): { file: string; titles: string[] }[] {
  return [...row.matchAll(/`([\w./-]+\.test\.ts)`((?: "[^"]+")*)/g)].map(
    ([, path = '', quoted = '']) => {
      const [first = '', ...rest] = path.split('/');
      const file = [FOLDERS[first] ?? first, ...rest].join('/');
      return { file, titles: [...quoted.matchAll(/"([^"]+)"/g)].map(([, title = '']) => title) };
    },
  );
}

test('every fault has a test that is there', () => {
  expect(rows.length).toBeGreaterThan(25);
  expect(rows.filter((row) => namedIn(row).length === 0)).toEqual([]);
  const files = rows.flatMap((row) => namedIn(row).map(({ file }) => file));
  expect(files.filter((file) => !existsSync(`${ROOT}/${file}`))).toEqual([]);
});

test('every test that a row names by its title is in that file', () => {
  const missing = rows.flatMap(namedIn).flatMap(({ file, titles }) => {
    const source = readFileSync(`${ROOT}/${file}`, 'utf8');
    return titles.filter((title) => !source.includes(title)).map((title) => `${file}: ${title}`);
  });
  expect(missing).toEqual([]);
});
