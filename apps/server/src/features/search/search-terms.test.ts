import { expect, test } from 'vitest';
import { normalised, submittedTerms } from './search-terms.service.ts';

test('a name is found by itself and by the domains above it, not by the top-level domain', () => {
  expect(submittedTerms('https://a.b.example.com/x')).toEqual([
    'd=a.b.example.com',
    'd=b.example.com',
    'd=example.com',
  ]);
  expect(submittedTerms('https://192.0.2.1/')).toEqual(['d=192.0.2.1']);
  expect(submittedTerms('https://[2001:db8::1]/')).toEqual(['d=2001:db8::1']);
});

test('a name of many labels has few terms, and what is too long for a name has none', () => {
  const deep = `${'a.'.repeat(100)}example.com`;
  expect(submittedTerms(`https://${deep}/`)).toHaveLength(9);
  expect(submittedTerms(`https://${deep}/`)).toContain('d=example.com');
  expect(submittedTerms(`https://${'a.'.repeat(3_000)}example.com/`)).toEqual([]);
});

test('a value of megabytes costs no more than its beginning', () => {
  expect(normalised(` ${'\u0000Ä'.repeat(10_000_000)}`)).toBe('ä'.repeat(250));
});
