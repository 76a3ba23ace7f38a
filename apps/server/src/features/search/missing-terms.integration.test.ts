import { rename, rm, writeFile } from 'node:fs/promises';
import { type Artifact, pathOf, type Scan, type SearchPage } from '@webhood/contract';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { as, callJob, completeJob, type Evidence, lease, submit } from '../../../test/job.ts';
import { type ScanServer, type ScanServers, startScanServers } from '../../../test/scan-server.ts';
import { createMissingTermsService } from './missing-terms.service.ts';
import { createMissingTermsStore } from './missing-terms.store.ts';

const log = pino({ level: 'silent' });

let all: ScanServers;
let server: ScanServer;

beforeAll(async () => {
  all = await startScanServers();
  [server] = all.servers as [ScanServer];
  await all.addScanner('one');
});
afterAll(() => all.close());
beforeEach(async () => {
  await all.database.pool.query('delete from scans');
});

/** One of several servers, whose runs are so long. */
const filler = (runMs?: number) =>
  createMissingTermsService({
    store: createMissingTermsStore(all.database.db),
    artifacts: server.artifacts,
    log,
    ...(runMs === undefined ? {} : { runMs }),
  });

interface Made {
  scan: Scan;
  evidence: Evidence;
}

async function doneScan(url: string, tags: string[] = []): Promise<Made> {
  const scan = (await submit(server.app, { url, tags })).json<Scan>();
  const evidence = await completeJob(server.app, await lease(server.app, 'one'));
  return { scan, evidence };
}

/** As an upgrade finds scans that ended before there were terms. */
async function forgetTerms(): Promise<Map<string, string[]>> {
  const terms = await termsById();
  await all.database.pool.query("update scans set terms = '{}'");
  await all.database.pool.query('delete from search_terms');
  return terms;
}

async function termsById(): Promise<Map<string, string[]>> {
  const { rows } = await all.database.pool.query<{ id: string; terms: string[] }>(
    'select id, terms from scans',
  );
  return new Map(rows.map(({ id, terms }) => [id, terms.toSorted()]));
}

async function found(q: string): Promise<string[]> {
  const answer = await as(
    server.app,
    'ann',
    'GET',
    `${pathOf('search')}?${new URLSearchParams({ q })}`,
  );
  return answer.json<SearchPage>().items.map(({ url }) => url);
}

const reportOf = ({ evidence }: Made): Artifact => {
  const report = evidence.request.artifacts.find(({ path }) => path === 'scan.json');
  if (!report) throw new Error('no report');
  return report;
};

test('an old scan gets the terms that it would have got when it ended', async () => {
  const { evidence } = await doneScan('https://one.example.org/', ['bank']);
  await doneScan('https://two.example.org/');
  const before = await forgetTerms();
  const { rows: untouched } = await all.database.pool.query('select id, updated_at from scans');
  expect(await found('domain:example.org')).toEqual([]);
  expect(await filler().fill()).toBe(2);
  expect(await termsById()).toEqual(before);
  expect(await found('domain:example.org tag:bank')).toEqual(['https://one.example.org/']);
  expect(await found('domain:*one.example*')).toEqual(['https://one.example.org/']);
  expect(await found(`hash:${evidence.request.artifacts[0]?.sha256}`)).toHaveLength(1);
  const { rows } = await all.database.pool.query('select id, updated_at from scans');
  expect(rows).toEqual(expect.arrayContaining(untouched));
});

test('one that failed, or whose report is lost or damaged, is found by what is left', async () => {
  await submit(server.app, { url: 'https://failed.example.org/' });
  const failure = { code: 'name_not_resolved', message: 'no such name', retryable: false };
  await callJob(server.app, await lease(server.app, 'one'), 'fail', failure);
  const lost = await doneScan('https://lost.example.org/');
  const damaged = await doneScan('https://damaged.example.org/');
  const fileOf = ({ sha256 }: Artifact) =>
    `${all.blobDir}/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;
  await rm(fileOf(reportOf(lost)));
  await writeFile(fileOf(reportOf(damaged)), '{}');
  await forgetTerms();
  expect(await filler().fill()).toBe(3);
  expect((await found('domain:example.org')).toSorted()).toEqual([
    'https://damaged.example.org/',
    'https://failed.example.org/',
    'https://lost.example.org/',
  ]);
  const [screenshot] = lost.evidence.request.artifacts;
  expect(await found(`hash:${screenshot?.sha256}`)).toEqual(['https://lost.example.org/']);
  expect(await filler().fill()).toBe(0);
});

test('a scan that names nothing is looked at once', async () => {
  await doneScan('https://one.example.org/');
  await forgetTerms();
  await all.database.pool.query("update scans set url = 'nothing', final_url = ''");
  await all.database.pool.query('delete from artifacts');
  expect(await filler().fill()).toBe(1);
  expect(await filler().fill()).toBe(0);
});

test('a run ends in time, the next goes on, newest first, and two at once do no harm', async () => {
  for (const name of ['a', 'b', 'c', 'd']) await doneScan(`https://${name}.example.org/`);
  const before = await forgetTerms();
  expect(await filler(0).fill()).toBe(1);
  expect(await found('domain:example.org')).toEqual(['https://d.example.org/']);
  const counts = await Promise.all([filler().fill(), filler().fill()]);
  expect((counts[0] ?? 0) + (counts[1] ?? 0)).toBe(3);
  expect(await termsById()).toEqual(before);
});

test('while the store is away nothing is given less than it had', async () => {
  await doneScan('https://one.example.org/');
  const before = await forgetTerms();
  await rename(all.blobDir, `${all.blobDir}-away`);
  await writeFile(all.blobDir, 'not a folder');
  try {
    await expect(filler().fill()).rejects.toThrow();
    expect([...(await termsById()).values()]).toEqual([[]]);
  } finally {
    await rm(all.blobDir);
    await rename(`${all.blobDir}-away`, all.blobDir);
  }
  expect(await filler().fill()).toBe(1);
  expect(await termsById()).toEqual(before);
});

test('scans that have not ended, and those that have terms, are left alone', async () => {
  await doneScan('https://one.example.org/');
  await submit(server.app, { url: 'https://waiting.example.org/' });
  await all.database.pool.query("update scans set terms = '{}' where state = 'queued'");
  const before = await termsById();
  expect(await filler().fill()).toBe(0);
  expect(await termsById()).toEqual(before);
});
