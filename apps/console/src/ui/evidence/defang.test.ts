import { intakeUrl } from '@webhood/network-policy/intake';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defang, hostOf } from './defang.ts';

test.each([
  ['https://evil.example/a.html?b=c.d', 'url', 'hxxps://evil[.]example/a.html?b=c.d'],
  ['http://user:pw@evil.example:8080/', 'url', 'hxxp://user:pw@evil[.]example:8080/'],
  ['http://[2001:db8::1]/x', 'url', 'hxxp://[2001[:]db8::1]/x'],
  ['evil.example', 'domain', 'evil[.]example'],
  ['192.0.2.7', 'ip', '192[.]0[.]2[.]7'],
  ['2001:db8::1', 'ip', '2001[:]db8::1'],
  ['ann@evil.example', 'email', 'ann[@]evil[.]example'],
  ['a.b.c', 'hash', 'a.b.c'],
] as const)('%s as %s becomes %s', (value, kind, expected) => {
  expect(defang(value, kind)).toBe(expected);
});

test('what was defanged here is read back as the same URL by our own intake', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true }), (url) => {
      const before = intakeUrl(url);
      const after = intakeUrl(defang(url, 'url'));
      if (before.kind === 'accepted') {
        expect(after).toMatchObject({ kind: 'accepted', url: before.url });
      }
    }),
  );
});

test('a value that is no URL has no host', () => {
  expect(hostOf('https://a.example:8443/x')).toBe('a.example');
  expect(hostOf('javascript:alert(1)')).toBeNull();
  expect(hostOf('not a url')).toBeNull();
});
