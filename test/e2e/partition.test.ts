/** The way between a scanner and everything else is cut in the middle of a scan, and mended later. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Client } from '@webhood/client';
import { LEASE_TIMES } from '@webhood/contract';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { observed, secondsSince } from '../observed.ts';
import { type CutLink, canCutLinks, makeCutLink } from './support/cut-link.ts';
import { createInstallation, type Installation } from './support/installation.ts';
import { REPOSITORY, type Run, run } from './support/processes.ts';

const isPossible = canCutLinks();
const WAIT = { timeout: 60_000, interval: 250 };
/** After the lease has run out: the sweep, the back-off, and the next scanner's question. */
const RELEASED_WITHIN_MS = LEASE_TIMES.leaseSeconds * 1_000 + 15_000;

let link: CutLink;
let site: Server;
let siteUrl: string;
/** Answers of the held page. */
let release: () => void;
let requests: string[];
let installation: Installation;
let client: Client;
let far: Run;

beforeAll(async () => {
  if (!isPossible) return;
  link = makeCutLink();
  await startHeldSite();
  installation = await createInstallation({
    // Its certificate is for this name, whatever the port.
    EXTERNAL_URL: `https://${link.address}`,
    SCANNER_ALLOW_NETWORKS: link.network,
  });
  await installation.ready(installation.start(['server']));
  client = await installation.client();
  far = await startFarScanner(`https://${link.address}:${new URL(installation.url).port}`);
}, 180_000);

afterAll(async () => {
  await far?.stop();
  await installation?.close();
  site?.closeAllConnections();
  site?.close();
  link?.close();
});

async function startHeldSite(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  release = resolve;
  requests = [];
  site = createServer(async (request, response) => {
    requests.push(request.url ?? '');
    if (request.url === '/held') await promise;
    response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Held</title><p>Text');
  });
  await once(site.listen(0, link.address), 'listening');
  siteUrl = `http://${link.address}:${(site.address() as AddressInfo).port}`;
}

async function startFarScanner(endpoint: string): Promise<Run> {
  const made = await installation.command(['scanners', 'create', '--name', 'far', '--json']);
  const [command = '', ...prefix] = link.prefix;
  const args = [...prefix, process.execPath, `${REPOSITORY}apps/cli/src/main.ts`, 'scanner'];
  const started = run(command, args, {
    env: { ...installation.env, ENDPOINT: endpoint, SCANNER_TOKEN: JSON.parse(made).token },
  });
  const isConnected = async () => (await client.scanners.list()).some((one) => one.connected);
  await vi.waitUntil(isConnected, WAIT);
  return started;
}

const outputOf = (started: Run): string => started.stdout() + started.stderr();

test.runIf(isPossible)(
  'a cut network: the scan is made again elsewhere in time, and what comes back late has lost it',
  { timeout: 180_000 },
  async () => {
    const { id } = await client.scans.submit({ url: `${siteUrl}/held` });
    await expect.poll(() => requests).toContain('/held');
    expect((await client.scans.get(id)).scanner?.name).toBe('far');
    link.cut();
    const cutAtMs = performance.now();
    // The near scanner's site is still there: only the far one's way to it is gone.
    release();
    await installation.addScanner('near');
    const hasBegunAgain = async () => (await client.scans.get(id)).attempt === 2;
    await vi.waitUntil(hasBegunAgain, WAIT);
    expect(performance.now() - cutAtMs).toBeLessThan(RELEASED_WITHIN_MS);
    const begunAfter = secondsSince(cutAtMs);
    link.mend();
    const ended = await client.waitForScan(id);
    expect(ended).toMatchObject({ state: 'done', attempt: 2, scanner: { name: 'near' } });
    await expect.poll(() => outputOf(far), WAIT).toMatch(/"end":"lost"/);
    const next = await client.scans.submit({ url: `${siteUrl}/next`, scanner: 'far' });
    expect(await client.waitForScan(next.id)).toMatchObject({ state: 'done', attempt: 1 });
    const after = await client.scans.get(id);
    expect(after.scanner?.name).toBe('near');
    observed(
      `attempt ${after.attempt} begun ${begunAfter} after the cut, ${after.state} by the one that was reached; ` +
        'the other said that it had lost its scan, and made the next',
    );
  },
);
