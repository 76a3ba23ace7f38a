import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clip, escapedString, escapeText, INVISIBLE } from './escape-text.ts';

test('a direction override is shown by its number instead of acting', () => {
  expect(escapeText('invoice\u202Egpj.exe')).toEqual([
    { kind: 'text', text: 'invoice' },
    { kind: 'escape', text: '[U+202E]' },
    { kind: 'text', text: 'gpj.exe' },
  ]);
});

test.each([
  ['a control', '\u0007'],
  ['an escape sequence', '\u001b[31m'],
  ['a zero-width space', '\u200b'],
  ['an isolate', '\u2066'],
  ['a tag character', '\u{e0041}'],
  ['a smuggling variation selector', '\u{e0100}'],
  ['a lone surrogate', '\ud800'],
  ['a line separator', '\u2028'],
  ['a Hangul filler', '\u3164'],
])('%s does not reach the screen', (_, text) => {
  expect(escapedString(text)).toContain('[U+');
});

test('ordinary text of any script, line ends, tabs and emoji stay as they are', () => {
  for (const text of ['hello', 'пример', '日本語', 'مرحبا', 'a\tb\nc', '❤️', '😀']) {
    expect(escapedString(text)).toBe(text);
  }
});

test('whatever a page writes, nothing invisible is left', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(escapedString(text)).not.toMatch(INVISIBLE);
      expect(
        escapeText(text)
          .map((segment) => segment.text)
          .join(''),
      ).toBe(escapedString(text));
    }),
  );
});

test('clipping never cuts a character in two and counts what it hides', () => {
  expect(clip('abc', 3)).toEqual({ text: 'abc', hidden: 0 });
  expect(clip('ab😀c', 3)).toEqual({ text: 'ab', hidden: 3 });
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.integer({ min: 1, max: 20 }),
      (text, length) => {
        const clipped = clip(text, length);
        expect(clipped.text.length + clipped.hidden).toBe(text.length);
        expect(clipped.text.isWellFormed()).toBe(true);
      },
    ),
  );
});
