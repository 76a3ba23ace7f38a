import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { lease, submit } from '../../../test/job.ts';
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
    certFile: '/nonexistent/cert.pem',
    readQueueFigures: createQueueFiguresStore(all.database.db),
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

test('every metric of ours is documented, and every documented one is told', async () => {
  const said = (await lines()).flatMap((line) => /^# TYPE (webhood_\w+)/.exec(line)?.[1] ?? []);
  const documented = (await readFile(DOCUMENT, 'utf8')).matchAll(/^\| `(webhood_\w+)` \|/gm);
  expect([...documented].map(([, name]) => name).sort()).toEqual(said.sort());
});
