/** The list of promises in docs/security.md, held to the tests that it names. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const DOCUMENT = new URL('../../../../../docs/security.md', import.meta.url);
/** Fewer would mean that the table is not read any more. */
const LEAST_PROMISES = 25;

const promises = readFileSync(DOCUMENT, 'utf8')
  .split('\n')
  .map((line) => /^\| (.+) \| (\[.+\]\(.+\)) \|$/.exec(line))
  .filter((found) => found !== null)
  .map(([, promise = '', tests = '']) => ({
    promise,
    tests: [...tests.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)].map(([, name = '', path = '']) => ({
      name,
      path,
    })),
  }));

test('the document has its list of promises', () => {
  expect(promises.length).toBeGreaterThanOrEqual(LEAST_PROMISES);
});

test.each(promises)('each test that is named for it is there: $promise', ({ tests }) => {
  expect(tests).not.toEqual([]);
  for (const { name, path } of tests) {
    const source = readFileSync(new URL(path, DOCUMENT), 'utf8').replaceAll("\\'", "'");
    expect(source, `${path}: ${name}`).toContain(name);
  }
});
