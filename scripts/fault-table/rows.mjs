/** How the tables of docs/faults.md are read. */

/** A row of a fault; not a table's heading and the line below it, nor a row of figures. */
export const ROW = /^\| (?!fault |---).*`[\w./-]+\.test\.ts`/;

/** As the document shortens them. */
const FOLDERS = {
  faults: 'apps/server/test/faults',
  leases: 'apps/server/src/features/leases',
  e2e: 'test/e2e',
};

/**
 * Each test file that a row names, with the titles of its tests that it names.
 * @param {string} row
 * @returns {{ file: string, titles: string[] }[]}
 */
export function namedIn(row) {
  return [...row.matchAll(/`([\w./-]+\.test\.ts)`((?: "[^"]+")*)/g)].map(
    ([, path = '', quoted = '']) => {
      const [first = '', ...rest] = path.split('/');
      const file = [FOLDERS[first] ?? first, ...rest].join('/');
      return { file, titles: [...quoted.matchAll(/"([^"]+)"/g)].map(([, title = '']) => title) };
    },
  );
}
