import fc from 'fast-check';
import { expect, test } from 'vitest';
import { originalBytes } from './original-bytes.ts';

test('every single-byte text comes back as the bytes that the server sent', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
      const original = Buffer.from(bytes);
      const body = new TextDecoder('windows-1252').decode(original);
      const answer = { body, base64Encoded: false };
      const restored = originalBytes(answer, original.length, 'windows-1252');
      expect(restored.equals(original)).toBe(true);
    }),
  );
});

test('a byte order mark that Chromium dropped is put back', () => {
  const answer = { body: 'x', base64Encoded: false };
  expect(originalBytes(answer, 4, 'utf-8')).toEqual(Buffer.from([0xef, 0xbb, 0xbf, 0x78]));
});

test('binary content is decoded as it is', () => {
  const answer = { body: 'AAEC', base64Encoded: true };
  expect(originalBytes(answer, 3, '')).toEqual(Buffer.from([0, 1, 2]));
});
