import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_LOOKUPS, lookupFault, lookupUrl, parseLookups } from './lookups.ts';

test('every lookup that comes with the console is usable', () => {
  expect(DEFAULT_LOOKUPS.map(lookupFault)).toEqual(DEFAULT_LOOKUPS.map(() => null));
});

test('whatever the value, the host that is asked is the one of the template', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...DEFAULT_LOOKUPS),
      (value, lookup) => {
        const host = new URL(lookup.template).host;
        const url = new URL(lookupUrl(lookup, value));
        expect([url.protocol, url.host]).toEqual(['https:', host]);
      },
    ),
  );
});

test.each([
  'http://a.example/{value}',
  'javascript:alert({value})//',
  'https://{value}/',
  'https://a.example{value}',
  'https://a.example/',
  '{value}',
])('the template %s is refused', (template) => {
  expect(lookupFault({ name: 'x', kinds: ['ip'], template })).toBe('template');
});

test('a list that is not ours gives the defaults, and an entry that is not is left out', () => {
  expect(parseLookups('nonsense')).toBe(DEFAULT_LOOKUPS);
  expect(parseLookups('{}')).toBe(DEFAULT_LOOKUPS);
  const good = { name: 'x', kinds: ['ip'], template: 'https://a.example/{value}' };
  const bad = { name: 'y', kinds: ['ip'], template: 'javascript:{value}' };
  expect(parseLookups(JSON.stringify([good, bad, null, 7]))).toEqual([good]);
});
