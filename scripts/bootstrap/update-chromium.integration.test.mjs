import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { distribution } from './apt.mjs';
import { ROOT } from './paths.mjs';

const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

function update(args, { env = {}, uid } = {}) {
  const { SCANNER_CHROME_PATH: _, ...inherited } = process.env;
  return spawnSync(
    process.execPath,
    [join(ROOT, 'apps/cli/src/main.ts'), 'update-chromium', ...args],
    {
      encoding: 'utf8',
      timeout: 120_000,
      env: { ...inherited, ...env },
      ...(uid === undefined ? {} : { uid }),
    },
  );
}

test('a browser that was named is left to whoever installed it', () => {
  const { status, stderr } = update(['--dry-run'], { env: { SCANNER_CHROME_PATH: '/bin/true' } });
  expect(status).toBe(1);
  expect(stderr).toContain('SCANNER_CHROME_PATH names /bin/true');
});

const isDebian = /debian/.test(distribution()) && !/ubuntu/.test(distribution());

test.runIf(isRoot && isDebian)(
  'as root on Debian the package manager is asked, and a dry run changes nothing',
  () => {
    const before = readFileSync('/var/lib/dpkg/status', 'utf8');
    const { status, stderr } = update(['--dry-run']);
    expect(stderr).toMatch(/it is Chrom.* \d+\./);
    expect(status).toBe(0);
    expect(readFileSync('/var/lib/dpkg/status', 'utf8')).toBe(before);
  },
);

test.runIf(isRoot && isDebian)('who may not install is told the one command', () => {
  const { status, stderr } = update([], { uid: NOBODY });
  expect(status).toBe(1);
  expect(stderr).toMatch(/sudo apt-get update && sudo apt-get install --only-upgrade chromium/);
});
