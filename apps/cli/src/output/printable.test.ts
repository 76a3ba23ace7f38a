import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonLine, printable } from './printable.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: what must never come out
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

test('no text can send a control character or a direction override to the terminal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(printable(text)).not.toMatch(CONTROL);
      expect(jsonLine({ text })).not.toMatch(CONTROL);
    }),
  );
});

test('a JSON line says exactly what was put in, in one line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(JSON.parse(jsonLine({ text }))).toEqual({ text });
      expect(jsonLine({ text })).not.toContain('\n');
    }),
  );
});

test('an escape sequence stays visible', () => {
  expect(printable('a\u001b[2Jb')).toBe('a\\u{1b}[2Jb');
});

test('long text is cut', () => {
  expect(printable('x'.repeat(1_000))).toHaveLength(301);
});
