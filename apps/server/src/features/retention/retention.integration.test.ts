import { Readable } from 'node:stream';
import { RetentionRules, type Scan } from '@webhood/contract';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { as, completeJob, type Evidence, lease, sha256Of, submit } from '../../../test/job.ts';
import {
  CALLERS,
  type ScanServer,
  type ScanServers,
  startScanServers,
} from '../../../test/scan-server.ts';
import { createFileBlobStore } from '../../platform/blob-store/file-blob-store.ts';
import { PRUNE_LOCK } from '../../platform/db/prune-lock.ts';
import { createTransactor } from '../../platform/db/transactor.ts';
import { authorise } from '../accounts/authorisation.service.ts';
import { createArtifactService } from '../artifacts/artifact.service.ts';
import { createArtifactStore } from '../artifacts/artifact.store.ts';
import { createAuditStore } from '../audit/audit.store.ts';
import { createHoldStore } from './hold.store.ts';
import { createRetentionService, type RetentionService } from './retention.service.ts';
import { createRetentionStore } from './retention.store.ts';

const log = pino({ level: 'silent' });
const may = authorise(CALLERS.admin, 'retention.manage');

let all: ScanServers;
let server: ScanServer;
let retention: RetentionService;

beforeAll(async () => {
  all = await startScanServers();
  [server] = all.servers as [ScanServer];
  await all.addScanner('one');
  const { db } = all.database;
  const audit = createAuditStore(db);
  retention = createRetentionService({
    store: createRetentionStore(db),
    holds: createHoldStore(db),
    scans: server.scans,
    transactor: createTransactor(db),
    recordRemoval: (tx, scanIds) =>
      audit.insert(
        [
          {
            action: 'retention.applied',
            outcome: 'success',
            actor: { kind: 'server', id: null, name: null },
            details: { scanIds },
          },
        ],
        tx,
      ),
    log,
  });
});
afterAll(() => all.close());
beforeEach(async () => {
  await all.database.pool.query('delete from legal_holds');
  await all.database.pool.query('delete from scans');
});

interface Made {
  scan: Scan;
  evidence: Evidence;
}

async function doneScan(daysAgo = 0, tags: string[] = []): Promise<Made> {
  const scan = (await submit(server.app, { tags })).json<Scan>();
  const evidence = await completeJob(server.app, await lease(server.app, 'one'));
  await all.database.pool.query(
    'update scans set done_at = clock_timestamp() - make_interval(days => $2) where id = $1',
    [scan.id, daysAgo],
  );
  return { scan, evidence };
}

const setRules = (...rules: object[]) => retention.change(may, RetentionRules.parse({ rules }));

async function left(): Promise<string[]> {
  const { rows } = await all.database.pool.query<{ id: string }>('select id from scans');
  return rows.map(({ id }) => id).sort();
}

const idsOf = (...made: Made[]) => made.map(({ scan }) => scan.id).sort();

test('without rules nothing is ever removed', async () => {
  const old = await doneScan(5_000);
  await setRules();
  expect(await retention.apply()).toBe(0);
  await setRules({ tag: 'other' }, {});
  expect(await retention.apply()).toBe(0);
  expect(await left()).toEqual(idsOf(old));
});

test('age: what ended longer ago goes, what has not ended stays', async () => {
  const old = await doneScan(31);
  const young = await doneScan(29);
  const waiting = (await submit(server.app)).json<Scan>();
  await all.database.pool.query(
    "update scans set created_at = clock_timestamp() - interval '99 days' where id = $1",
    [waiting.id],
  );
  await setRules({ maxAgeDays: 30 });
  expect(
    await retention.preview(may, RetentionRules.parse({ rules: [{ maxAgeDays: 30 }] })),
  ).toEqual({
    scans: 1,
    bytes: old.evidence.request.artifacts.reduce((sum, { size }) => sum + size, 0),
    held: 0,
  });
  expect(await retention.apply()).toBe(1);
  expect(await left()).toEqual([young.scan.id, waiting.id].sort());
});

test('count and size: the newest are kept', async () => {
  const [first, second, third] = [await doneScan(3), await doneScan(2), await doneScan(1)];
  await setRules({ maxCount: 2 });
  expect(await retention.apply()).toBe(1);
  expect(await left()).toEqual(idsOf(second, third));
  const sizeOf = ({ evidence }: Made) =>
    evidence.request.artifacts.reduce((sum, { size }) => sum + size, 0);
  await setRules({ maxBytes: sizeOf(third) + sizeOf(second) - 1 });
  expect(await retention.apply()).toBe(1);
  expect(await left()).toEqual(idsOf(third));
  expect(first.scan.id).not.toBe(third.scan.id);
});

test('the first rule that fits a scan decides, by tag and by state', async () => {
  const evidence = await doneScan(400, ['case', 'noise']);
  const noise = await doneScan(2, ['noise']);
  const plain = await doneScan(20);
  const cancelled = (await submit(server.app)).json<Scan>();
  await as(server.app, 'ann', 'POST', `/api/v1/scans/${cancelled.id}/cancel`);
  await all.database.pool.query(
    "update scans set done_at = clock_timestamp() - interval '20 days' where id = $1",
    [cancelled.id],
  );
  await setRules(
    { tag: 'case' },
    { tag: 'noise', maxAgeDays: 1 },
    { states: ['error', 'cancelled'], maxAgeDays: 7 },
    { maxAgeDays: 30 },
  );
  expect(await retention.apply()).toBe(2);
  expect(await left()).toEqual(idsOf(evidence, plain));
  expect(noise.scan.id).not.toBe(plain.scan.id);
});

test('a held scan is removed by nobody until the hold is lifted', async () => {
  const held = await doneScan(400);
  await retention.placeHold(may, held.scan.slug, 'case 7');
  await setRules({ maxAgeDays: 1 });
  expect(await retention.apply()).toBe(0);
  const byHand = await as(server.app, 'admin', 'DELETE', `/api/v1/scans/${held.scan.id}`);
  expect(byHand.statusCode).toBe(409);
  expect(byHand.json().detail).toContain('legal hold');
  await expect(all.database.pool.query('delete from scans')).rejects.toThrow('legal_holds');
  expect(await retention.listHolds(may)).toMatchObject([
    { scanId: held.scan.id, reason: 'case 7', placedBy: 'admin' },
  ]);
  await retention.liftHold(may, held.scan.id);
  expect(await retention.apply()).toBe(1);
});

test('what is removed is gone everywhere: rows, attempts, artifacts, terms, bytes', async () => {
  const gone = await doneScan(400);
  const url = 'https://example.com/';
  await setRules({ maxAgeDays: 1 });
  const { rows: terms } = await all.database.pool.query<{ terms: string[] }>(
    'select terms from scans where id = $1',
    [gone.scan.id],
  );
  expect(await retention.apply()).toBe(1);
  await retention.sweepTerms();
  await all.database.pool.query(
    "update blobs set last_used_at = clock_timestamp() - interval '2 hours'",
  );
  await server.artifacts.sweep();
  const blobs = await createFileBlobStore(all.blobDir);
  for (const { sha256 } of gone.evidence.request.artifacts) {
    expect(await blobs.has(sha256)).toBe(false);
  }
  const queries: [string, unknown[]][] = [
    ['select 1 from scan_attempts where scan_id = $1', [gone.scan.id]],
    ['select 1 from artifacts where scan_id = $1', [gone.scan.id]],
    [
      'select 1 from blobs where sha256 = any($1)',
      [gone.evidence.request.artifacts.map((each) => each.sha256)],
    ],
    ['select 1 from search_terms where term = any($1)', [terms[0]?.terms]],
  ];
  for (const [query, values] of queries) {
    expect((await all.database.pool.query(query, values)).rows).toEqual([]);
  }
  const { rows: audited } = await all.database.pool.query(
    "select details from audit_log where action = 'retention.applied' order by seq desc limit 1",
  );
  expect(audited[0].details.scanIds).toEqual([gone.scan.id]);
  expect(JSON.stringify(audited)).not.toContain(url);
});

test('a term that another scan has stays, and one that comes back is listed again', async () => {
  const { rows } = await (async () => {
    await doneScan(400);
    await doneScan(0);
    await setRules({ maxAgeDays: 1 });
    await retention.apply();
    await retention.sweepTerms();
    return all.database.pool.query<{ term: string }>(
      "select term from search_terms where term like 'd=%'",
    );
  })();
  expect(rows.map(({ term }) => term)).toContain('d=example.com');
  // As if the scan had been made between the check and the removal.
  await all.database.pool.query("delete from search_terms where term = 'd=example.com'");
  await all.database.pool.query(
    "update stale_terms set removed_at = clock_timestamp() - interval '2 minutes'",
  );
  await retention.sweepTerms();
  const again = await all.database.pool.query(
    "select 1 from search_terms where term = 'd=example.com'",
  );
  expect(again.rows).toHaveLength(1);
});

test('while another server clears away, this one does not', async () => {
  const old = await doneScan(400);
  const gone = await doneScan(400);
  await setRules({ maxAgeDays: 1 });
  await all.database.pool.query('delete from scans where id = $1', [gone.scan.id]);
  const { rows: stale } = await all.database.pool.query('select * from stale_terms');
  const other = await all.database.pool.connect();
  try {
    await other.query('begin');
    await other.query('select pg_advisory_xact_lock($1)', [PRUNE_LOCK]);
    expect(await retention.apply()).toBe(0);
    await retention.sweepTerms();
    expect(await left()).toEqual(idsOf(old));
    expect((await all.database.pool.query('select * from stale_terms')).rows).toEqual(stale);
  } finally {
    await other.query('rollback');
    other.release();
  }
  expect(await retention.apply()).toBe(1);
  await retention.sweepTerms();
  const { rows } = await all.database.pool.query(
    'select 1 from stale_terms where removed_at is null',
  );
  expect(rows).toEqual([]);
});

test('removals, sweeps and uploads of the same content at once never part a scan from its bytes', async () => {
  const { db } = all.database;
  const blobs = await createFileBlobStore(all.blobDir);
  // Nothing is too young to be swept: every race that an hour would hide can happen.
  const eager = createArtifactService({
    store: createArtifactStore({ db }),
    blobs,
    log,
    orphanSeconds: 0,
  });
  await setRules({ maxCount: 1 });
  let isScanning = true;
  const sweeping = (async () => {
    while (isScanning) {
      await retention.apply();
      await eager.sweep();
    }
  })();
  let committed = 0;
  const scanning = async () => {
    for (let round = 0; round < 25; round++) {
      await submit(server.app);
      // An upload or a commit that met the sweeper is refused and may be tried again.
      const done = await lease(server.app, 'one').then((job) =>
        completeJob(server.app, job).then(
          () => true,
          () => false,
        ),
      );
      if (done) committed++;
    }
  };
  await Promise.all([scanning(), scanning(), scanning()]);
  isScanning = false;
  await sweeping;
  const { rows } = await all.database.pool.query<{ sha256: string }>(
    'select distinct sha256 from artifacts union select sha256 from blobs',
  );
  for (const { sha256 } of rows) expect(await blobs.has(sha256)).toBe(true);
  expect(committed).toBeGreaterThan(0);
  const stray = Buffer.from('nobody knows it');
  await blobs.put(Readable.from([stray]), { sha256: sha256Of(stray), maxBytes: 100 });
  await eager.sweep();
  expect(await blobs.has(sha256Of(stray))).toBe(false);
});
