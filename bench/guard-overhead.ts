// What the egress guard costs: the same scans with the guard and without, in turn. The page has 60 subresources.
//
//   node bench/guard-overhead.ts [--pairs 20] [--path /medium]
//
// `ratio` is the median over the pairs of time with the guard to time without: `scan` of the whole
// capture, `load` of the page's own time until its load event, which leaves nothing to hide in.
// `fastestRatio` compares the fastest scan of each: what is left when the machine is busy.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ScanOptions } from '@webhood/contract';
import { createAddressPolicy } from '@webhood/network-policy';
import { findBrowser } from '../apps/scanner/src/browser/find-browser.ts';
import { createBrowserSupervisor } from '../apps/scanner/src/browser/supervisor.ts';
import { type Capturer, createCapturer } from '../apps/scanner/src/capture/capture.ts';
import { createEgressGuard, type EgressGuard } from '../apps/scanner/src/egress/guard.ts';
import { median } from './support/measure.ts';
import { startSiteProcess } from './support/site-process.ts';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '20' },
    path: { type: 'string', default: '/medium' },
  },
});
const pairs = Number(values.pairs);
/** With the guard may take this much longer than without. */
const BOUND = 1.08;

interface Timing {
  scanMs: number;
  loadMs: number;
  /** Processor time of this process, which holds the guard and drives the browser. */
  cpuMs: number;
}

/** The browser goes where it likes: for pages of our own only. */
const noGuard: EgressGuard = {
  open: async () => ({
    proxyServer: 'direct://',
    useScanProxy: () => undefined,
    connections: () => [],
    droppedConnections: () => 0,
    stop: async () => undefined,
  }),
  close: async () => undefined,
};

const browser = findBrowser({});
if (browser.kind === 'missing') throw new Error(browser.message);
const folder = mkdtempSync(join(tmpdir(), 'webhood-bench-'));
const log = { info() {}, warn() {} };
/** As in a scanner; and one that has the machine's network, as nothing else leads anywhere. */
const supervisors = {
  guarded: createBrowserSupervisor({ chromePath: browser.path, log }),
  direct: createBrowserSupervisor({ chromePath: browser.path, log, network: 'shared' }),
};
const guard = createEgressGuard({
  policy: createAddressPolicy({ allowNetworks: ['127.0.0.0/8'] }),
});
const capturers = {
  guarded: createCapturer({
    supervisor: supervisors.guarded,
    egress: guard,
    preparesAhead: true,
  }),
  direct: createCapturer({
    supervisor: supervisors.direct,
    egress: noGuard,
    preparesAhead: true,
  }),
};
const sites = { http: await startSiteProcess(), https: await startSiteProcess({ tls: true }) };

try {
  const results = {
    http: await comparePairs(sites.http.url),
    https: await comparePairs(sites.https.url),
  };
  const worst = Math.max(results.http.ratio.scan, results.https.ratio.scan);
  const machine = { cpus: availableParallelism(), node: process.version, browser: browser.path };
  const withinBound = worst < BOUND;
  console.log(
    JSON.stringify(
      { benchmark: 'guard-overhead', bound: BOUND, value: worst, withinBound, machine, ...results },
      null,
      2,
    ),
  );
  process.exitCode = withinBound ? 0 : 1;
} finally {
  await Promise.all(Object.values(supervisors).map((each) => each.close()));
  await guard.close();
  await Promise.all([
    ...Object.values(capturers).map((each) => each.released()),
    ...Object.values(sites).map((site) => site.close()),
  ]);
  rmSync(folder, { recursive: true, force: true });
}

async function comparePairs(site: string) {
  const { guarded, direct } = capturers;
  const timings: { guarded: Timing; direct: Timing }[] = [];
  for (const capturer of [guarded, direct]) await measure(capturer, site);
  for (let pair = 0; pair < pairs; pair += 1) {
    // Whoever is first in a pair has the colder caches of the machine, so both are in turn.
    const guardedFirst = pair % 2 === 0;
    const early = await measure(guardedFirst ? guarded : direct, site);
    const late = await measure(guardedFirst ? direct : guarded, site);
    timings.push(
      guardedFirst ? { guarded: early, direct: late } : { guarded: late, direct: early },
    );
  }
  const of = (pick: (timing: (typeof timings)[number]) => number) =>
    round(median(timings.map(pick)));
  const fastest = (side: 'guarded' | 'direct') =>
    Math.min(...timings.map((timing) => timing[side].scanMs));
  const sideOf = (side: 'guarded' | 'direct') => ({
    scanMs: of((timing) => timing[side].scanMs),
    fastestScanMs: round(fastest(side)),
    loadMs: of((timing) => timing[side].loadMs),
    cpuMs: of((timing) => timing[side].cpuMs),
  });
  return {
    pairs,
    guarded: sideOf('guarded'),
    direct: sideOf('direct'),
    ratio: {
      scan: of((t) => t.guarded.scanMs / t.direct.scanMs),
      load: of((t) => t.guarded.loadMs / t.direct.loadMs),
    },
    fastestRatio: round(fastest('guarded') / fastest('direct')),
  };
}

async function measure(capturer: Capturer, site: string): Promise<Timing> {
  const outDir = mkdtempSync(join(folder, 'scan-'));
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  const result = await capturer.capture({
    scanId: 'benchmarkscan001',
    slug: 'benchmark',
    attempt: 1,
    url: `${site}${values.path}`,
    options: ScanOptions.parse({ rate: 'fast' }),
    outDir,
    scanner: { name: 'benchmark', version: '0' },
  });
  const scanMs = performance.now() - startedAt;
  const used = process.cpuUsage(cpu);
  // The context of this scan is disposed of before the next one is timed.
  await capturer.released();
  if (result.kind === 'failed') throw new Error(`${result.code}: ${result.message}`);
  const { timings, exchanges, outcome } = result.report;
  if (outcome.status !== 'done' || exchanges.length < 61) {
    throw new Error(`the page did not come whole: ${JSON.stringify(outcome)}, ${exchanges.length}`);
  }
  const cpuMs = (used.user + used.system) / 1_000;
  return { scanMs, loadMs: timings.loadMs ?? Number.NaN, cpuMs };
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
