import { expect, test } from 'vitest';
import { ChangeLookups, DEFAULT_LOOKUPS, Lookup } from './lookups.ts';

const named = (name: string) => ({ name, kinds: ['ip'], template: 'https://a.example/{value}' });

test('every lookup that comes with Webhood is one', () => {
  expect(ChangeLookups.parse({ lookups: [...DEFAULT_LOOKUPS] }).lookups).toEqual(DEFAULT_LOOKUPS);
});

test.each([
  'http://a.example/{value}',
  'javascript:alert({value})//',
  'https://{value}/',
  'https://a.example{value}',
  'https://a.example/',
  '{value}',
])('the template %s is refused', (template) => {
  expect(Lookup.safeParse({ ...named('x'), template }).success).toBe(false);
});

test('no two have one name, and none is for nothing', () => {
  expect(ChangeLookups.safeParse({ lookups: [named('x'), named('x')] }).success).toBe(false);
  expect(Lookup.safeParse({ ...named('x'), kinds: [] }).success).toBe(false);
});
