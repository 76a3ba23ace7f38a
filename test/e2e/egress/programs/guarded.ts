/**
 * Run inside: the scanner's own browser and guard, as a local scan has them, on every vector's page.
 * Writes the hosts that the reports name, and stays until its input ends.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanOptions } from '@webhood/contract';
import { BROWSER_NETWORK_MODES } from '../../../../apps/scanner/src/browser/browser-network.ts';
import { createLocalCapturer } from '../../../../apps/scanner/src/capture-entry.ts';
import { PATHS, startVectorSite } from '../vector-site.ts';

export interface GuardedRun {
  /** Of all connections that reached the guard. */
  hosts: string[];
  /** How each page's scan ended. */
  ends: string[];
}

const [chromePath = '', network] = process.argv.slice(2);
const browserNetwork = BROWSER_NETWORK_MODES.find((mode) => mode === network);
if (!browserNetwork) throw new Error(`${network} is no network of a browser`);
const folder = mkdtempSync(join(tmpdir(), 'webhood-proof-'));
const site = await startVectorSite();
const capturer = createLocalCapturer({
  chromePath,
  allowNetworks: ['127.0.0.0/8'],
  browserNetwork,
});
process.stdin.resume().on('end', async () => {
  await capturer.close();
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});

const hosts = new Set<string>();
const ends: string[] = [];
const options = ScanOptions.parse({ rate: 'slow' });
await Promise.all(
  PATHS.map(async (path, index) => {
    const outDir = join(folder, String(index));
    const { outcome, report } = await capturer.capture({ url: `${site}${path}`, options, outDir });
    for (const { host } of report.connections) hosts.add(host);
    ends.push(outcome.status);
  }),
);
const run: GuardedRun = { hosts: [...hosts].toSorted(), ends };
process.stdout.write(`${JSON.stringify(run)}\n`);
