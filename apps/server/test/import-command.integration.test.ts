/** `import-webhood` as a process, on the embedded PostgreSQL of a running server. */

import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createInstallation, type Installation } from './processes.ts';
import { makeSourceFolder } from './source-folder.ts';

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

async function admin(...args: string[]) {
  const { output, ended } = await installation.run(ADMIN, args, EMBEDDED);
  return { code: await ended, ...output };
}

test('imports into a running installation, and its users get passwords', async () => {
  await installation.startReady(EMBEDDED);
  const dir = join(installation.dir, 'pb_data');
  await mkdir(dir);
  await makeSourceFolder(dir);
  expect((await admin('import-webhood')).code).toBe(2);
  const nowhere = await admin('import-webhood', join(dir, 'nowhere'));
  expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining('pb_data')]);
  const tried = await admin('import-webhood', dir, '--dry-run', '--json');
  expect(JSON.parse(tried.stdout)).toMatchObject({ dryRun: true, scans: { imported: 4 } });

  // Something is missing from the folder: said, counted, and the exit status.
  const done = await admin('import-webhood', dir);
  expect([done.code, done.stdout]).toEqual([1, expect.stringContaining('PROBLEM')]);
  const again = await admin('import-webhood', dir, '--json');
  expect(JSON.parse(again.stdout)).toMatchObject({
    users: { imported: 0, present: 2 },
    scans: { imported: 0, present: 4 },
  });
  const password = await admin('users', 'set-password', 'chief', '--json');
  expect(password.code, password.stderr).toBe(0);
  expect(JSON.parse(password.stdout)).toMatchObject({ id: 'useradmin000001', name: 'Chief' });
  const audit = await admin('audit', 'verify');
  expect(audit.code, audit.stderr).toBe(0);
}, 120_000);
