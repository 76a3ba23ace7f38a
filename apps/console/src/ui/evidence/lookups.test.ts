import { DEFAULT_LOOKUPS } from '@webhood/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lookupFault, lookupUrl } from './lookups.ts';

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

test('a fault is told of the field that has it', () => {
  const good = { name: 'x', kinds: ['ip' as const], template: 'https://a.example/{value}' };
  expect(lookupFault(good)).toBeNull();
  expect(lookupFault({ ...good, name: ' ' })).toBe('name');
  expect(lookupFault({ ...good, kinds: [] })).toBe('kinds');
  expect(lookupFault({ ...good, template: 'https://{value}/' })).toBe('template');
});
