// Captures against the floor: a bare script that does the least a scan could be. Both scan the
// same pages on the same machine, in rounds that alternate.
//
//   node bench/capture-throughput.ts [--rounds 3] [--scans 24] [--at-once 4] [--ours-at-once N]
//
// `throughput` scans the page of 61 resources with several scans at once; `alone` scans pages of
// three weights one after the other.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ScanOptions } from '@webhood/contract';
import { createLocalCapturer, findBrowser } from '../apps/scanner/src/capture-entry.ts';
import { startBareBrowser } from './support/bare-browser.ts';
import { floorScan } from './support/floor-scan.ts';
import { median } from './support/measure.ts';
import { type SiteProcess, startSiteProcess } from './support/site-process.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    scans: { type: 'string', default: '24' },
    'at-once': { type: 'string', default: '4' },
    'ours-at-once': { type: 'string' },
    rate: { type: 'string', default: 'fast' },
  },
});
const rounds = Number(values.rounds);
const scans = Number(values.scans);
const atOnce = Number(values['at-once']);
const oursAtOnce = Number(values['ours-at-once'] ?? atOnce);
const ALONE = ['/tiny', '/medium', '/heavy'];
const ALONE_RUNS = 7;
/** Linux counts processor time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

type Scan = (url: string) => Promise<unknown>;

interface Round {
  scansPerMinute: number;
  /** All processes but the site's, and the measuring process alone, which drives the browser. */
  cpuSecondsPerScan: number;
  driverCpuSecondsPerScan: number;
}

// The floor does not wait for what ends after the load event: asked for when its page has gone, it
// is refused. The floor stays as it is; anything else still ends the run.
process.on('unhandledRejection', (error) => {
  if (!(error instanceof Error && error.message === 'Session with given id not found.'))
    throw error;
});
const browser = findBrowser({});
if (browser.kind === 'missing') throw new Error(browser.message);
const folder = mkdtempSync(join(tmpdir(), 'webhood-bench-'));
const site = await startSiteProcess();
const bare = await startBareBrowser(browser.path);
const capturer = createLocalCapturer({ allowNetworks: ['127.0.0.0/8'], preparesAhead: true });
const options = ScanOptions.parse({ rate: values.rate });
const floor: Scan = (url) => floorScan(bare, url, folder);
const ours: Scan = (url) =>
  capturer.capture({ url, options, outDir: mkdtempSync(join(folder, 'ours-')) });

try {
  for (const scan of [floor, ours]) await scan(`${site.url}/medium`);
  const throughput = { floor: [] as Round[], ours: [] as Round[] };
  for (let round = 0; round < rounds; round += 1) {
    throughput.floor.push(await measureRound(floor, site, atOnce));
    throughput.ours.push(await measureRound(ours, site, oursAtOnce));
  }
  const alone: Record<string, unknown> = {};
  for (const path of ALONE) alone[path] = await measureAlone(`${site.url}${path}`);
  const ratios = throughput.ours.map(
    (round, index) => round.scansPerMinute / (throughput.floor[index]?.scansPerMinute ?? 0),
  );
  console.log(
    JSON.stringify(
      {
        benchmark: 'capture-throughput',
        machine: { cpus: availableParallelism(), node: process.version, browser: browser.path },
        atOnce: { floor: atOnce, ours: oursAtOnce },
        throughput: {
          floor: middle(throughput.floor),
          ours: middle(throughput.ours),
          ratio: round(median(ratios)),
        },
        alone,
      },
      null,
      2,
    ),
  );
} finally {
  await capturer.close();
  await bare.close();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
}

async function measureRound(scan: Scan, { url, pid }: SiteProcess, width: number): Promise<Round> {
  const before = { at: performance.now(), machine: machineSeconds(), site: processSeconds(pid) };
  const driver = process.cpuUsage();
  let left = scans;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await scan(`${url}/medium`);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  const used = process.cpuUsage(driver);
  const siteSeconds = processSeconds(pid) - before.site;
  return {
    scansPerMinute: (scans / (performance.now() - before.at)) * 60_000,
    cpuSecondsPerScan: (machineSeconds() - before.machine - siteSeconds) / scans,
    driverCpuSecondsPerScan: (used.user + used.system) / 1e6 / scans,
  };
}

/** One scan at a time, floor and ours in turn, each in milliseconds. */
async function measureAlone(url: string): Promise<object> {
  const times = { floor: [] as number[], ours: [] as number[] };
  for (let run = 0; run < ALONE_RUNS; run += 1) {
    for (const [name, scan] of [
      ['floor', floor],
      ['ours', ours],
    ] as const) {
      const startedAt = performance.now();
      await scan(url);
      times[name].push(performance.now() - startedAt);
    }
  }
  const floorMs = median(times.floor);
  const oursMs = median(times.ours);
  return {
    floorMs: Math.round(floorMs),
    oursMs: Math.round(oursMs),
    ratio: round(oursMs / floorMs),
  };
}

function middle(measured: Round[]): Round {
  const of = (key: keyof Round): number => round(median(measured.map((each) => each[key])));
  return {
    scansPerMinute: of('scansPerMinute'),
    cpuSecondsPerScan: of('cpuSecondsPerScan'),
    driverCpuSecondsPerScan: of('driverCpuSecondsPerScan'),
  };
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

function machineSeconds(): number {
  const [line] = readFileSync('/proc/stat', 'utf8').split('\n');
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = (line ?? '')
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq) / TICKS_PER_SECOND;
}

function processSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
