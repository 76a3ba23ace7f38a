import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@webhood/client';
import { LEASE_TIMES, type Scan } from '@webhood/contract';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { observed, secondsSince } from '../observed.ts';
import { type Site, startSite } from '../sites/site-server.ts';
import { createInstallation, type Installation } from './support/installation.ts';
import { descendants, isRunning, programBelow, type Run } from './support/processes.ts';

const SCANS = 50;
/** After the lease has run out: the sweep, the back-off, and the next scanner's question. */
const RELEASED_WITHIN_MS = LEASE_TIMES.leaseSeconds * 1_000 + 15_000;

let site: Site;
let installation: Installation;
let client: Client;
let scanners: Run[];
let out: string;

beforeAll(async () => {
  site = await startSite();
  out = mkdtempSync(join(tmpdir(), 'webhood-e2e-out-'));
  installation = await createInstallation();
  await installation.ready(installation.start(['server']));
  scanners = [await installation.addScanner('one'), await installation.addScanner('two')];
  client = await installation.client();
});

afterAll(async () => {
  await installation?.close();
  await site?.close();
  rmSync(out, { recursive: true, force: true });
});

describe('one server and two scanners', () => {
  test(`${SCANS} scans from standard input all end done, shared between both`, async () => {
    await waitForScanners(['one', 'two']);
    const { token } = JSON.parse(
      await installation.command([
        'tokens',
        'create',
        '--name',
        'cli',
        '--role',
        'api_user',
        '--json',
      ]),
    );
    const urls = Array.from({ length: SCANS }, (_, i) => `${site.url}/tiny?n=${i}`).join('\n');
    const printed = await installation.command(
      ['scan', '--server', installation.url, '--token', token, '--out', out, '--json', '-'],
      urls,
    );
    const scans: Scan[] = printed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(scans).toHaveLength(SCANS);
    expect(scans.filter(({ status }) => status !== 'done')).toEqual([]);
    const byScanner = Map.groupBy(scans, (scan) => scan.scanner?.name);
    expect([...byScanner.keys()].toSorted()).toEqual(['one', 'two']);
  });

  test('a scan whose scanner is killed is finished by the other, once, and its browser dies', async () => {
    const held = site.hold('/held');
    const scan = await client.scans.submit({ url: `${site.url}/held` });
    await held.requested;
    const running = await client.scans.get(scan.id);
    const victim = scanners[running.scanner?.name === 'one' ? 0 : 1];
    if (!victim) throw new Error('nobody has the scan');
    const pid = programBelow(victim, 'apps/scanner/src/main.ts');
    const browser = [...descendants(pid)];
    process.kill(pid, 'SIGKILL');
    const killedAtMs = performance.now();
    await victim.exited;
    held.release();
    await expect.poll(() => browser.filter(isRunning)).toEqual([]);
    const hasBegunAgain = async () => (await client.scans.get(scan.id)).attempt === 2;
    await vi.waitUntil(hasBegunAgain, { timeout: RELEASED_WITHIN_MS, interval: 250 });
    const begunAfter = secondsSince(killedAtMs);

    const ended = await client.waitForScan(scan.id);
    expect(ended).toMatchObject({ state: 'done', attempt: 2 });
    expect(ended.scanner?.name).not.toBe(running.scanner?.name);
    observed(
      `attempt ${ended.attempt} begun ${begunAfter} after the kill, ${ended.state} by the other scanner; ` +
        `${browser.filter(isRunning).length} of ${browser.length} processes below it left`,
    );
  });

  test('a scanner that is asked to stop ends with 0, and its scan is finished by another', async () => {
    const leaving = await installation.addScanner('leaving');
    await waitForScanners(['leaving']);
    const pages = ['/held/1', '/held/2', '/held/3', '/held/4', '/held/5', '/held/6'];
    const held = pages.map((path) => site.hold(path));
    const submitted = await Promise.all(
      pages.map((path) => client.scans.submit({ url: `${site.url}${path}` })),
    );
    await Promise.any(held.map(({ requested }) => requested));
    const stopped = leaving.stop();
    for (const page of held) page.release();
    const code = await stopped;
    expect(code).toBe(0);
    const ended = await Promise.all(submitted.map(({ id }) => client.waitForScan(id)));
    const done = ended.filter(({ state }) => state === 'done');
    expect(done).toHaveLength(pages.length);
    observed(`exit code ${code}; ${done.length} of ${pages.length} scans done`);
  });
});

/** Until all of these ask for work; told by events. */
async function waitForScanners(names: string[]): Promise<void> {
  const stop = new AbortController();
  const aborted = once(stop.signal, 'abort');
  const look = async () => {
    const scanners = await client.scanners.list();
    const connected = scanners.filter((scanner) => scanner.connected).map(({ name }) => name);
    if (names.every((name) => connected.includes(name))) stop.abort();
  };
  const follow = async () => {
    for await (const event of client.events({ signal: stop.signal, onState: () => void look() })) {
      if (event.event === 'scanner') await look();
    }
  };
  await Promise.race([aborted, follow()]);
}
