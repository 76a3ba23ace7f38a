import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLogFile } from './log-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a log never takes more than two files of its size, and keeps the newest lines', () => {
  const path = join(folder, 'logs/server.log');
  const log = openLogFile(path, 1_000);
  for (let n = 0; n < 1_000; n += 1) log.write(`line ${n}`);
  log.close();
  expect(statSync(path).size).toBeLessThanOrEqual(1_000);
  expect(statSync(`${path}.1`).size).toBeLessThanOrEqual(1_000);
  expect(readFileSync(path, 'utf8')).toMatch(/line 999\n$/);
});

test('a start adds to what the last one wrote', () => {
  const path = join(folder, 'server.log');
  for (const line of ['first', 'second']) {
    const log = openLogFile(path);
    log.write(line);
    log.close();
  }
  expect(readFileSync(path, 'utf8')).toBe('first\nsecond\n');
});
