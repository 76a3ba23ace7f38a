import { expect, test } from 'vitest';
import { hasTerm, termText, withoutTerm, withTerm } from './query-terms.ts';

test('a value that the language would read as more than a word is quoted', () => {
  expect(termText('page.domain', 'example.com')).toBe('page.domain:example.com');
  expect(termText('user', 'ann (lab)')).toBe('user:"ann (lab)"');
  expect(termText('user', 'a"b\\c')).toBe('user:"a\\"b\\\\c"');
  expect(termText('user', '-x')).toBe('user:"-x"');
});

test.each([
  ['', 'status:done', 'status:done'],
  ['login', 'status:done', 'login status:done'],
  ['a OR b', 'status:done', '(a OR b) status:done'],
  ['(a OR b) c', 'status:done', '(a OR b) c status:done'],
  ['title:"this OR that"', 'status:done', 'title:"this OR that" status:done'],
])('%j is narrowed by %s to %j, and back', (q, term, narrowed) => {
  expect(withTerm(q, term)).toBe(narrowed);
  expect(hasTerm(narrowed, term)).toBe(true);
  expect(withoutTerm(narrowed, term)).toBe(q);
});

test('a term counts only where it stands by itself', () => {
  expect(hasTerm('-status:done', 'status:done')).toBe(false);
  expect(hasTerm('xstatus:done', 'status:done')).toBe(false);
  expect(hasTerm('title:"status:done"', 'status:done')).toBe(false);
  expect(hasTerm('(status:done OR a)', 'status:done')).toBe(false);
  expect(withoutTerm('(status:done OR a)', 'status:done')).toBe('(status:done OR a)');
  expect(withoutTerm('status:done AND a', 'status:done')).toBe('a');
  expect(withoutTerm('a AND status:done b', 'status:done')).toBe('a b');
  expect(withoutTerm('(a) status:done (b)', 'status:done')).toBe('(a) (b)');
});
