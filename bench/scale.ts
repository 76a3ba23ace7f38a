// What the queue and one server sustain: throughput with 1, 2 and 4 scanners whose captures take a
// fixed time (simulated, so that the browsers' cores do not limit), leases and submissions with a
// hundred thousand scans waiting, and leases a second of one server.
//
//   node bench/scale.ts [--captures 40] [--pending 100000] [--samples 300]
//
// Bounds: throughput linear within 5 %; lease p95 under 20 ms, also where nearly all that waits is
// for scanners of another pool; submission p95 under 50 ms.
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ScanOptions } from '@webhood/contract';
import pg from 'pg';
import { askForLease, completeJob, submit as submitScan } from '../apps/server/test/job.ts';
import { type ScanServers, startScanServers } from '../apps/server/test/scan-server.ts';
import { wholeNumber } from './support/lanes.ts';
import { quantile } from './support/measure.ts';

const CAPTURE_MS = 1_000;
const SLOTS = 2;
const LINEAR_WITHIN = 0.05;
const LEASE_P95_MS = 20;
const SUBMIT_P95_MS = 50;
/** Leases at once: as many as a server's pool has connections. */
const LEASING = 10;
const LEASES = 2_000;
/** Submitters that share the waiting scans. */
const SUBMITTERS = 200;

const { values } = parseArgs({
  options: {
    captures: { type: 'string', default: '40' },
    pending: { type: 'string', default: '100000' },
    samples: { type: 'string', default: '300' },
  },
});
const captures = wholeNumber('captures', values.captures);
const pending = wholeNumber('pending', values.pending);
const samples = wholeNumber('samples', values.samples);

const all = await startScanServers();
const app = (all.servers[0] as ScanServers['servers'][number]).app;
try {
  for (let n = 1; n <= 4; n += 1) await all.addScanner(`scanner-${n}`);
  const throughput: Record<number, number> = {};
  for (const scanners of [1, 2, 4]) throughput[scanners] = await scansASecond(scanners);
  const [one = 0, two = 0, four = 0] = [1, 2, 4].map((count) => throughput[count]);
  const linearity = { two: two / one / 2, four: four / one / 4 };
  await fill('any');
  const leases = await timesOf(() => leaseOnce('scanner-1'));
  const submissions = await timesOf(async () => void (await submitScan(app)));
  const leasesASecond = await measureLeases();
  await fill('labelled');
  const pastOthers = await timesOf(() => leaseOnce('scanner-1'));
  const result = {
    benchmark: 'scale',
    throughput,
    linearity,
    pending,
    leaseMs: figures(leases),
    submitMs: figures(submissions),
    leasesASecond,
    /** Every waiting scan but the last is for scanners of a label that this one lacks. */
    leasePastOthersMs: figures(pastOthers),
    withinBound:
      Math.min(linearity.two, linearity.four) > 1 - LINEAR_WITHIN &&
      quantile(leases, 0.95) < LEASE_P95_MS &&
      quantile(pastOthers, 0.95) < LEASE_P95_MS &&
      quantile(submissions, 0.95) < SUBMIT_P95_MS,
  };
  console.log(JSON.stringify(result, null, 2));
  process.exitCode = result.withinBound ? 0 : 1;
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  // PostgreSQL's own vacuuming of so many rows may still be connected.
  await all.close().catch((error: unknown) => console.error(String(error)));
}

function figures(sorted: number[]): { p50: number; p95: number } {
  const round = (value: number): number => Math.round(value * 10) / 10;
  return { p50: round(quantile(sorted, 0.5)), p95: round(quantile(sorted, 0.95)) };
}

async function timesOf(work: () => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const startedAtMs = performance.now();
    await work();
    times.push(performance.now() - startedAtMs);
  }
  return times.toSorted((a, b) => a - b);
}

async function leaseOnce(scanner: string): Promise<void> {
  const answer = await askForLease(app, scanner);
  if (answer.statusCode !== 200) throw new Error(`no lease: ${answer.statusCode} ${answer.body}`);
}

/** Each scanner has slots that lease, "capture" for a fixed time, upload and commit. */
async function scansASecond(scanners: number): Promise<number> {
  const total = captures * scanners;
  for (let each = 0; each < total; each += 1) await submitScan(app);
  let done = 0;
  const slot = async (scanner: string): Promise<void> => {
    for (;;) {
      const answer = await askForLease(app, scanner);
      if (answer.statusCode !== 200) return;
      await delay(CAPTURE_MS);
      await completeJob(app, answer.json());
      done += 1;
    }
  };
  const startedAtMs = performance.now();
  const slots = Array.from({ length: scanners * SLOTS }, (_, index) =>
    slot(`scanner-${1 + (index % scanners)}`),
  );
  await Promise.all(slots);
  if (done !== total) throw new Error(`${done} of ${total} scans were done`);
  return Math.round((done / (performance.now() - startedAtMs)) * 100_000) / 100;
}

/** Waiting scans of many submitters, as their turns would be. */
async function fill(kind: 'any' | 'labelled'): Promise<void> {
  const client = new pg.Client({ connectionString: all.database.url });
  await client.connect();
  // Nobody listens to a hundred thousand announcements, and this takes longer than a request may.
  await client.query("set session_replication_role = 'replica'; set statement_timeout = 0");
  await client.query('truncate scans cascade');
  await client.query(
    `insert into scans (id, slug, state, url, options, visibility, submitted_by_kind,
       submitted_by_id, submitted_by_name, fair_key, required_labels, terms)
     select 'fill' || n, 'fill-' || n, 'queued', 'https://example.com/' || n, $4::jsonb,
       'team', 'user', 'u' || n % $2, 'u' || n % $2, n / $2,
       case when $3 and n <= $1 - 1000 then array['region=moon'] else '{}'::text[] end,
       array['d=example.com']
     from generate_series(1, $1::integer) as n`,
    [pending, SUBMITTERS, kind === 'labelled', JSON.stringify(ScanOptions.parse({}))],
  );
  if (kind === 'labelled') {
    await client.query(`update scanners set labels = '{region=moon}' where id = 'scanner-2'`);
  }
  await client.query('vacuum analyze scans');
  await client.end();
}

async function measureLeases(): Promise<number> {
  let left = LEASES;
  const startedAtMs = performance.now();
  const lane = async (index: number): Promise<void> => {
    while (left-- > 0) await leaseOnce(`scanner-${1 + (index % 4)}`);
  };
  await Promise.all(Array.from({ length: LEASING }, (_, index) => lane(index)));
  return Math.round(LEASES / ((performance.now() - startedAtMs) / 1_000));
}
