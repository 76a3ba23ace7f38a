import { expect, test } from 'vitest';
import { terminalJson, terminalLine, terminalLines } from './terminal-text.ts';

const TITLE = '\u001b]0;mine\u0007';
const NAMES = [TITLE, '\u009b31m', 'a\u202eb', 'a\nb', 'a\rb', 'a\u2028b', '\u007f'];

test('nothing that somebody chose is obeyed by a terminal', () => {
  expect(terminalLine(TITLE)).toBe('\\u{1b}]0;mine\\u{7}');
  for (const name of NAMES) {
    expect(terminalLine(name)).toMatch(/^[\x20-\x7e]+$/);
    expect(terminalJson({ name })).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(terminalJson({ name }))).toEqual({ name });
  }
  expect(terminalLines(`one ${TITLE}\ntwo`)).toBe('one \\u{1b}]0;mine\\u{7}\ntwo');
  expect(terminalLine('Grüße 猫')).toBe('Grüße 猫');
});
