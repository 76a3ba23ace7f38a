// What isolation costs: a fresh context in a warm browser against a fresh process and profile for
// every scan, and the start of a browser with a network namespace against one without. The ways
// take turns, so that other work on the machine meets them alike.
//
//   node bench/isolation-cost.ts [--runs 15]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanOptions } from '@webhood/contract';
import { launchBrowser } from '../apps/scanner/src/browser/launch.ts';
import { openNamespace } from '../apps/scanner/src/browser/network-namespace.ts';
import {
  createLocalCapturer,
  findBrowser,
  type LocalCapturer,
} from '../apps/scanner/src/capture-entry.ts';
import { runsFrom } from './support/print.ts';
import { startTinyPage } from './support/tiny-page.ts';

const runs = runsFrom(process.argv, 15);
const found = findBrowser();
if (found.kind === 'missing') throw new Error(found.message);
const { path } = found;
const folder = mkdtempSync(join(tmpdir(), 'webhood-bench-'));
const page = await startTinyPage();
const settings = { allowNetworks: ['127.0.0.0/8'], preparesAhead: true };
const warm = createLocalCapturer(settings);
const samples: Record<string, number[]> = {};

try {
  await scan(warm);
  for (let run = 0; run < runs; run += 1) {
    await time('fresh context in a warm browser', () => scan(warm));
    await time('fresh process and profile', scanAlone);
    await time('browser start, own network', startInside);
    await time('browser start, shared network', startShared);
  }
} finally {
  await warm.close();
  await page.close();
  rmSync(folder, { recursive: true, force: true });
}
const rows = Object.entries(samples).map(([way, values]) => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
  return { way, medianMs: at(0.5), p90Ms: at(0.9), runs: sorted.length };
});
console.log(JSON.stringify({ benchmark: 'isolation-cost', node: process.version, rows }, null, 2));

/** The work returns what is to be done afterwards, outside the time. */
async function time(way: string, work: () => Promise<(() => Promise<void>) | undefined>) {
  const startedAt = performance.now();
  const after = await work();
  const values = samples[way] ?? [];
  values.push(performance.now() - startedAt);
  samples[way] = values;
  await after?.();
}

async function scan(capturer: LocalCapturer): Promise<undefined> {
  const outDir = mkdtempSync(join(folder, 'scan-'));
  const options = ScanOptions.parse({ rate: 'fast' });
  const { outcome } = await capturer.capture({ url: page.url, options, outDir });
  if (outcome.status !== 'done') throw new Error(JSON.stringify(outcome));
}

async function scanAlone(): Promise<undefined> {
  const capturer = createLocalCapturer({ ...settings, preparesAhead: false });
  await scan(capturer);
  await capturer.close();
}

async function startInside(): Promise<() => Promise<void>> {
  const opened = await openNamespace();
  if (opened.kind === 'impossible') throw new Error(opened.reason);
  const { namespace } = opened;
  const browser = await launchBrowser({ path, namespace, onListenerError: () => undefined });
  // The first scan needs the holder to answer.
  (await namespace.listen()).close();
  return browser.kill;
}

async function startShared(): Promise<() => Promise<void>> {
  return (await launchBrowser({ path, onListenerError: () => undefined })).kill;
}
