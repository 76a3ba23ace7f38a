import { expect, test } from 'vitest';
import { entryName } from './entry-name.ts';

test.each([
  ['invoice.pdf', 'invoice.pdf'],
  ['Lasku – äö 発票.pdf', 'Lasku – äö 発票.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Windows\\evil.exe', 'evil.exe'],
  ['a\u202egpj.exe', 'a_gpj.exe'],
  ['line\nbreak\u0000.txt', 'line_break_.txt'],
  ['a:b?.txt', 'a_b_.txt'],
  ['.hidden', 'hidden'],
  ['trailing. . ', 'trailing'],
  ['con.txt', '_con.txt'],
  ['..', 'download'],
  ['folder/', 'download'],
  ['', 'download'],
])('%j is stored as %j', (suggested, stored) => {
  expect(entryName(suggested)).toBe(stored);
});

test('a long name keeps its ending', () => {
  const name = entryName(`${'x'.repeat(5_000)}.tar.exe`);
  expect(name).toHaveLength(100);
  expect(name).toMatch(/^x+\.exe$/);
});

test('no half of a surrogate pair is left', () => {
  expect(entryName(`${'🦊'.repeat(200)}`).isWellFormed()).toBe(true);
  expect(entryName('\ud83e.txt')).not.toBe('');
});
