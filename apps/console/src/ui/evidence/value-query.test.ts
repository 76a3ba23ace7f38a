import { expect, test } from 'vitest';
import { valueSearches } from './value-query.ts';

test('a domain, an address and a hash are searched in their own field', () => {
  expect(valueSearches('evil.example', 'domain')).toEqual([
    { by: 'value', q: 'domain:evil.example' },
  ]);
  expect(valueSearches('2001:db8::1', 'ip')).toEqual([{ by: 'value', q: 'ip:"2001:db8::1"' }]);
  expect(valueSearches('ab12', 'hash')).toEqual([{ by: 'value', q: 'hash:ab12' }]);
});

test('a URL is searched as itself and by its host', () => {
  expect(valueSearches('https://evil.example/a?b=(c OR d)', 'url')).toEqual([
    { by: 'value', q: 'url:"https://evil.example/a?b=(c OR d)"' },
    { by: 'domain', q: 'domain:evil.example' },
  ]);
});

test('nothing in a value acts as the search language', () => {
  expect(valueSearches('a" OR user:"ann\\', 'text')).toEqual([
    { by: 'value', q: '"a\\" OR user:\\"ann\\\\"' },
  ]);
  expect(valueSearches('OR', 'text', 'cookie')).toEqual([{ by: 'value', q: 'cookie:"OR"' }]);
});

test('what is blank is not searched', () => {
  expect(valueSearches('  ', 'text')).toEqual([]);
});
