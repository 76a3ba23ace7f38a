// Resident memory of the capturing process, without its browser (Linux: it reads /proc): the peak
// with eight heavy scans asked for at once, and what every small scan adds for good.
//
//   node bench/scanner-memory.ts [--heavy-rounds 3] [--scans 1000] [--heap FOLDER] [--json]
//
// `--heap` writes heap snapshots after the warm-up and at the end, to look for what is kept.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type CapturerProcess, startCapturerProcess } from './support/capturer-process.ts';
import { inLanes, wholeNumber } from './support/lanes.ts';
import { residentBytes } from './support/procfs.ts';
import { slopeOf, watchPeak } from './support/resident.ts';
import { type SiteProcess, startSiteProcess } from './support/site-process.ts';

const HEAVY_AT_ONCE = 8;
const SMALL_AT_ONCE = 4;
/** Code is compiled and pools are filled in the first of the scans. */
const WARM_UP_SHARE = 0.25;
/** Decimal, as the bounds are. */
const MEGABYTE = 1e6;
const KILOBYTE = 1e3;
const HEAVY_BOUND_MB = 250;
const SLOPE_BOUND_KB = 20;

const { values } = parseArgs({
  options: {
    'heavy-rounds': { type: 'string', default: '3' },
    scans: { type: 'string', default: '1000' },
    heap: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const heavyRounds = wholeNumber('heavy-rounds', values['heavy-rounds']);
const scans = wholeNumber('scans', values.scans);

const site = await startSiteProcess();
const small = await withCapturer((capturer) => measureSmall(capturer, site));
const heavy = await withCapturer((capturer) => measureHeavy(capturer, site));
await site.close();
const withinBound = heavy.peakMb < HEAVY_BOUND_MB && small.slopeKb < SLOPE_BOUND_KB;
console.log(
  values.json
    ? JSON.stringify(
        {
          benchmark: 'scanner-memory',
          what: 'resident memory of the capturing process without its browser',
          unit: 'MB of 1,000,000 bytes, KB of 1,000',
          bounds: { heavyPeakMb: HEAVY_BOUND_MB, slopeKb: SLOPE_BOUND_KB },
          withinBound,
          heavy,
          small,
          machine: { cpus: availableParallelism(), node: process.version },
        },
        null,
        2,
      )
    : `${HEAVY_AT_ONCE} heavy scans asked for at once (${heavy.mostAtOnce} ran together): peak ${heavy.peakMb} MB (bound ${HEAVY_BOUND_MB})\n${scans} small scans: ${small.slopeKb} KB a scan (bound ${SLOPE_BOUND_KB}), live ${small.liveSlopeKb} KB a scan`,
);
process.exitCode = withinBound ? 0 : 1;

/** Each measure in a process that has done nothing else. */
async function withCapturer<Result>(
  measure: (capturer: CapturerProcess) => Promise<Result>,
): Promise<Result> {
  const capturer = await startCapturerProcess();
  try {
    return await measure(capturer);
  } finally {
    await capturer.close();
    capturer.removeFolder();
  }
}

async function measureHeavy(capturer: CapturerProcess, { url }: SiteProcess) {
  await scanWhole(capturer, `${url}/tiny`);
  const peaksMb: number[] = [];
  for (let round = 0; round < heavyRounds; round += 1) {
    const peak = watchPeak(capturer.pid);
    await inLanes(Array(HEAVY_AT_ONCE).fill(`${url}/heavy`), HEAVY_AT_ONCE, (page) =>
      scanWhole(capturer, page),
    );
    peaksMb.push(inUnits(peak(), MEGABYTE));
  }
  return { peakMb: Math.max(...peaksMb), peaksMb, mostAtOnce: await capturer.mostAtOnce() };
}

async function measureSmall(capturer: CapturerProcess, { url }: SiteProcess) {
  const warmUp = Math.ceil(scans * WARM_UP_SHARE);
  const resident: number[] = [];
  const scanAll = (count: number) =>
    inLanes(Array(count).fill(`${url}/tiny`), SMALL_AT_ONCE, async (page) => {
      await scanWhole(capturer, page);
      resident.push(residentBytes(capturer.pid));
    });
  await scanAll(warmUp);
  const before = await look(capturer, 'warm');
  resident.length = 0;
  await scanAll(scans - warmUp);
  const slopeKb = inUnits(slopeOf(resident), KILOBYTE);
  const first = resident[0] ?? 0;
  const last = resident.at(-1) ?? 0;
  const after = await look(capturer, 'end');
  const grown = (of: 'heap' | 'external') => (after[of] - before[of]) / (scans - warmUp);
  return {
    slopeKb,
    /** Of what is still in use after a collection: the rest is the allocator's. */
    liveSlopeKb: inUnits(grown('heap') + grown('external'), KILOBYTE),
    warmUp,
    firstMb: inUnits(first, MEGABYTE),
    lastMb: inUnits(last, MEGABYTE),
    highestMb: inUnits(Math.max(...resident), MEGABYTE),
    /** Resident right after a collection. */
    collectedMb: {
      before: inUnits(before.resident, MEGABYTE),
      after: inUnits(after.resident, MEGABYTE),
    },
    liveHeapMb: { before: inUnits(before.heap, MEGABYTE), after: inUnits(after.heap, MEGABYTE) },
    externalMb: {
      before: inUnits(before.external, MEGABYTE),
      after: inUnits(after.external, MEGABYTE),
    },
  };
}

async function look(capturer: CapturerProcess, name: string) {
  if (values.heap) await capturer.writeHeap(join(values.heap, `${name}.heapsnapshot`));
  return capturer.liveMemory();
}

async function scanWhole(capturer: CapturerProcess, url: string): Promise<void> {
  const { outcome } = await capturer.scan(url, {});
  if (outcome !== 'done complete') throw new Error(`${url} ended as ${outcome}`);
}

function inUnits(bytes: number, unit: number): number {
  return Math.round((bytes / unit) * 10) / 10;
}
