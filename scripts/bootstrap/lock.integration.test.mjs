import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withInstallLock } from './lock.mjs';

let folder;
let file;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-lock-'));
  file = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('two installations never run at once, and both run', async () => {
  const order = [];
  const install = (name) =>
    withInstallLock(
      async () => {
        order.push(`${name} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        order.push(`${name} ends`);
      },
      { file },
    );
  await Promise.all([install('a'), install('b')]);
  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  expect(existsSync(file)).toBe(false);
});

test('a failed installation leaves no lock', async () => {
  const failing = withInstallLock(
    () => {
      throw new Error('no network');
    },
    { file },
  );
  await expect(failing).rejects.toThrow('no network');
  expect(existsSync(file)).toBe(false);
});

test('the lock of a start that was killed is taken over', async () => {
  writeFileSync(file, '1\n');
  const minuteAgo = new Date(Date.now() - 60_000);
  utimesSync(file, minuteAgo, minuteAgo);
  expect(await withInstallLock(() => 'installed', { file })).toBe('installed');
});
