import { type Lease, pathOf, REPORT_BYTES, type Scan } from '@webhood/contract';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { observed } from '../../../../../test/observed.ts';
import {
  as,
  callJob,
  completeJob,
  evidenceFor,
  headBlob,
  lease,
  putBlob,
  sha256Of,
  submit,
  uploadAll,
} from '../../../test/job.ts';
import { type ScanServer, type ScanServers, startScanServers } from '../../../test/scan-server.ts';

let all: ScanServers;
let server: ScanServer;
let app: ScanServer['app'];

beforeAll(async () => {
  all = await startScanServers();
  [server] = all.servers as [ScanServer];
  app = server.app;
  await all.addScanner('one');
  await all.addScanner('two');
});
afterAll(() => all.close());
beforeEach(async () => {
  await all.database.db.deleteFrom('scans').execute();
  await all.database.db.updateTable('scanners').set({ removed_at: null }).execute();
});

async function submitted(body: Record<string, unknown> = {}): Promise<Scan> {
  const answer = await submit(app, body);
  expect(answer.statusCode).toBe(202);
  return answer.json<Scan>();
}

async function scanNow(id: string): Promise<Scan> {
  return (await as(app, 'admin', 'GET', pathOf('scan', { scanId: id }))).json<Scan>();
}

test('a commit that is sent twice, or many times at once, gets the same answer', async () => {
  await submitted();
  const job = await lease(app, 'one');
  const evidence = evidenceFor(job);
  await uploadAll(app, job, evidence);
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => callJob(app, job, 'complete', evidence.request)),
  );
  answers.push(await callJob(app, job, 'complete', evidence.request));
  for (const answer of answers) {
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ state: 'done', attempt: 1 });
  }
  observed(`${answers.length} commits, five of them at once: the same answer to each`);
});

test('a commit without one of its artifacts is refused, and works once it is there', async () => {
  const { id } = await submitted();
  const job = await lease(app, 'one');
  const evidence = evidenceFor(job);
  const [missing, ...rest] = evidence.files;
  await uploadAll(app, job, { ...evidence, files: rest });
  const refused = await callJob(app, job, 'complete', evidence.request);
  expect(refused.statusCode).toBe(409);
  expect(refused.json()).toMatchObject({ code: 'artifact_missing' });
  expect(await scanNow(id)).toMatchObject({ state: 'running' });
  await putBlob(app, job, missing?.content ?? Buffer.alloc(0));
  expect((await callJob(app, job, 'complete', evidence.request)).statusCode).toBe(200);
});

test('an artifact announced with another size than it has is refused', async () => {
  await submitted();
  const job = await lease(app, 'one');
  const evidence = evidenceFor(job);
  await uploadAll(app, job, evidence);
  const artifacts = evidence.request.artifacts.map((each) => ({ ...each, size: each.size + 1 }));
  const answer = await callJob(app, job, 'complete', { ...evidence.request, artifacts });
  expect(answer.json()).toMatchObject({ code: 'artifact_missing' });
});

test('a scanner learns of no content that it has not itself uploaded, and cannot claim it', async () => {
  await submitted();
  await submitted();
  const [mine, theirs] = [await lease(app, 'one'), await lease(app, 'two')];
  const evidence = await completeJob(app, theirs);
  const [secret] = evidence.request.artifacts;
  expect(secret).toBeDefined();
  expect((await headBlob(app, mine, secret?.sha256 ?? '')).statusCode).toBe(404);
  const own = evidenceFor(mine);
  await uploadAll(app, mine, own);
  expect(
    (await headBlob(app, mine, sha256Of(own.files[0]?.content ?? Buffer.alloc(0)))).statusCode,
  ).toBe(200);
  const body = { kind: 'body', path: `bodies/${secret?.sha256}`, mediaType: 'text/plain' };
  const answer = await callJob(app, mine, 'complete', {
    ...own.request,
    artifacts: [...own.request.artifacts, { ...secret, ...body }],
  });
  expect(answer.json()).toMatchObject({ code: 'artifact_missing' });
});

test('a body with another hash than announced is refused and not kept', async () => {
  await submitted();
  const job = await lease(app, 'one');
  const announced = sha256Of(Buffer.from('announced'));
  const answer = await putBlob(app, job, Buffer.from('sent'), announced);
  expect(answer.statusCode).toBe(422);
  expect(answer.json()).toMatchObject({ code: 'hash_mismatch' });
  const head = await headBlob(app, job, announced);
  expect(head.statusCode).toBe(404);
  observed(`${answer.statusCode} hash_mismatch; asked for: ${head.statusCode}`);
});

test('a scan is found by what was submitted, whatever its report says of that', async () => {
  const { id } = await submitted();
  const elsewhere = 'https://elsewhere.test/';
  await completeJob(app, await lease(app, 'one'), (report) => ({
    ...report,
    scan: { ...report.scan, url: elsewhere },
    summary: {
      ...report.summary,
      page: { ...report.summary.page, domain: 'elsewhere.test' },
      lists: { ...report.summary.lists, domains: ['elsewhere.test'] },
    },
  }));
  const { rows } = await all.database.pool.query('select terms from scans where id = $1', [id]);
  expect(rows[0]?.terms).toContain('d=example.com');
});

test('a report about another scan or with an artifact of a wrong kind is refused', async () => {
  await submitted();
  const job = await lease(app, 'one');
  const { request } = evidenceFor(job);
  const { report, artifacts } = request;
  const wrong = [
    { report: { ...report, scan: { ...report.scan, id: 'another' } }, artifacts },
    { report: { ...report, scan: { ...report.scan, attempt: 2 } }, artifacts },
    { report, artifacts: artifacts.filter(({ path }) => path !== 'scan.json') },
    { report, artifacts: [...artifacts, ...artifacts] },
    { report, artifacts: artifacts.map((each) => ({ ...each, kind: 'download' })) },
    { report, artifacts: artifacts.filter(({ path }) => path !== 'page.html') },
    { report: { ...report, version: '9' }, artifacts },
  ];
  for (const each of wrong) {
    const answer = await callJob(app, job, 'complete', each);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'invalid_request' });
  }
});

test("a job token reaches no other scan and no other attempt's number", async () => {
  await submitted();
  await submitted();
  const [mine, other] = [await lease(app, 'one'), await lease(app, 'two')];
  const forged: Lease[] = [
    { ...other, jobToken: mine.jobToken },
    { ...mine, attempt: 2 },
    { ...mine, jobToken: withLastChanged(mine.jobToken) },
    { ...mine, scan: { ...mine.scan, id: 'nosuchscan' } },
  ];
  for (const each of forged) {
    const evidence = evidenceFor(each);
    expect((await callJob(app, each, 'heartbeat', { phase: 'loading' })).statusCode).toBe(401);
    expect((await callJob(app, each, 'complete', evidence.request)).statusCode).toBe(401);
    expect((await putBlob(app, each, Buffer.from('x'))).statusCode).toBe(401);
  }
});

/** Always another token, whatever it ended with. */
function withLastChanged(token: string): string {
  return token.slice(0, -1) + (token.endsWith('x') ? 'y' : 'x');
}

test('a report file larger than a report may be is refused', async () => {
  await submitted();
  const job = await lease(app, 'one');
  const { request } = evidenceFor(job);
  const artifacts = request.artifacts.map((each) =>
    each.kind === 'report' ? { ...each, size: REPORT_BYTES + 1 } : each,
  );
  const answer = await callJob(app, job, 'complete', { ...request, artifacts });
  expect(answer.statusCode).toBe(413);
});

test('a report with times that cannot be added is refused, and lists are still served', async () => {
  await submitted();
  const job = await lease(app, 'one');
  const { request } = evidenceFor(job);
  const exchanges = request.report.exchanges.map((each) => ({
    ...each,
    startedMs: 1.7e308,
    timing: { totalMs: 1.7e308 },
  }));
  const report = { ...request.report, exchanges };
  expect((await callJob(app, job, 'complete', { ...request, report })).statusCode).toBe(400);
  expect((await as(app, 'admin', 'GET', pathOf('scans'))).statusCode).toBe(200);
});

test('a report of tens of megabytes of nothing costs two seconds of a core at most', async () => {
  await submitted();
  const job = await lease(app, 'one');
  const { request } = evidenceFor(job);
  const redirects = new Array<number>(15_000_000).fill(0);
  const payload = { ...request, report: { ...request.report, redirects } };
  const body = JSON.stringify(payload);
  // Not the clock's time: that is also other tests'.
  const before = process.threadCpuUsage();
  const answer = await app.inject({
    method: 'POST',
    url: pathOf('complete', { scanId: job.scan.id, attempt: job.attempt }),
    headers: { authorization: `Bearer ${job.jobToken}`, 'content-type': 'application/json' },
    payload: body,
  });
  const { user, system } = process.threadCpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(2_000);
  expect(answer.statusCode).toBe(400);
});
