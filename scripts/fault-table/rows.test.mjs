import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { namedIn, ROW } from './rows.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGE = readFileSync(`${ROOT}/docs/faults.md`, 'utf8');
/** Every line of the tables of faults, but for their headings. */
const rows = PAGE.slice(0, PAGE.indexOf('## Figures'))
  .split('\n')
  .filter((line) => /^\| (?!fault |---)/.test(line));

test('every fault has a test that is there', () => {
  expect(rows.length).toBeGreaterThan(25);
  expect(rows.filter((row) => !ROW.test(row))).toEqual([]);
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

test('every row says what was seen, and its tests are those that say so', () => {
  const CELLS = 4;
  const empty = rows.filter((row) => {
    const cells = row.replace(/ \|$/, '').split(' | ');
    return cells.length !== CELLS || (cells.at(-1) ?? '').trim() === '';
  });
  expect(empty).toEqual([]);
  const silent = rows.flatMap(namedIn).filter(({ file, titles }) => {
    const told = readFileSync(`${ROOT}/${file}`, 'utf8').split('observed(').length - 1;
    return told < Math.max(1, titles.length);
  });
  expect(silent).toEqual([]);
});
