import { expect, test } from 'vitest';
import { formatJson, hexDump, previewKind, readStart } from './body-preview.ts';

test.each([
  ['image/png', 'image/png', 'image'],
  ['image/png', undefined, 'bytes'],
  ['image/png', 'text/html', 'text'],
  ['image/svg+xml', 'image/svg+xml', 'text'],
  ['application/json; charset=utf-8', undefined, 'json'],
  ['text/javascript', undefined, 'text'],
  ['text/html', 'application/x-msdownload', 'bytes'],
  ['', undefined, 'bytes'],
] as const)(
  'what is declared %s and looks like %s is previewed as %s',
  (declared, detected, kind) => {
    expect(previewKind(declared, detected)).toBe(kind);
  },
);

test('JSON is set out, and what is none stays as it is', () => {
  expect(formatJson('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
  expect(formatJson('{"a":')).toBe('{"a":');
});

test('JSON that nests without end is not set out', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  expect(formatJson(deep)).toBe(deep);
});

test('bytes are shown with their offsets and never as control characters', () => {
  expect(hexDump(new Uint8Array([0x4d, 0x5a, 0, 0x1b]))).toBe(
    `000000  4d 5a 00 1b${' '.repeat(36)}  MZ..`,
  );
});

test('no more of a stream is kept than its bound', async () => {
  const stream = () => new Blob([new Uint8Array(1_000)]).stream();
  expect(await readStart(stream(), 1_000)).toMatchObject({ isCut: false });
  const cut = await readStart(stream(), 999);
  expect([cut.isCut, cut.bytes.length]).toEqual([true, 999]);
});
