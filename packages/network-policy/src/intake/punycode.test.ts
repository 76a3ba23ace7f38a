import { domainToASCII, domainToUnicode } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unicodeName } from './punycode.ts';

describe('a name in punycode', () => {
  it('decodes to what it was encoded from', () => {
    const label = fc.string({
      unit: fc.constantFrom(...'abcxyz019-äöüßéñабвгдеωλπ日本語中文한국مثالคน🙂'),
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 3 }), (labels) => {
        const ascii = domainToASCII(labels.join('.'));
        if (ascii !== '') expect(unicodeName(ascii)).toBe(domainToUnicode(ascii));
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    'xn--',
    'xn--a',
    'xn--99999999',
    'xn--zzzzzzzzzzzz',
    'xn--a-',
    'xn--a.com',
    'xn--\u00e4',
  ])('%s is no encoding of anything', (name) => expect(unicodeName(name)).toBeUndefined());

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void unicodeName(`xn--${text}`)));
  });
});
