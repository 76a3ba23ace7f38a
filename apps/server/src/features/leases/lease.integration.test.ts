import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { LEASE_TIMES, type Lease, pathOf, type Scan } from '@webhood/contract';
import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { observed } from '../../../../../test/observed.ts';
import {
  as,
  askForLease,
  callJob,
  completeJob,
  evidenceFor,
  lease,
  putBlob,
  submit,
  uploadAll,
} from '../../../test/job.ts';
import { type ScanServer, type ScanServers, startScanServers } from '../../../test/scan-server.ts';
import { registerLeaseRoutes } from './lease.routes.ts';

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

/** Moves the database's idea of the lease's end, instead of waiting for it. */
async function letLeaseEnd(id: string): Promise<void> {
  await all.database.db
    .updateTable('scans')
    .set({ lease_until: sql<Date>`clock_timestamp() - interval '1 second'` })
    .where('id', '=', id)
    .execute();
}

async function letBackOffEnd(id: string): Promise<void> {
  await all.database.db
    .updateTable('scans')
    .set({ available_at: sql<Date>`clock_timestamp()` })
    .where('id', '=', id)
    .execute();
}

test('a hundred claims at once give each scan to one scanner', async () => {
  const scans = await Promise.all(Array.from({ length: 30 }, () => submitted()));
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, i) => askForLease(app, i % 2 ? 'one' : 'two')),
  );
  const leased = answers.filter(({ statusCode }) => statusCode === 200);
  expect(leased.map((answer) => answer.json<Lease>().scan.id).sort()).toEqual(
    scans.map(({ id }) => id).sort(),
  );
  expect(answers.filter(({ statusCode }) => statusCode === 204)).toHaveLength(70);
  observed(
    `${answers.length} claims of ${scans.length} scans: ${leased.length} leases, each of another scan`,
  );
});

test('a scan runs from submission to done, and names its artifacts', async () => {
  const { id } = await submitted();
  const job = await lease(app, 'one');
  expect(job).toMatchObject({ attempt: 1, scan: { id, url: 'https://example.com/' } });
  const beat = await callJob(app, job, 'heartbeat', { phase: 'loading' });
  expect(beat.json()).toEqual({ leaseSeconds: LEASE_TIMES.leaseSeconds, cancelled: false });
  expect(await scanNow(id)).toMatchObject({ state: 'running', phase: 'loading' });
  const { request } = await completeJob(app, job);
  const hash = (path: string) => request.artifacts.find((each) => each.path === path)?.sha256;
  expect(await scanNow(id)).toMatchObject({
    state: 'done',
    phase: null,
    completeness: 'complete',
    final_url: 'https://example.com/final',
    title: 'Grüße \ufffd \ufffd',
    screenshots: [`${hash('screenshot.png')}.png`],
    html: [`${hash('page.html')}.html`],
    scanner: { id: 'one', name: 'one' },
    scanData: {
      request: { redirectChain: ['https://example.com/'] },
      response: { status: 200, headers: { 'set-cookie': 'a=1\nb=2' } },
      meta: { initiatedBy: 'ann', duration: 2.5, scannedByScanner: 'one' },
    },
  });
});

test('an attempt whose lease has ended cannot commit, beat, or upload', async () => {
  const { id } = await submitted();
  const job = await lease(app, 'one');
  const evidence = evidenceFor(job);
  await uploadAll(app, job, evidence);
  await letLeaseEnd(id);
  const calls = [
    callJob(app, job, 'complete', evidence.request),
    callJob(app, job, 'heartbeat', { phase: 'saving' }),
    callJob(app, job, 'fail', { code: 'timeout', message: '', retryable: true }),
    putBlob(app, job, randomBytes(10)),
  ];
  for (const answer of await Promise.all(calls)) {
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toMatchObject({ code: 'lease_lost' });
  }
});

test('a stale attempt is refused while the newer one runs, and the newer one wins', async () => {
  const { id } = await submitted();
  const stale = await lease(app, 'one');
  const evidence = evidenceFor(stale);
  await uploadAll(app, stale, evidence);
  await letLeaseEnd(id);
  expect(await server.leases.sweep()).toBe(1);
  await letBackOffEnd(id);
  const fresh = await lease(app, 'two');
  expect(fresh.attempt).toBe(2);
  const late = await callJob(app, stale, 'complete', evidence.request);
  expect(late.json()).toMatchObject({ code: 'lease_lost' });
  await completeJob(app, fresh);
  const ended = await scanNow(id);
  expect(ended).toMatchObject({ state: 'done', attempt: 2, scanner: { id: 'two' } });
  observed(
    `late commit: ${late.statusCode} lease_lost; ${ended.state} by attempt ${ended.attempt}`,
  );
});

test('a scan that loses its scanner every time ends, with its last cause', async () => {
  const { id } = await submitted();
  for (let attempt = 1; attempt <= LEASE_TIMES.maxAttempts; attempt++) {
    await letBackOffEnd(id);
    expect((await lease(app, 'one')).attempt).toBe(attempt);
    await letLeaseEnd(id);
    await server.leases.sweep();
  }
  expect(await scanNow(id)).toMatchObject({
    state: 'error',
    errorCode: 'attempts_exhausted',
    errorMessage: expect.stringContaining('stopped answering'),
  });
  const { errorCode, errorMessage } = await scanNow(id);
  observed(`${errorCode}: "${errorMessage}"`);
  expect((await askForLease(app, 'one')).statusCode).toBe(204);
});

test('a failed attempt is tried again after its back-off, not before', async () => {
  const { id } = await submitted();
  const job = await lease(app, 'one');
  const failure = { code: 'browser_failed', message: 'It ended.', retryable: true };
  const first = await callJob(app, job, 'fail', failure);
  expect(first.json()).toEqual({ state: 'queued', attempt: 1 });
  expect((await callJob(app, job, 'fail', failure)).json()).toEqual(first.json());
  expect((await askForLease(app, 'one')).statusCode).toBe(204);
  await letBackOffEnd(id);
  expect((await lease(app, 'one')).attempt).toBe(2);
});

test('a scanner that waits gets a scan as soon as its back-off ends', async () => {
  const { id } = await submitted();
  const job = await lease(app, 'one');
  await callJob(app, job, 'fail', { code: 'browser_failed', message: '', retryable: true });
  await all.database.db
    .updateTable('scans')
    .set({ available_at: sql<Date>`clock_timestamp() + interval '200 milliseconds'` })
    .where('id', '=', id)
    .execute();
  const startedAt = Date.now();
  expect((await lease(app, 'one', { waitMs: 10_000 })).attempt).toBe(2);
  expect(Date.now() - startedAt).toBeLessThan(3_000);
});

test('a failure that no retry can mend ends the scan at once', async () => {
  const { id } = await submitted();
  const job = await lease(app, 'one');
  const failure = { code: 'name_not_resolved', message: 'No such name.', retryable: false };
  expect((await callJob(app, job, 'fail', failure)).json()).toMatchObject({ state: 'error' });
  expect(await scanNow(id)).toMatchObject({
    errorCode: 'name_not_resolved',
    errorMessage: 'No such name.',
  });
});

test('no attempt lives for ever, however often its token says so', async () => {
  const { id } = await submitted();
  const job = await lease(app, 'one');
  expect((await callJob(app, job, 'heartbeat', { phase: 'loading' })).statusCode).toBe(200);
  await all.database.pool.query(
    'update scan_attempts set leased_at = leased_at - make_interval(secs => $1) where scan_id = $2',
    [LEASE_TIMES.attemptSeconds, id],
  );
  const beat = await callJob(app, job, 'heartbeat', { phase: 'loading' });
  expect(beat.json()).toMatchObject({ code: 'lease_lost' });
  await as(app, 'ann', 'POST', pathOf('scanCancel', { scanId: id }));
});

test('cancelling wins over a running attempt', async () => {
  const { id } = await submitted();
  const job = await lease(app, 'one');
  const evidence = evidenceFor(job);
  await uploadAll(app, job, evidence);
  expect((await as(app, 'ann', 'POST', pathOf('scanCancel', { scanId: id }))).statusCode).toBe(200);
  const beat = await callJob(app, job, 'heartbeat', { phase: 'saving' });
  expect(beat.json()).toMatchObject({ cancelled: true });
  const commit = await callJob(app, job, 'complete', evidence.request);
  expect(commit.json()).toMatchObject({ code: 'lease_lost' });
  expect(await scanNow(id)).toMatchObject({ state: 'cancelled', status: 'error' });
});

test('deleting wins over a running attempt', async () => {
  const { id } = await submitted();
  const job = await lease(app, 'one');
  const evidence = evidenceFor(job);
  await uploadAll(app, job, evidence);
  expect((await as(app, 'ann', 'DELETE', pathOf('scan', { scanId: id }))).statusCode).toBe(204);
  const beat = await callJob(app, job, 'heartbeat', { phase: 'saving' });
  expect(beat.json()).toMatchObject({ cancelled: true });
  expect((await callJob(app, job, 'complete', evidence.request)).statusCode).toBe(409);
});

test('removing a scanner wins over its running attempt', async () => {
  await submitted();
  const job = await lease(app, 'one');
  await all.database.db
    .updateTable('scanners')
    .set({ removed_at: new Date() })
    .where('id', '=', 'one')
    .execute();
  const beat = await callJob(app, job, 'heartbeat', { phase: 'loading' });
  expect(beat.statusCode).toBe(401);
  await submitted();
  const asked = await askForLease(app, 'one');
  expect(asked.statusCode).toBe(401);
  observed(`heartbeat: ${beat.statusCode}; next question for work: ${asked.statusCode}`);
});

test('a scan of a private address goes only to a scanner that allows it', async () => {
  const allowNetworks = ['127.0.0.0/8'];
  expect((await submit(app, { url: 'http://127.0.0.1:8081/' })).json()).toMatchObject({
    code: 'non_public_address',
  });
  await askForLease(app, 'two', { allowNetworks });
  const { id } = await submitted({ url: 'http://127.0.0.1:8081/' });
  const named = await submitted({ url: 'http://localhost:8081/' });
  expect((await askForLease(app, 'one')).statusCode).toBe(204);
  expect((await askForLease(app, 'one', { allowNetworks: ['10.0.0.0/8'] })).statusCode).toBe(204);
  expect((await lease(app, 'two', { allowNetworks })).scan.id).toBe(id);
  expect((await lease(app, 'two', { allowNetworks })).scan.id).toBe(named.id);
});

test('a malformed network of a scanner is refused with its field', async () => {
  const answer = await askForLease(app, 'one', { allowNetworks: ['10.0.0.0/99'] });
  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toMatchObject({ errors: [{ field: 'allowNetworks' }] });
  // Nor is it noted, where every submission of a private address would stumble over it.
  const submission = await submit(app, { url: 'http://192.168.0.1/' });
  expect(submission.json()).toMatchObject({ code: 'non_public_address' });
});

test("one submitter's burst does not delay another's first scan", async () => {
  for (let i = 0; i < 10; i++) await submit(app, {}, 'ann');
  for (let i = 0; i < 3; i++) await lease(app, 'one');
  const bobs = (await submit(app, {}, 'bob')).json<Scan>();
  const order = [await lease(app, 'one'), await lease(app, 'one')].map(({ scan }) => scan.id);
  expect(order).toContain(bobs.id);
  observed(
    `after ten of one submitter, another's scan is lease ${1 + order.indexOf(bobs.id)} of the next`,
  );
});

test('two bursts are served in turns, whoever came first', async () => {
  for (let i = 0; i < 6; i++) await submit(app, {}, 'ann');
  for (let i = 0; i < 6; i++) await submit(app, {}, 'bob');
  const names: string[] = [];
  for (let i = 0; i < 6; i++) {
    const { scan } = await lease(app, 'one');
    names.push((await scanNow(scan.id)).submittedBy.name);
  }
  expect(names.filter((name) => name === 'bob')).toHaveLength(3);
});

test('scanners that wait are given one scan each, as it comes', async () => {
  const polls = [lease(app, 'one', { waitMs: 10_000 }), lease(app, 'two', { waitMs: 10_000 })];
  const scans = [await submitted(), await submitted()];
  const leased = (await Promise.all(polls)).map(({ scan }) => scan.id);
  expect(leased.sort()).toEqual(scans.map(({ id }) => id).sort());
});

test('a poll with nothing to do ends with 204 when its time is over', async () => {
  expect((await askForLease(app, 'one', { waitMs: 30 })).statusCode).toBe(204);
});

test('a scanner that hangs up while it waits takes no scan with it', async () => {
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const hangUp = new AbortController();
  const poll = fetch(`${address}${pathOf('lease')}`, {
    method: 'POST',
    signal: hangUp.signal,
    headers: { 'x-test-scanner': 'one', 'content-type': 'application/json' },
    body: JSON.stringify({ version: '1', browserVersion: '1', waitMs: 20_000 }),
  });
  const seen = () =>
    all.database.db
      .selectFrom('scanners')
      .select('id')
      .where('id', '=', 'one')
      .where('last_seen_at', 'is not', null)
      .executeTakeFirst();
  await expect.poll(seen).toBeDefined();
  hangUp.abort();
  await expect(poll).rejects.toThrow();
  const { id } = await submitted();
  expect((await lease(app, 'two', { waitMs: 5_000 })).scan.id).toBe(id);
  expect(await scanNow(id)).toMatchObject({ state: 'running', scanner: { id: 'two' } });
});

test('a scanner that hangs up before its request is handled takes no scan with it', async () => {
  const asking = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  const slow = Fastify({ forceCloseConnections: true });
  slow.setValidatorCompiler(validatorCompiler);
  slow.setSerializerCompiler(serializerCompiler);
  slow.addHook('preValidation', async ({ raw }) => {
    asking.resolve();
    await once(raw.socket, 'close');
  });
  registerLeaseRoutes(slow, {
    leases: {
      ...server.leases,
      lease: (...call) => server.leases.lease(...call).finally(answered.resolve),
    },
    authentication: {
      scanner: async () => ({ kind: 'scanner', id: 'one', name: 'one', tokenHash: null }),
    },
    countRefusal: async () => undefined,
  });
  const address = await slow.listen({ host: '127.0.0.1', port: 0 });
  const { id } = await submitted();
  const hangUp = new AbortController();
  const poll = fetch(`${address}${pathOf('lease')}`, {
    method: 'POST',
    signal: hangUp.signal,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ version: '1', browserVersion: '1', waitMs: 0 }),
  });
  const gone = expect(poll).rejects.toThrow();
  await asking.promise;
  hangUp.abort();
  await gone;
  await answered.promise;
  expect(await scanNow(id)).toMatchObject({ state: 'queued', scanner: null });
  await slow.close();
});

test('a stranger is refused before the body is looked at', async () => {
  const answer = await app.inject({
    method: 'POST',
    url: pathOf('lease'),
    headers: { 'content-type': 'application/json' },
    payload: '{ not JSON',
  });
  expect(answer.statusCode).toBe(401);
});

test('a scanner that is removed while it waits does not keep a scan from the next', async () => {
  const leaving = askForLease(app, 'one', { waitMs: 20_000 });
  const next = lease(app, 'two', { waitMs: 20_000 });
  const db = all.database.db;
  await db
    .updateTable('scanners')
    .set({ removed_at: new Date() })
    .where('id', '=', 'one')
    .execute();
  const { id } = await submitted();
  expect((await next).scan.id).toBe(id);
  expect((await leaving).statusCode).toBe(401);
});

test('a lease that could not be delivered is given back without counting as a failure', async () => {
  const { id } = await submitted();
  const job = await lease(app, 'one');
  await server.leases.giveBack(job);
  expect(await scanNow(id)).toMatchObject({ state: 'queued', scanner: null, startedAt: null });
  const again = await lease(app, 'two');
  expect(again.attempt).toBe(2);
  expect((await callJob(app, job, 'heartbeat', { phase: 'loading' })).statusCode).toBe(409);
  const { failed_attempts } = await all.database.db
    .selectFrom('scans')
    .select('failed_attempts')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  expect(failed_attempts).toBe(0);
});
