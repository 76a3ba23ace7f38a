import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const MATRIX = readFileSync(`${ROOT}docs/evidence.md`, 'utf8');
/** As the document shortens them. */
const FOLDERS: Record<string, string> = {
  recorders: 'apps/scanner/src/recorders',
  capture: 'apps/scanner/src/capture',
  sites: 'test/sites',
};

const named = [...MATRIX.matchAll(/`([\w./-]+\.ts)`/g)].map(([, path = '']) => {
  const [first = '', ...rest] = path.split('/');
  return [FOLDERS[first] ?? first, ...rest].join('/');
});

test('every recorder stands in the matrix', () => {
  const recorders = readdirSync(`${ROOT}${FOLDERS.recorders}`)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => `${FOLDERS.recorders}/${name}`);
  expect(recorders.length).toBeGreaterThan(30);
  expect(recorders.filter((path) => !named.includes(path))).toEqual([]);
});

test('every file that the matrix names is there', () => {
  expect(named.filter((path) => !existsSync(`${ROOT}${path}`))).toEqual([]);
});

test('every address in the matrix is served by the file before it', () => {
  const cells = [...MATRIX.matchAll(/`(sites\/[\w./-]+\.ts)`((?:,? `\/[\w/-]+`)+)/g)];
  const missing = cells.flatMap(([, file = '', addresses = '']) => {
    const source = readFileSync(`${ROOT}test/${file}`, 'utf8');
    return [...addresses.matchAll(/`(\/[^`]+)`/g)]
      .map(([, address = '']) => address)
      .filter((address) => !source.includes(`'${address}'`))
      .map((address) => `${file} ${address}`);
  });
  expect(cells.length).toBeGreaterThan(10);
  expect(missing).toEqual([]);
});

test('every recorder’s row names a test, but for the shape that they share', () => {
  const rows = MATRIX.split('\n').filter((line) => line.startsWith('| `recorders/'));
  const untested = rows.filter((row) => !row.includes('.test.ts`'));
  expect(untested.map((row) => row.split('`')[1])).toEqual(['recorders/recorder.ts']);
});
