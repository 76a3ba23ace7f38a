/** `backup` and `restore` as processes: of a running server on the embedded PostgreSQL. */
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createInstallation, exitCode, type Installation } from './processes.ts';

const ADMIN = resolve(import.meta.dirname, '../src/admin.ts');
const EMBEDDED = { DATABASE_URL: '' };

let installation: Installation;
beforeAll(async () => {
  installation = await createInstallation();
});
afterAll(async () => {
  await installation.killAll();
  await installation.close();
});

async function admin(args: string[], env: Record<string, string>) {
  const { output, ended } = await installation.run(ADMIN, args, env);
  return { code: await ended, ...output };
}

test('a running server is backed up, and a new data folder takes its place', async () => {
  const { child } = await installation.startReady(EMBEDDED);
  const made = await admin(['tokens', 'create', '--name', 'kept', '--json'], EMBEDDED);
  expect(made.code, made.stderr).toBe(0);
  const dir = join(installation.dir, 'backup');
  const backup = await admin(['backup', dir, '--json'], EMBEDDED);
  expect(backup.code, backup.stderr).toBe(0);
  expect(JSON.parse(backup.stdout)).toMatchObject({ dir, lostArtifacts: [] });
  const again = await admin(['backup', dir], EMBEDDED);
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('not empty')]);
  expect((await admin(['backup'], EMBEDDED)).code).toBe(2);
  const inUse = await admin(['restore', dir], EMBEDDED);
  expect([inUse.code, inUse.stderr]).toEqual([1, expect.stringContaining('not empty')]);

  const secret = (await readFile(join(installation.dir, 'data', 'secret'), 'utf8')).trim();
  const elsewhere = {
    ...EMBEDDED,
    WEBHOOD_DATA_DIR: join(installation.dir, 'other'),
    WEBHOOD_SECRET: secret,
  };
  const restored = await admin(['restore', dir], elsewhere);
  expect(restored.code, restored.stderr).toBe(0);
  const tokens = await admin(['tokens', 'list', '--json'], elsewhere);
  expect(JSON.parse(tokens.stdout)).toEqual([
    expect.objectContaining({ name: 'kept', revoked: false }),
  ]);
  const audit = await admin(['audit', 'verify'], elsewhere);
  expect(audit.code, audit.stderr).toBe(0);
  // It takes its PostgreSQL with it.
  child.kill('SIGTERM');
  await exitCode(child);
  await rm(dir, { recursive: true });
}, 120_000);
