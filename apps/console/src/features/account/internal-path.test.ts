import fc from 'fast-check';
import { expect, test } from 'vitest';
import { internalPath } from './internal-path.ts';

test('a path of ours comes through', () => {
  expect(internalPath('/scans/s1?tab=network')).toBe('/scans/s1?tab=network');
});

test.each([
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  'javascript:alert(1)',
  '',
  undefined,
  42,
])('%o does not', (value) => {
  expect(internalPath(value)).toBeNull();
});

test('whatever comes through stays on our origin', () => {
  const tricky = fc.string({ unit: fc.constantFrom('/', '\\', '\t', '@', ':', '.', 'a', '?') });
  fc.assert(
    fc.property(tricky, (text) => {
      const path = internalPath(`/${text}`);
      if (path !== null) {
        expect(new URL(path, 'https://console.example').origin).toBe('https://console.example');
      }
    }),
  );
});
