// Many scans of friendly and hostile pages through one capturing process, and what is left of them
// (Linux: it reads /proc). Ends with 1 when a claim does not hold.
//
//   node bench/soak.ts [--scans 1000] [--at-once 8] [--json]
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startCapturerProcess } from './support/capturer-process.ts';
import { inLanes, wholeNumber } from './support/lanes.ts';
import { median, quantile } from './support/measure.ts';
import { openFiles, processesOf, residentBytes } from './support/procfs.ts';
import { startSiteProcess } from './support/site-process.ts';
import { FRIENDLY_PAGES, soakPages } from './support/soak-pages.ts';

const TIMEOUT_MS = 6_000;
/** The contract: terminal within the deadline and this. */
const GRACE_MS = 5_000;
/** What may be left a moment after the last scan: contexts and sockets take this to close. */
const REST_MS = 8_000;
/** Sockets and pipes of the place that is ready for the next scan. */
const SPARE_FILES = 10;
/** The place that is ready for the next scan. */
const READY_CONTEXTS = 1;
/** Of the second quarter's middle; the first warms up. */
const MOST_GROWTH = 0.15;
const MEBIBYTE = 1024 * 1024;

const { values } = parseArgs({
  options: {
    scans: { type: 'string', default: '1000' },
    'at-once': { type: 'string', default: '8' },
    json: { type: 'boolean', default: false },
  },
});
const scans = wholeNumber('scans', values.scans);
const atOnce = wholeNumber('at-once', values['at-once']);

interface Scanned {
  page: string;
  outcome: string;
  missing: string[];
  tookMs: number;
  residentMib: number;
}

const startedAt = performance.now();
const site = await startSiteProcess();
const capturer = await startCapturerProcess();
const scanned: Scanned[] = [];
const closed = { processes: [] as string[], files: [] as string[] };
let before: Remains | undefined;
let after: Remains | undefined;
try {
  for (const page of FRIENDLY_PAGES) await scan(page);
  await wait(REST_MS);
  before = await whatIsLeft();
  scanned.length = 0;
  await inLanes(soakPages(scans), atOnce, scan);
  await wait(REST_MS);
  after = await whatIsLeft();
  await capturer.close();
  closed.processes = processesOf(process.pid, capturer.folder)
    .filter(({ command }) => command.includes(capturer.folder))
    .map(({ command }) => command.slice(0, 200));
  closed.files = readdirSync(capturer.folder);
} finally {
  await capturer.close();
  await site.close();
  capturer.removeFolder();
}
report(before, after);

interface Remains {
  browsers: number;
  renderers: number;
  processes: number;
  zombies: number;
  openFiles: number;
  openFilesByKind: Record<string, number>;
  temporaryFiles: string[];
  contexts: number;
}

async function scan(page: string): Promise<void> {
  const end = await capturer.scan(`${site.url}${page}`, { timeoutMs: TIMEOUT_MS });
  const residentMib = Math.round(residentBytes(capturer.pid) / MEBIBYTE);
  const { outcome, missing, tookMs } = end;
  scanned.push({ page, outcome, missing, tookMs: Math.round(tookMs), residentMib });
  if (scanned.length % 100 === 0) console.error(`${scanned.length} scans`);
}

async function whatIsLeft(): Promise<Remains> {
  // Before the contexts are counted: that opens one, whose renderer takes a moment to go.
  const seen = processesOf(capturer.pid, capturer.folder);
  const files = openFiles(capturer.pid);
  const kinds = Object.groupBy(files, (file) => (file.startsWith('/') ? 'file' : file));
  return {
    browsers: seen.filter(
      ({ command }) => /--user-data-dir/.test(command) && !/--type=/.test(command),
    ).length,
    renderers: seen.filter(({ command }) => command.includes('--type=renderer')).length,
    processes: seen.length,
    zombies: seen.filter(({ command }) => command === 'zombie').length,
    openFiles: files.length,
    openFilesByKind: Object.fromEntries(
      Object.entries(kinds).map(([kind, of]) => [kind, of?.length ?? 0]),
    ),
    temporaryFiles: readdirSync(capturer.folder),
    contexts: await capturer.contexts(),
  };
}

function claimsOf(first: Remains, last: Remains, growth: number): Record<string, boolean> {
  const lateMs = TIMEOUT_MS + GRACE_MS;
  return {
    'every scan ended in time': scanned.length === scans && scanned.every((s) => s.tookMs < lateMs),
    'every scan left a report': scanned.every(({ outcome }) => !outcome.startsWith('failed')),
    'every friendly page was captured': friendly().every(({ outcome }) =>
      outcome.startsWith('done'),
    ),
    'one browser is left, and no renderer more than before':
      last.browsers === 1 && last.renderers <= first.renderers && last.zombies === 0,
    'no context is left': last.contexts <= READY_CONTEXTS,
    'no file is left open': last.openFiles <= first.openFiles + SPARE_FILES,
    'no temporary file is left': last.temporaryFiles.length <= first.temporaryFiles.length,
    'resident memory is flat': growth < MOST_GROWTH,
    'nothing outlives the process': closed.processes.length === 0 && closed.files.length === 0,
  };
}

function friendly(): Scanned[] {
  return scanned.filter(({ page }) => FRIENDLY_PAGES.includes(page));
}

function report(first: Remains | undefined, last: Remains | undefined): void {
  if (!first || !last) throw new Error('the soak did not come to its end');
  const quarter = (number: number): number => {
    const size = Math.floor(scanned.length / 4);
    const of = scanned.slice(size * (number - 1), size * number);
    return median(of.map(({ residentMib }) => residentMib));
  };
  const growth = quarter(4) / quarter(2) - 1;
  const claims = claimsOf(first, last, growth);
  const times = (of: Scanned[]) => {
    const sorted = of.map(({ tookMs }) => Math.round(tookMs)).toSorted((a, b) => a - b);
    return {
      p50Ms: quantile(sorted, 0.5),
      p95Ms: quantile(sorted, 0.95),
      longestMs: sorted.at(-1),
    };
  };
  const slowest = scanned.toSorted((a, b) => b.tookMs - a.tookMs).slice(0, 5);
  const result = {
    benchmark: 'soak',
    scans: scanned.length,
    minutes: Math.round((performance.now() - startedAt) / 6_000) / 10,
    claims,
    outcomes: countBy(scanned, ({ outcome }) => outcome),
    unexpected: friendly().filter(({ outcome }) => outcome !== 'done complete'),
    friendly: times(friendly()),
    all: times(scanned),
    slowest,
    residentMib: [1, 2, 3, 4].map(quarter),
    residentGrowth: Math.round(growth * 1_000) / 1_000,
    before: first,
    after: last,
    closed,
    machine: { cpus: availableParallelism(), node: process.version },
  };
  if (values.json) console.log(JSON.stringify(result, null, 2));
  else {
    console.table(result.outcomes);
    console.log('friendly pages', result.friendly, 'resident MiB by quarter', result.residentMib);
    for (const [claim, holds] of Object.entries(claims))
      console.log(holds ? 'ok  ' : 'FAIL', claim);
  }
  process.exitCode = Object.values(claims).every(Boolean) ? 0 : 1;
}

function countBy<Item>(items: Item[], key: (item: Item) => string): Record<string, number> {
  const groups = Object.entries(Object.groupBy(items, key));
  return Object.fromEntries(groups.map(([name, of]) => [name, of?.length ?? 0]));
}
