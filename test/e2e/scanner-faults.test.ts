/** Faults of scanners and their browsers, really injected, with every scan's end looked at. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathOf, type Scan } from '@webhood/contract';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createFaultInstallation,
  type FaultInstallation,
  type ServerProcess,
} from '../../apps/server/test/faults/fault-installation.ts';
import { call } from '../../apps/server/test/faults/http-call.ts';
import { observed } from '../observed.ts';
import { type Site, startSite } from '../sites/site-server.ts';
import { descendants, isRunning, REPOSITORY, type Run, run } from './support/processes.ts';

const SCANNER = join(REPOSITORY, 'apps/scanner/src/main.ts');
/** A new attempt begins after its back-off, with a browser that may have to start first. */
const ATTEMPT = { timeout: 40_000 };

let site: Site;
let installation: FaultInstallation;
let server: ServerProcess;
let token: string;
let scanners: Run[];
let started = 0;

beforeAll(async () => {
  site = await startSite();
  installation = await createFaultInstallation();
  server = await installation.startServer();
  token = (await installation.admin('tokens', 'create', '--name', 'api')).token;
});
afterAll(async () => {
  await installation?.close();
  await site?.close();
});
beforeEach(() => {
  scanners = [];
});
afterEach(async () => {
  for (const scanner of scanners) {
    scanner.child.kill('SIGCONT');
    await scanner.stop();
  }
  await installation.forgetScans();
});

async function startScanner(env: Record<string, string> = {}): Promise<Run> {
  const name = `scanner-${++started}`;
  const made = await installation.admin('scanners', 'create', '--name', name);
  const scanner = run(process.execPath, [SCANNER], {
    env: {
      ENDPOINT: `https://localhost:${server.port}`,
      WEBHOOD_CA: join(installation.dir, 'data/tls/cert.pem'),
      SCANNER_TOKEN: made.token,
      SCANNER_ALLOW_NETWORKS: '127.0.0.0/8',
      SCANNER_CONCURRENCY: '2',
      ...env,
    },
  });
  scanners.push(scanner);
  await scanner.waitForOutput(/scanner\.ready/);
  return scanner;
}

async function submit(path: string): Promise<string> {
  const { text, status } = await call({
    port: server.port,
    method: 'POST',
    path: pathOf('scans'),
    token,
    json: { url: `${site.url}${path}`, options: { rate: 'fast' } },
  });
  expect(status, text).toBe(202);
  return (JSON.parse(text) as Scan).id;
}

async function scan(scanId: string): Promise<Scan> {
  const path = pathOf('scan', { scanId });
  return JSON.parse((await call({ port: server.port, path, token })).text);
}

const stateOf = async (id: string) => (await scan(id)).state;

async function completedAttempts(id: string): Promise<number[]> {
  const rows = await installation.query<{ attempt: number }>(
    "select attempt from scan_attempts where scan_id = $1 and outcome = 'completed'",
    [id],
  );
  return rows.map(({ attempt }) => attempt);
}

/** In words, for the table of faults. */
async function outcomeOf(id: string): Promise<string> {
  const { state, errorCode, completeness } = await scan(id);
  const code = errorCode === state ? null : errorCode;
  const detail = [code, completeness === 'partial' ? completeness : null].filter(Boolean);
  const how = detail.length === 0 ? '' : ` (${detail.join(', ')})`;
  return `${state}${how}, completed attempts [${await completedAttempts(id)}]`;
}

const pidOf = ({ child }: Run): number => child.pid ?? 0;

test('a scanner that is stopped past its lease loses its scan, and cannot commit when it wakes', async () => {
  const asleep = await startScanner();
  const held = site.hold('/held/asleep');
  const id = await submit('/held/asleep');
  await held.requested;
  process.kill(pidOf(asleep), 'SIGSTOP');
  await startScanner();
  await installation.letLeasesEnd();
  held.release();
  await expect.poll(() => stateOf(id), ATTEMPT).toBe('done');
  process.kill(pidOf(asleep), 'SIGCONT');
  await asleep.waitForOutput(/"end":"lost"/);
  expect(await scan(id)).toMatchObject({ state: 'done', attempt: 2 });
  expect(await completedAttempts(id)).toEqual([2]);
  observed(`${await outcomeOf(id)}; the one that woke said that it had lost its scan`);
});

test('a browser that is killed during a scan is replaced, and the scan comes to its end', async () => {
  const scanner = await startScanner();
  const held = site.hold('/held/killed');
  const id = await submit('/held/killed');
  await held.requested;
  const browser = [...descendants(pidOf(scanner))];
  for (const pid of browser) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
  held.release();
  await expect.poll(() => stateOf(id), ATTEMPT).toMatch(/done|error/);
  expect((await completedAttempts(id)).length).toBeLessThanOrEqual(1);
  const next = await submit('/tiny');
  await expect.poll(() => stateOf(next), ATTEMPT).toBe('done');
  observed(
    `${browser.length} processes killed: ${await outcomeOf(id)}; the next scan: ${await outcomeOf(next)}`,
  );
});

test('a URL whose scanner dies every time is given up after three attempts; others go on', async () => {
  const others: string[] = [];
  let deadly = '';
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const held = site.hold('/held/deadly');
    const victim = await startScanner();
    if (attempt === 1) deadly = await submit('/held/deadly');
    await installation.letBackOffsEnd();
    await held.requested;
    others.push(await submit(`/tiny?n=${attempt}`));
    const family = [...descendants(pidOf(victim))];
    process.kill(pidOf(victim), 'SIGKILL');
    held.release();
    await expect.poll(() => family.filter(isRunning)).toEqual([]);
    await installation.query(
      `update scans set lease_until = clock_timestamp() where id = $1 and state = 'running'`,
      [deadly],
    );
    await expect.poll(() => stateOf(deadly)).toMatch(/queued|error/);
  }
  expect(await scan(deadly)).toMatchObject({ state: 'error', errorCode: 'attempts_exhausted' });
  await startScanner();
  await installation.letLeasesEnd();
  for (const id of others) {
    await installation.letBackOffsEnd();
    await expect.poll(() => stateOf(id), ATTEMPT).toBe('done');
  }
  const { attempt, errorCode } = await scan(deadly);
  observed(
    `${errorCode} after ${attempt} attempts; ${others.length} of ${others.length} others done`,
  );
});

test('a scanner whose clock is an hour off scans and commits in one attempt', async () => {
  const clock = join(installation.dir, 'scanner-clock.mjs');
  writeFileSync(clock, 'const now = Date.now.bind(Date); Date.now = () => now() - 3_600_000;');
  await startScanner({ NODE_OPTIONS: `--import=${clock}` });
  const id = await submit('/tiny');
  await expect.poll(() => stateOf(id), ATTEMPT).toBe('done');
  expect(await completedAttempts(id)).toEqual([1]);
  observed(await outcomeOf(id));
});

test('cancelling wins over a scanner in the middle of it', async () => {
  const scanner = await startScanner();
  const held = site.hold('/held/cancelled');
  const id = await submit('/held/cancelled');
  await held.requested;
  const path = pathOf('scanCancel', { scanId: id });
  const { status } = await call({ port: server.port, method: 'POST', path, token });
  expect(status).toBe(200);
  held.release();
  await scanner.waitForOutput(/"end":"(cancelled|lost)"/);
  expect(await stateOf(id)).toBe('cancelled');
  expect(await completedAttempts(id)).toEqual([]);
  observed(await outcomeOf(id));
});

test('revoking wins over a scanner in the middle of a scan, which then waits for another', async () => {
  const revoked = await startScanner();
  const held = site.hold('/held/revoked');
  const id = await submit('/held/revoked');
  await held.requested;
  const { scanner } = await scan(id);
  await installation.admin('scanners', 'revoke', scanner?.id ?? '');
  held.release();
  // Told by its next heartbeat, or by an upload: either way it delivers nothing.
  const [, end] = await revoked.waitForOutput(/"end":"(lost|undelivered)"/);
  await installation.letLeasesEnd();
  await expect.poll(() => stateOf(id)).toBe('queued');
  expect(await completedAttempts(id)).toEqual([]);
  observed(`ended as ${end} on the revoked one; ${await outcomeOf(id)}`);
});

/** Only root may mount, and not in every container. */
function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const probe = ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt'];
  try {
    execFileSync('unshare', probe, { stdio: 'ignore' });
    return true;
  } catch {
    // Not allowed here: the test says that it is skipped.
    return false;
  }
}

test.runIf(canMount())(
  'a full disk of a scanner: its scan is not done by half, and is done once there is room',
  async () => {
    const small = join(installation.dir, 'scanner-disk');
    mkdirSync(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m,mode=1777', 'tmpfs', small]);
    chmodSync(installation.dir, 0o755);
    try {
      const scanner = await startScanner({ TMPDIR: small });
      const held = site.hold('/held/full');
      const id = await submit('/held/full');
      await held.requested;
      const ballast = join(small, 'ballast');
      try {
        writeFileSync(ballast, Buffer.alloc(32 * 1024 * 1024));
      } catch {
        // That is the point: it is full now.
      }
      held.release();
      await scanner.waitForOutput(/scan\.failed|scan\.ended/);
      const during = await scan(id);
      expect(['queued', 'running', 'error', 'done']).toContain(during.state);
      if (during.state === 'done') expect(during.completeness).toBe('partial');
      rmSync(ballast);
      await installation.letLeasesEnd();
      await expect
        .poll(async () => {
          await installation.letBackOffsEnd();
          return stateOf(id);
        }, ATTEMPT)
        .toBe('done');
      const next = await submit('/tiny');
      await expect.poll(() => stateOf(next), ATTEMPT).toBe('done');
      observed(
        `while full: ${during.state}; with room: ${await outcomeOf(id)}; the next: ${await outcomeOf(next)}`,
      );
      await scanner.stop();
    } finally {
      execFileSync('umount', ['-l', small]);
    }
  },
);
