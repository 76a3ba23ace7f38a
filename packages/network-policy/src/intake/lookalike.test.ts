import { expect, it } from 'vitest';
import { isLookalike } from './lookalike.ts';

it.each([
  'аpple.com',
  'аррӏе.com',
  'gооgle.com',
  'раураӏ.com',
  'login.аpple.com',
  'ɡoogle.com',
  'paypạl.com',
  'lınkedın.com',
  'ορεn.com',
  'micrоsоft.рф',
  'ехаmple.com',
  'example.comノlogin.evil.com',
  'gοοgle.com',
  'օffice.com',
])('%s passes for another name', (host) => expect(isLookalike(host)).toBe(true));

it.each([
  'example.com',
  'xn.com',
  'faß.de',
  'münchen.de',
  'café.fr',
  'пример.рф',
  'сор.рф',
  'президент.рф',
  'ελλάδα.gr',
  '日本語.jp',
  'abc日本.jp',
  'ひらがなカタカナ漢字.jp',
  '한국.kr',
  'مثال.إختبار',
  'उदाहरण.com',
  '1.2.0.3',
  '[2606:4700::1]',
  '',
])('%s does not', (host) => expect(isLookalike(host)).toBe(false));
