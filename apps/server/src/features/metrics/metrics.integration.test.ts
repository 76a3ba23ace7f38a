import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathOf, type ScannerCounts } from '@webhood/contract';
import Fastify, { type FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { callJob, evidenceFor, lease, submit, uploadAll } from '../../../test/job.ts';
import {
  CALLERS,
  type ScanServer,
  type ScanServers,
  startScanServers,
} from '../../../test/scan-server.ts';
import { registerMetricsRoute } from './metrics.routes.ts';
import { createQueueFiguresStore } from './queue-figures.store.ts';

const DOCUMENT = resolve(import.meta.dirname, '../../../../../docs/metrics.md');

let all: ScanServers;
let server: ScanServer;
let metrics: FastifyInstance;

beforeAll(async () => {
  all = await startScanServers();
  [server] = all.servers as [ScanServer];
  await all.addScanner('one');
  metrics = Fastify();
  registerMetricsRoute(metrics, {
    authentication: { principal: async () => CALLERS.viewer },
    registry: server.meters.registry,
    certFile: '/nonexistent/cert.pem',
    readQueueFigures: createQueueFiguresStore(all.database.db),
    readScannerFigures: async () => [
      { name: 'one', state: 'ready', slots: 4, browserBuilt: new Date(1_700_000_000_000) },
      { name: 'two', state: 'away', slots: 4, browserBuilt: new Date(0) },
    ],
    refresh: () => server.meters.connections({ idle: 1, used: 2, waiting: 3 }),
  });
  await metrics.ready();
});
afterAll(async () => {
  await metrics.close();
  await all.close();
});
beforeEach(async () => {
  await all.database.db.deleteFrom('scans').execute();
});

async function lines(): Promise<string[]> {
  const answer = await metrics.inject('/metrics');
  expect(answer.statusCode).toBe(200);
  return answer.body.split('\n');
}

test('the queue is told by state, with the age of what has waited longest', async () => {
  await submit(server.app, {});
  await lease(server.app, 'one');
  await submit(server.app, {});
  await sql`update scans set queued_at = clock_timestamp() - interval '90 seconds'
    where state = 'queued'`.execute(all.database.db);
  const said = await lines();
  expect(said).toContain('webhood_queue_scans{state="pending"} 0');
  expect(said).toContain('webhood_queue_scans{state="queued"} 1');
  expect(said).toContain('webhood_queue_scans{state="running"} 1');
  expect(said).toContain('webhood_leases_overdue 0');
  const age = said.find((line) => line.startsWith('webhood_queue_oldest_age_seconds '));
  expect(Number(age?.split(' ')[1])).toBeGreaterThanOrEqual(90);
});

test('an empty queue has no age', async () => {
  expect(await lines()).toContain('webhood_queue_oldest_age_seconds 0');
});

/** What one series says now; 0 where there is none yet. */
async function valueNow(series: string): Promise<number> {
  const line = (await lines()).find((each) => each.startsWith(`${series} `));
  return Number(line?.split(' ').at(-1) ?? 0);
}

test('a scan is counted once from submission to end, with the times of its phases', async () => {
  const watched = [
    'webhood_scans_submitted_total',
    'webhood_leases_total{event="claimed"}',
    'webhood_leases_total{event="renewed"}',
    'webhood_leases_total{event="fenced"}',
    'webhood_scans_ended_total{state="done",code=""}',
    'webhood_scan_phase_duration_seconds_count{phase="queued"}',
    'webhood_scan_phase_duration_seconds_count{phase="loading"}',
  ];
  const all = () => Promise.all(watched.map(valueNow));
  const before = await all();
  await submit(server.app, {});
  const job = await lease(server.app, 'one');
  await callJob(server.app, job, 'heartbeat', { phase: 'loading' });
  const evidence = evidenceFor(job);
  await uploadAll(server.app, job, evidence);
  const report = { ...evidence.request, phaseTimes: { loading: 1_500 } };
  // The second is a repetition, which counts nothing.
  for (const _ of [1, 2]) {
    expect((await callJob(server.app, job, 'complete', report)).statusCode).toBe(200);
  }
  await callJob(server.app, job, 'heartbeat', { phase: 'saving' });
  const risen = (await all()).map((value, at) => value - (before[at] ?? 0));
  expect(risen).toEqual(watched.map(() => 1));
  const sum = await valueNow('webhood_scan_phase_duration_seconds_sum{phase="loading"}');
  expect(sum).toBe(1.5);
});

test('failures are counted by their code, cancelled scans and lost leases for themselves', async () => {
  await submit(server.app, {});
  const failing = await lease(server.app, 'one');
  const failure = { code: 'name_not_resolved', message: 'no', retryable: false };
  await callJob(server.app, failing, 'fail', failure);
  expect(await valueNow('webhood_scans_ended_total{state="error",code="name_not_resolved"}')).toBe(
    1,
  );
  const id = (await submit(server.app, {})).json<{ id: string }>().id;
  await lease(server.app, 'one');
  await sql`update scans set lease_until = clock_timestamp() - interval '1 second'
    where id = ${id}`.execute(all.database.db);
  await server.leases.sweep();
  expect(await valueNow('webhood_leases_total{event="lost"}')).toBe(1);
  await server.app.inject({
    method: 'POST',
    url: pathOf('scanCancel', { scanId: id }),
    headers: { 'x-test-caller': 'ann' },
  });
  expect(await valueNow('webhood_scans_ended_total{state="cancelled",code=""}')).toBe(1);
});

test('what a scanner has counted is told, and rules that it makes up do not become series without end', async () => {
  const tell = (counts: ScannerCounts) =>
    server.app.inject({
      method: 'POST',
      url: pathOf('lease'),
      headers: { 'x-test-scanner': 'one' },
      payload: { version: '1', browserVersion: '1', waitMs: 0, counts },
    });
  await tell({
    browserStarts: 2,
    browserEnds: [{ cause: 'crashed', count: 1 }],
    guard: [{ verdict: 'refused', rule: 'loopback', count: 7 }],
  });
  expect(await valueNow('webhood_scanner_browser_starts_total')).toBe(2);
  expect(await valueNow('webhood_scanner_browser_ends_total{cause="crashed"}')).toBe(1);
  const refused = 'webhood_scanner_guard_verdicts_total{verdict="refused",rule="loopback"}';
  expect(await valueNow(refused)).toBe(7);
  for (let round = 0; round < 5; round += 1) {
    const guard = Array.from({ length: 100 }, (_, i) => ({
      verdict: 'failed' as const,
      rule: `made_up_${round}_${i}`,
      count: 1,
    }));
    expect((await tell({ browserStarts: 0, browserEnds: [], guard })).statusCode).toBe(204);
  }
  const series = (await lines()).filter((line) =>
    line.startsWith('webhood_scanner_guard_verdicts_total{'),
  );
  expect(series.length).toBeLessThan(210);
  expect(series.some((line) => line.includes('rule="other"'))).toBe(true);
});

test('scanners are told by state, and how old the browsers of the connected ones are', async () => {
  const said = await lines();
  expect(said).toContain('webhood_scanners{state="ready"} 1');
  expect(said).toContain('webhood_scanners{state="away"} 1');
  expect(said).toContain('webhood_scanner_slots 4');
  expect(said).toContain('webhood_scanner_browser_built_seconds{scanner="one"} 1700000000');
  expect(said.join('\n')).not.toContain('scanner="two"');
});

test('every metric of ours is documented, and every documented one is told', async () => {
  const said = (await lines()).flatMap((line) => /^# TYPE (webhood_\w+)/.exec(line)?.[1] ?? []);
  const documented = (await readFile(DOCUMENT, 'utf8')).matchAll(/^\| `(webhood_\w+)` \|/gm);
  expect([...documented].map(([, name]) => name).sort()).toEqual(said.sort());
});
