import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { processesMentioning } from '../testing/processes.ts';
import { type CliRun, freePort, runCli } from '../testing/run-cli.ts';

/** The first start makes a database; machines that do much else take their time. */
const START_MS = 120_000;

let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-up-'));
  // The database and the browser, under their own accounts, must be able to pass through.
  chmodSync(folder, 0o711);
  const httpsPort = await freePort();
  env = {
    WEBHOOD_DATA_DIR: join(folder, 'data'),
    WEBHOOD_HTTPS_PORT: String(httpsPort),
    WEBHOOD_HTTP_PORT: '0',
    EXTERNAL_URL: `https://localhost:${httpsPort}`,
  };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function up(): CliRun {
  return runCli(['up'], { env });
}

async function stop(run: CliRun, signal: NodeJS.Signals): Promise<void> {
  run.child.kill(signal);
  expect(await run.exited).toBe(0);
  expect(processesMentioning(folder)).toEqual([]);
}

test('the first start shows the one-time credentials, Ctrl-C leaves no process', {
  timeout: START_MS,
}, async () => {
  const run = up();
  await run.printed(/Webhood is ready: https:\/\/localhost:\d+/);
  expect(run.stdout()).toMatch(/user name {2}\S+\n\s+password {3}\S{12,}/);
  const [, password = 'none'] = /password {3}(\S+)/.exec(run.stdout()) ?? [];
  await stop(run, 'SIGINT');
  const log = readFileSync(join(folder, 'data/logs/server.log'), 'utf8');
  expect(log).toContain('server.ready');
  expect(log).not.toContain(password);
});

test('later starts show no password, and SIGTERM ends them as cleanly', {
  timeout: START_MS,
}, async () => {
  const run = up();
  await run.printed(/Webhood is ready/);
  expect(run.stdout()).not.toContain('password');
  await stop(run, 'SIGTERM');
});

test('a stop during the start is a clean stop', { timeout: START_MS }, async () => {
  const run = up();
  await expect
    .poll(() => processesMentioning(folder).length, { timeout: 30_000 })
    .toBeGreaterThan(1);
  await stop(run, 'SIGINT');
});

test('a second start of the same installation says so and leaves the first alone', {
  timeout: START_MS,
}, async () => {
  const first = up();
  await first.printed(/Webhood is ready/);
  const second = up();
  expect(await second.exited).toBe(1);
  expect(second.stderr()).toMatch(/^webhood: .+\((data_dir_in_use|port_in_use)\)\n/m);
  expect(first.child.exitCode).toBe(null);
  await stop(first, 'SIGINT');
});

test('a browser that is not there ends the start with one message', {
  timeout: START_MS,
}, async () => {
  const run = runCli(['up'], { env: { ...env, SCANNER_CHROME_PATH: join(folder, 'none') } });
  expect(await run.exited).toBe(1);
  expect(run.stderr()).toMatch(/SCANNER_CHROME_PATH.*\(browser_missing\)/s);
  expect(processesMentioning(folder)).toEqual([]);
  expect(existsSync(join(folder, 'data/logs/scanner.log'))).toBe(true);
});

test('a rotation gives the scanner beside the server its next token without being asked', {
  timeout: 2 * START_MS,
}, async () => {
  const run = up();
  await run.printed(/Webhood is ready/);
  const scannerLog = () => readFileSync(join(folder, 'data/logs/scanner.log'), 'utf8');
  const connections = () => scannerLog().split('scanner.ready').length;
  const before = connections();
  const rotation = runCli(['secret', 'rotate'], { env });
  expect(await rotation.exited, rotation.stderr()).toBe(0);
  expect(rotation.stdout()).toMatch(/scanner tokens +1/);
  await expect.poll(connections, { timeout: START_MS }).toBeGreaterThan(before);
  await stop(run, 'SIGINT');
});
