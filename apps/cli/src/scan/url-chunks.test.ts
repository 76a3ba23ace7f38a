import { expect, test } from 'vitest';
import { firstChunk } from './url-chunks.ts';

test('a list has a thousand URLs at most', () => {
  const urls = Array.from({ length: 2_500 }, (_, n) => `https://a.com/${n}`);
  expect(firstChunk(urls)).toEqual(urls.slice(0, 1_000));
  expect(firstChunk(urls.slice(2_000))).toHaveLength(500);
  expect(firstChunk([])).toEqual([]);
});

test('long URLs make shorter lists, of one at least', () => {
  const long = `https://a.com/${'€'.repeat(8_000)}`;
  const chunk = firstChunk(Array.from({ length: 1_000 }, () => long));
  expect(chunk.length).toBeGreaterThan(100);
  expect(Buffer.byteLength(JSON.stringify(chunk))).toBeLessThan(4 * 1024 * 1024);
  expect(firstChunk(['x'.repeat(5_000_000), 'y'])).toHaveLength(1);
});
