/** The first administrator's password exists in one place until it is printed. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createInstallation, type Installation } from './processes.ts';

const SERVER = resolve(import.meta.dirname, '../src/main.ts');
const CLI = resolve(import.meta.dirname, '../../cli/src/main.ts');
/** Three processes have to load. */
const START_MS = 30_000;

let installation: Installation;

beforeEach(async () => {
  installation = await createInstallation();
  // Makes the tables.
  expect((await installation.admin(['users', 'list'])).code).toBe(0);
});
afterEach(async () => {
  await installation.killAll();
  await installation.close();
});

/** Told to stop, and the server knows it, in the middle of making the first administrator. */
async function stoppedMidway(
  entry: string,
  args: string[],
  signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM',
) {
  const accounts = await installation.holdAccounts();
  const run = await installation.run(entry, args, { WEBHOOD_HTTP_PORT: '0' });
  const isTold = () =>
    [run.output.stdout, run.output.stderr, logFile()].some((text) =>
      text.includes('process.stopping'),
    );
  await expect.poll(accounts.waiting, { timeout: START_MS }).toBe(1);
  run.child.kill(signal);
  await expect.poll(isTold).toBe(true);
  return { ...run, release: accounts.release };
}

/** Where `up` puts the server's log. */
function logFile(): string {
  const file = join(installation.dir, 'data/logs/server.log');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

test.each([
  ['the server alone', SERVER, []],
  ['webhood server', CLI, ['server']],
  ['webhood up', CLI, ['up']],
])(
  '%s, stopped while it makes the first administrator, prints the password',
  async (_, entry, args) => {
    const { output, ended, release } = await stoppedMidway(entry, args);
    await release();
    expect(await ended).toBe(0);
    expect(output.stdout).toMatch(/user name\s+admin\n\s+password\s+\w{20}\n/);
    const { ready } = await installation.startReady();
    expect(ready.firstAdmin).toBeUndefined();
  },
);

test('a server told twice to stop prints the password, and then ends at once', async () => {
  const { child, output, ended, release } = await stoppedMidway(SERVER, []);
  child.kill('SIGINT');
  await release();
  expect(await ended).toBe(1);
  expect(output.stdout).toMatch(/password\s+\w{20}\n/);
});

test('a server whose parent dies meanwhile prints the password itself', async () => {
  const { output, ended, release } = await stoppedMidway(CLI, ['server'], 'SIGKILL');
  await release();
  // Its output ends with the last process that has it.
  await ended;
  expect(output.stdout).toMatch(/user name\s+admin\n\s+password\s+\w{20}\n/);
});
