import fc from 'fast-check';
import { expect, test } from 'vitest';
import { storableJson, storableText } from './storable-text.ts';

test('no NUL and no half surrogate pair is left, whatever the text', () => {
  // Any UTF-16 code units, so also halves of pairs.
  const anyText = fc
    .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constant(0), fc.constant(0xd800)))
    .map((units) => String.fromCharCode(...units));
  fc.assert(
    fc.property(anyText, fc.nat(50), (text, length) => {
      const stored = storableText(text, length);
      return stored.isWellFormed() && !stored.includes('\u0000') && stored.length <= length;
    }),
  );
});

test('what can be stored stays as it is', () => {
  expect(storableText('grüße 🦊', 100)).toBe('grüße 🦊');
});

test('strings are mended at any depth, keys included', () => {
  expect(storableJson({ 'a\u0000': [{ b: '\ud800' }, 1, null] }, 10)).toEqual({
    'a\ufffd': [{ b: '\ufffd' }, 1, null],
  });
});
