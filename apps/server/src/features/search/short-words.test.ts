import { expect, test } from 'vitest';
import { shortWordKind, shortWords } from './short-words.ts';

test.each([
  ['sign in to hr', ['in', 'to', 'hr']],
  ['https://a.example/?id=1', ['a', 'id', '1']],
  ['chrome', []],
  ['中国银行 登录', ['中国', '国银', '银行', '登录']],
  ['ログイン', ['ログ', 'グイ', 'イン']],
  ['мы не на', []],
  ['x银y', []],
])('%s has the short words %j', (text, words) => {
  expect(shortWords([text])).toEqual(words);
});

test('noise has few of them', () => {
  const noise = Array.from({ length: 5_000 }, (_, n) => String.fromCodePoint(0x4e00 + n)).join('');
  expect(shortWords([noise])).toHaveLength(200);
});

test.each([
  ['hr', 'alone'],
  ['7', 'alone'],
  ['银行', 'part'],
  ['银', undefined],
  ['银a', undefined],
  ['é', undefined],
  ['log', undefined],
  ['a.', undefined],
])('%s is looked for as %s', (text, kind) => {
  expect(shortWordKind(text)).toBe(kind);
});
