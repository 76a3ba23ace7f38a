import { expect, test } from 'vitest';
import { normalised, submittedTerms } from './search-terms.service.ts';

const domainsOf = (url: string) => submittedTerms(url).filter((term) => term.startsWith('d='));

test('a name is found by itself and by the domains above it, not by the top-level domain', () => {
  expect(domainsOf('https://a.b.example.com/x')).toEqual([
    'd=a.b.example.com',
    'd=b.example.com',
    'd=example.com',
  ]);
  expect(domainsOf('https://192.0.2.1/')).toEqual(['d=192.0.2.1']);
  expect(domainsOf('https://[2001:db8::1]/')).toEqual(['d=2001:db8::1']);
});

test('a name of many labels has few terms, and what is too long for a name has none', () => {
  const deep = `${'a.'.repeat(100)}example.com`;
  expect(domainsOf(`https://${deep}/`)).toHaveLength(9);
  expect(domainsOf(`https://${deep}/`)).toContain('d=example.com');
  expect(domainsOf(`https://${'a.'.repeat(3_000)}example.com/`)).toEqual([]);
});

test('short words of an address are terms, once each', () => {
  const url = 'https://hr.example.com/a/B/hr/abc?id=7&x_y';
  expect(submittedTerms(url).filter((term) => term.startsWith('w='))).toEqual(
    ['hr', 'a', 'b', 'id', '7', 'x', 'y'].map((word) => `w=${word}`),
  );
});

test('a value of megabytes costs no more than its beginning', () => {
  expect(normalised(` ${'\u0000Ä'.repeat(10_000_000)}`)).toBe('ä'.repeat(250));
});
