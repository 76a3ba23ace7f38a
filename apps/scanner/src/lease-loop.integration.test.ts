import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LEASE_TIMES, PROTOCOL } from '@webhood/contract';
import { createAddressPolicy } from '@webhood/network-policy';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { observed } from '../../../test/observed.ts';
import { findBrowser } from '../../../test/sites/find-test-browser.ts';
import { type Site, startSite } from '../../../test/sites/site-server.ts';
import { createAdmission } from './admission.ts';
import { type BrowserSupervisor, createBrowserSupervisor } from './browser/supervisor.ts';
import { type Capturer, createCapturer } from './capture/capture.ts';
import { createEgressGuard, type EgressGuard } from './egress/guard.ts';
import { createJobRunner, type JobPatience } from './job-runner.ts';
import { createLeaseLoop, type LeaseLoop } from './lease-loop.ts';
import { type LeaseServer, startLeaseServer } from './lease-server.fixture.ts';
import { createServerClient, type ServerClient } from './server-client.ts';

const log = pino({ level: 'silent' });

let site: Site;
let supervisor: BrowserSupervisor;
let egress: EgressGuard;
let capturer: Capturer;
let server: LeaseServer;
let client: ServerClient;
let loop: LeaseLoop;

beforeAll(async () => {
  site = await startSite();
  supervisor = createBrowserSupervisor({ chromePath: findBrowser(), log });
  egress = createEgressGuard({ policy: createAddressPolicy({ allowNetworks: ['127.0.0.0/8'] }) });
  capturer = createCapturer({ supervisor, egress, preparesAhead: true });
  await supervisor.warm();
});

afterAll(async () => {
  await supervisor.close();
  await egress.close();
  await site.close();
});

beforeEach(async () => {
  server = await startLeaseServer();
});

afterEach(async () => {
  await loop.stop(0);
  await client.close();
  await server.close();
});

function startLoop(concurrency = 1, scannerToken = server.token, patience?: JobPatience): void {
  client = createServerClient({ endpoint: new URL(server.url), scannerToken });
  loop = createLeaseLoop({
    client,
    runner: createJobRunner({
      client,
      capturer,
      version: '1.2.3',
      log,
      ...(patience ? { patience } : {}),
    }),
    admission: createAdmission({ most: concurrency }),
    request: {
      version: '1.2.3',
      browserVersion: 'x',
      protocol: PROTOCOL,
      allowNetworks: [],
      waitMs: LEASE_TIMES.longPollMs,
      concurrency,
    },
    log,
  });
  loop.start();
}

test('a leased scan is captured, uploaded with every artifact, and completed', async () => {
  startLoop();
  const scan = server.add(`${site.url}/links`);
  const end = await scan.ended.promise;
  if (end.kind !== 'complete') throw new Error(`it failed: ${end.body.message}`);
  const { report, artifacts } = end.body;
  expect(report.scan).toMatchObject({ id: scan.id, attempt: 1, url: scan.url });
  expect(report.scan.scanner).toMatchObject({ name: 'test scanner', version: '1.2.3' });
  expect(artifacts.map(({ path }) => path)).toContain('scan.json');
  expect(artifacts.filter(({ sha256 }) => !scan.blobs.has(sha256))).toEqual([]);
  expect(scan.phases).toEqual(expect.arrayContaining(['loading', 'saving']));
});

test('several scans run at once, one in each slot', async () => {
  startLoop(2);
  const held = site.hold('/held');
  const slow = server.add(`${site.url}/held`);
  await held.requested;
  const quick = server.add(`${site.url}/tiny`);
  expect((await quick.ended.promise).kind).toBe('complete');
  held.release();
  expect((await slow.ended.promise).kind).toBe('complete');
});

test('a refused destination is a report, not a failed attempt', async () => {
  startLoop();
  const scan = server.add('http://10.0.0.1/');
  expect(await scan.ended.promise).toMatchObject({
    kind: 'complete',
    body: { report: { outcome: { status: 'error', code: 'blocked_destination' } } },
  });
});

test('calls that are cut off are made again, and a repeated commit does no harm', async () => {
  server.cutOff('lease', 1);
  server.cutOff('blobs', 2);
  server.cutOff('complete', 1);
  startLoop();
  const scan = server.add(`${site.url}/tiny`);
  expect((await scan.ended.promise).kind).toBe('complete');
  expect(scan.commits).toBe(2);
});

test('a store that stays away is tried again, then told as what the attempt failed of', async () => {
  const tries = 3;
  server.cutOff('blobs', 1_000);
  startLoop(1, server.token, { tries, firstMs: 5, longestMs: 10 });
  const scan = server.add(`${site.url}/tiny`);
  const end = await scan.ended.promise;
  expect(end).toMatchObject({ kind: 'fail', body: { code: 'no_result', retryable: true } });
  const message = end.kind === 'fail' ? end.body.message : '';
  expect(message).toContain('an artifact could not be stored');
  expect(scan.blobs.size).toBe(0);
  observed(`after ${tries} tries of each upload: failed, "${message}"`);
});

test.each(['cancelled', 'lost'] as const)(
  'a scan that is %s is dropped at once and the slot takes the next',
  async (how) => {
    startLoop();
    const held = site.hold('/held');
    const dropped = server.add(`${site.url}/held`);
    await held.requested;
    dropped[how] = true;
    const next = server.add(`${site.url}/tiny`);
    expect((await next.ended.promise).kind).toBe('complete');
    expect(dropped.commits).toBe(0);
    held.release();
  },
);

test('stopping hands the running scan back, to be tried again elsewhere', async () => {
  startLoop();
  const held = site.hold('/held');
  const scan = server.add(`${site.url}/held`);
  await held.requested;
  await loop.stop(0);
  const end = await scan.ended.promise;
  expect(end).toMatchObject({ kind: 'fail', body: { retryable: true } });
  observed(`without a grace: handed back (${end.kind}), to be tried again`);
  held.release();
});

test('stopping lets a scan end that is done within the grace', async () => {
  startLoop();
  const held = site.hold('/held');
  const scan = server.add(`${site.url}/held`);
  await held.requested;
  const stopped = loop.stop(30_000);
  held.release();
  await stopped;
  expect((await scan.ended.promise).kind).toBe('complete');
});

test('a token that is refused is never used for a scan, and stopping does not wait for it', async () => {
  startLoop(1, 'a-token-that-was-revoked');
  const scan = server.add(`${site.url}/tiny`);
  await loop.stop(0);
  expect(scan.attempt).toBe(0);
});

test('nothing of a scan stays on the machine after it was delivered', async () => {
  // A folder of its own: other scanners of this machine keep their scans in the usual one.
  const own = mkdtempSync(join(tmpdir(), 'webhood-own-'));
  vi.stubEnv('TMPDIR', own);
  try {
    const held = site.hold('/held-with-files');
    startLoop();
    const scan = server.add(`${site.url}/download`);
    const waiting = server.add(`${site.url}/held-with-files`);
    await held.requested;
    expect(scansIn(own)).not.toEqual([]);
    held.release();
    await Promise.all([scan.ended.promise, waiting.ended.promise]);
    await loop.stop(30_000);
    await capturer.released();
    expect(scansIn(own)).toEqual([]);
  } finally {
    vi.unstubAllEnvs();
    rmSync(own, { recursive: true, force: true });
  }
});

function scansIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith('webhood-scan-'));
}
