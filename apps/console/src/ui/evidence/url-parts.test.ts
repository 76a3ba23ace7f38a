import fc from 'fast-check';
import { expect, test } from 'vitest';
import { urlParts } from './url-parts.ts';

test('the host stands apart from what surrounds it', () => {
  expect(urlParts('https://a.example:8443/x?y#z')).toEqual({
    before: 'https://',
    host: 'a.example',
    after: ':8443/x?y#z',
  });
});

test('a name before an @ is not taken for the host', () => {
  expect(urlParts('https://bank.example@evil.example/')).toEqual({
    before: 'https://bank.example@',
    host: 'evil.example',
    after: '',
  });
});

test('an address in brackets stays whole', () => {
  expect(urlParts('http://[2001:db8::1]:80/').host).toBe('[2001:db8::1]');
});

test('no text is lost but a bare slash, whatever it is', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webUrl()), (url) => {
      const { before, host, after } = urlParts(url);
      expect([url, `${before}${host}/`]).toContain(
        after === '' && url.endsWith('/') ? `${before}${host}/` : before + host + after,
      );
    }),
  );
});
