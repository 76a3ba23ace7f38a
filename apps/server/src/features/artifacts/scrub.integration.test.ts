import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scan } from '@webhood/contract';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { observed } from '../../../../../test/observed.ts';
import {
  completeJob,
  type Evidence,
  headBlob,
  lease,
  putBlob,
  sha256Of,
  submit,
} from '../../../test/job.ts';
import { type ScanServer, type ScanServers, startScanServers } from '../../../test/scan-server.ts';
import type { BlobStore } from '../../platform/blob-store/blob-store.ts';
import { createFileBlobStore } from '../../platform/blob-store/file-blob-store.ts';
import { AppError } from '../../platform/http/app-error.ts';
import { createScrub } from '../../scrubbing.ts';
import { createAuditStore } from '../audit/audit.store.ts';
import { createQueueFiguresStore } from '../metrics/queue-figures.store.ts';
import { createScrubStore } from './scrub.store.ts';

const ACTOR = { kind: 'server' as const, id: null, name: null };
/** As fast as it goes, and everything. */
const AT_ONCE = { rate: 1e12, olderThanMs: 0, withinMs: 60_000 };

let all: ScanServers;
let blobs: BlobStore;
let scans: { scan: Scan; evidence: Evidence }[];

beforeAll(async () => {
  all = await startScanServers();
  await all.addScanner('one');
  blobs = await createFileBlobStore(all.blobDir);
});
afterAll(() => all.close());
beforeEach(async () => {
  const { app } = all.servers[0] as ScanServer;
  await all.database.pool.query('truncate scans, blobs cascade');
  scans = [];
  for (let each = 0; each < 2; each += 1) {
    const scan = (await submit(app)).json<Scan>();
    scans.push({ scan, evidence: await completeJob(app, await lease(app, 'one')) });
  }
});

const scrubOf = (store: Pick<BlobStore, 'open'> = blobs) =>
  createScrub({
    store: createScrubStore(all.database),
    audit: createAuditStore(all.database.db),
    blobs: { ...blobs, ...store },
    actor: ACTOR,
    log: all.database.log,
  });

const fileOf = (sha256: string) =>
  join(all.blobDir, sha256.slice(0, 2), sha256.slice(2, 4), sha256);

/** The hash of an artifact of one of the scans. */
function hashOf(index: number, path: string): string {
  const file = scans[index]?.evidence.files.find((each) => each.path === path);
  return sha256Of(file?.content ?? Buffer.alloc(0));
}

async function recorded(): Promise<unknown[]> {
  const { rows } = await all.database.pool.query(
    `select outcome, actor_kind, target_id, details from audit_log
     where action = 'artifact.damaged' order by seq`,
  );
  return rows;
}

async function countDamaged(): Promise<number> {
  return (await createQueueFiguresStore(all.database.db)()).damagedArtifacts;
}

test('what is whole is read and left alone', async () => {
  const { checked, damaged, bytes } = await scrubOf().scrub(AT_ONCE);
  const { rows } = await all.database.pool.query(
    'select count(*)::int as count, sum(size)::int as bytes from blobs',
  );
  expect({ count: checked, bytes }).toEqual(rows[0]);
  expect(damaged).toEqual([]);
  expect(await countDamaged()).toBe(0);
});

test('a changed byte and a file that is gone are told with their scans, recorded once, and counted until they are mended', async () => {
  const [changed, gone] = [hashOf(0, 'page.html'), hashOf(1, 'scan.json')];
  const content = await readFile(fileOf(changed));
  const damagedContent = Buffer.from(content);
  damagedContent[0] = (damagedContent[0] ?? 0) ^ 1;
  await writeFile(fileOf(changed), damagedContent);
  const report = await readFile(fileOf(gone));
  await rm(fileOf(gone));
  const before = (await recorded()).length;

  const found = (await scrubOf().scrub(AT_ONCE)).damaged;
  const byHash = new Map(found.map((each) => [each.sha256, each.scanIds]));
  expect(found).toHaveLength(2);
  expect(byHash.get(changed)).toContain(scans[0]?.scan.id);
  expect(byHash.get(gone)).toEqual([scans[1]?.scan.id]);
  expect(await countDamaged()).toBe(2);
  const entries = (await recorded()).slice(before);
  expect(entries).toHaveLength(2);
  expect(entries).toContainEqual({
    outcome: 'failed',
    actor_kind: 'server',
    target_id: gone,
    details: { size: report.length, scanIds: [scans[1]?.scan.id] },
  });

  expect((await scrubOf().scrub(AT_ONCE)).damaged).toHaveLength(2);
  expect((await recorded()).length - before).toBe(2);

  observed(
    `${found.length} of ${found.length} told with their scans, once in the audit log, webhood_artifacts_damaged ${await countDamaged()}`,
  );
  await writeFile(fileOf(changed), content);
  await writeFile(fileOf(gone), report);
  expect((await scrubOf().scrub(AT_ONCE)).damaged).toEqual([]);
  expect(await countDamaged()).toBe(0);
});

test('a scanner is asked for damaged content anew, and what it sends takes its place', async () => {
  const { app } = all.servers[0] as ScanServer;
  const sha256 = hashOf(0, 'page.html');
  const content = await readFile(fileOf(sha256));
  await writeFile(fileOf(sha256), Buffer.alloc(content.length));
  await submit(app);
  const job = await lease(app, 'one');
  expect((await headBlob(app, job, sha256)).statusCode).toBe(200);
  await scrubOf().scrub(AT_ONCE);
  expect((await headBlob(app, job, sha256)).statusCode).toBe(404);
  expect((await putBlob(app, job, content)).statusCode).toBe(201);
  expect(await readFile(fileOf(sha256))).toEqual(content);
  expect((await headBlob(app, job, sha256)).statusCode).toBe(200);
  expect((await scrubOf().scrub(AT_ONCE)).damaged).toEqual([]);
  expect(await countDamaged()).toBe(0);
});

test('in the background what was looked at this month is not read again, and what is new is not either', async () => {
  const read: string[] = [];
  const noting = {
    open: (sha256: string) => {
      read.push(sha256);
      return blobs.open(sha256);
    },
  };
  await scrubOf(noting).scrubSlowly();
  expect(read).toEqual([]);
  const old = hashOf(0, 'page.html');
  await all.database.pool.query(
    `update blobs set checked_at = case when sha256 = $1 then clock_timestamp() - interval '31 days' end
     where sha256 = any($2)`,
    [old, [old, hashOf(1, 'scan.json')]],
  );
  await scrubOf(noting).scrubSlowly();
  // Of what nobody knows when it was looked at comes first.
  expect(read).toEqual([hashOf(1, 'scan.json'), old]);
  await scrubOf(noting).scrubSlowly();
  expect(read).toHaveLength(2);
});

test('no more is read a second than was asked for', async () => {
  const SECONDS = 0.5;
  const { rows } = await all.database.pool.query('select sum(size)::int as bytes from blobs');
  const startedAtMs = performance.now();
  await scrubOf().scrub({ ...AT_ONCE, rate: rows[0].bytes / SECONDS });
  expect(performance.now() - startedAtMs).toBeGreaterThan(SECONDS * 950);
});

test('a store that is away says nothing about what is in it', async () => {
  const away = { open: () => Promise.reject(new AppError('unavailable', 'The store is away.')) };
  await expect(scrubOf(away).scrub(AT_ONCE)).rejects.toThrow('The store is away.');
  expect(await countDamaged()).toBe(0);
});

test('where nothing is as it was, it stops and asks whether that is the store', async () => {
  await all.database.pool.query(
    `insert into blobs (sha256, size, checked_at)
     select encode(sha256(n::text::bytea), 'hex'), 1, null from generate_series(1, 250) as n`,
  );
  await expect(scrubOf().scrub(AT_ONCE)).rejects.toThrow(/the right store/);
  expect(await countDamaged()).toBe(200);
});
