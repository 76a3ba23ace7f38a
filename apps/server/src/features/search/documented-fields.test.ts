import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FILTER_FIELDS } from './filter-fields.ts';
import { QUERY_FIELDS } from './query-fields.ts';

const docs = (name: string) =>
  readFileSync(new URL(`../../../../../docs/${name}`, import.meta.url), 'utf8');

test('every field of a filter is in its description', () => {
  const text = docs('filters.md');
  const isNamed = (name: string) =>
    text.includes(`\`${name}\``) || text.includes(`\`.${name.split('.').at(-1)}\``);
  expect([...FILTER_FIELDS.keys()].filter((name) => !isNamed(name))).toEqual([]);
});

test('every field of a search is in its description', () => {
  const text = docs('search.md');
  expect([...QUERY_FIELDS.keys()].filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
