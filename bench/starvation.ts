// Whether a page that hangs holds up the others: how long ordinary scans take, from being asked
// for to their end, with eight ordinary ones at once, and with seven beside one that hangs.
//
//   node bench/starvation.ts [--rounds 4] [--scans 56] [--json]
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { startCapturerProcess } from './support/capturer-process.ts';
import { inLanes, wholeNumber } from './support/lanes.ts';
import { median, quantile } from './support/measure.ts';
import { startSiteProcess } from './support/site-process.ts';

const AT_ONCE = 8;
const ORDINARY = '/medium';
const HANGING = ['/hostile/spin', '/hostile/no-headers', '/hostile/drip'];
/** Long enough that the pages end by this and not by being quick. */
const HANGING_TIMEOUT_MS = 10_000;
const BOUND = 0.2;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '4' },
    scans: { type: 'string', default: '56' },
    json: { type: 'boolean', default: false },
  },
});
const rounds = wholeNumber('rounds', values.rounds);
const scans = wholeNumber('scans', values.scans);

interface Round {
  p50Ms: number;
  p95Ms: number;
  /** Scans of hanging pages that ended meanwhile. */
  hung: number;
}

const site = await startSiteProcess();
const capturer = await startCapturerProcess();
let hangingSoFar = 0;
const alone: Round[] = [];
const beside: Round[] = [];
try {
  await inLanes(Array(AT_ONCE).fill(ORDINARY), AT_ONCE, async (path) => {
    await takeMs(path);
  });
  for (let round = 0; round < rounds; round += 1) {
    // Turn about, so that a machine that becomes slower or faster favours neither.
    const measures = [
      async () => alone.push(await measureRound(AT_ONCE, false)),
      async () => beside.push(await measureRound(AT_ONCE - 1, true)),
    ];
    for (const measure of round % 2 === 0 ? measures : measures.toReversed()) await measure();
  }
} finally {
  await capturer.close();
  await site.close();
  capturer.removeFolder();
}
report();

function report(): void {
  const changes = alone.map(({ p95Ms }, index) => (beside[index]?.p95Ms ?? 0) / p95Ms - 1);
  const change = Math.round(median(changes) * 1_000) / 1_000;
  const result = {
    benchmark: 'starvation',
    what: 'p95 of ordinary scans, eight at once against seven beside one that hangs',
    unit: 'share by which the p95 grows, median of paired rounds',
    bound: BOUND,
    value: change,
    withinBound: change < BOUND,
    changes: changes.map((each) => Math.round(each * 1_000) / 1_000),
    alone,
    beside,
    machine: { cpus: availableParallelism(), node: process.version },
  };
  const p95 = (of: Round[]) => median(of.map(({ p95Ms }) => p95Ms));
  console.log(
    values.json
      ? JSON.stringify(result, null, 2)
      : `p95 ${p95(alone)} ms with ${AT_ONCE} ordinary scans at once, ${p95(beside)} ms with one of them hanging: ${Math.round(change * 100)} % (bound ${BOUND * 100} %)`,
  );
  process.exitCode = result.withinBound ? 0 : 1;
}

async function measureRound(width: number, hangs: boolean): Promise<Round> {
  const times: number[] = [];
  let isOver = false;
  let hung = 0;
  const hang = async (): Promise<void> => {
    while (!isOver) {
      const path = HANGING[hangingSoFar % HANGING.length] ?? '';
      hangingSoFar += 1;
      await capturer.scan(`${site.url}${path}`, { timeoutMs: HANGING_TIMEOUT_MS });
      if (!isOver) hung += 1;
    }
  };
  const hanging = hangs ? hang() : undefined;
  await inLanes(Array(scans).fill(ORDINARY), width, async (path) => {
    times.push(await takeMs(path));
  });
  isOver = true;
  await hanging;
  const sorted = times.toSorted((one, other) => one - other);
  return {
    p50Ms: Math.round(quantile(sorted, 0.5)),
    p95Ms: Math.round(quantile(sorted, 0.95)),
    hung,
  };
}

async function takeMs(path: string): Promise<number> {
  const { outcome, waitedMs, tookMs } = await capturer.scan(`${site.url}${path}`, {});
  if (outcome !== 'done complete') throw new Error(`${path} ended as ${outcome}`);
  return waitedMs + tookMs;
}
