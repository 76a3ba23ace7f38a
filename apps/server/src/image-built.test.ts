import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { readImageBuilt } from './image-built.ts';

test('an image tells when it was built, and what is no image or tells nothing is null', () => {
  const dir = mkdtempSync(join(tmpdir(), 'webhood-image-'));
  const file = join(dir, 'build-info.json');
  const read = (text: string) => {
    writeFileSync(file, text);
    return readImageBuilt(pathToFileURL(file));
  };
  // As `deploy/images/parts/build-info.mjs` writes it.
  expect(read('{"version":"0.1.0","revision":null,"builtAt":"2026-06-01T10:00:00Z"}')).toBe(
    '2026-06-01T10:00:00.000Z',
  );
  for (const text of ['', '{}', '{"builtAt":7}', '{"builtAt":"yesterday"}', 'null']) {
    expect(read(text)).toBeNull();
  }
  rmSync(dir, { recursive: true });
  expect(readImageBuilt(pathToFileURL(file))).toBeNull();
});
