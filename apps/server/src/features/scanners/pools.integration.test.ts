import { PROTOCOL, pathOf, type Scan } from '@webhood/contract';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { observed } from '../../../../../test/observed.ts';
import {
  as,
  askForLease,
  callJob,
  evidenceFor,
  lease,
  submit,
  uploadAll,
} from '../../../test/job.ts';
import { type ScanServers, startScanServers } from '../../../test/scan-server.ts';
import { authorise, OPERATOR } from '../accounts/authorisation.service.ts';
import { createScannerService } from './scanners.service.ts';
import { createScannerStore } from './scanners.store.ts';

let all: ScanServers;
let app: ScanServers['servers'][number]['app'];
let change: (id: string, to: { labels?: string[]; paused?: boolean }) => Promise<unknown>;
let stateOf: (id: string) => Promise<string | undefined>;

beforeAll(async () => {
  all = await startScanServers();
  app = (all.servers[0] as ScanServers['servers'][number]).app;
  const { db, log } = all.database;
  const keyring = { hash: () => '' } as never;
  const scanners = createScannerService({ store: createScannerStore(db), keyring, log });
  change = (id, to) => scanners.update(authorise(OPERATOR, 'scanners.manage'), id, to);
  stateOf = async (id) =>
    (await scanners.list(authorise(OPERATOR, 'scanners.read'))).find((each) => each.id === id)
      ?.state;
  for (const id of ['berlin', 'lab', 'plain']) await all.addScanner(id);
});
afterAll(() => all.close());
beforeEach(async () => {
  await all.database.db.deleteFrom('scans').execute();
  await change('berlin', { labels: ['region=eu', 'network=office'], paused: false });
  await change('lab', { labels: ['region=eu'], paused: false });
  await change('plain', { labels: [], paused: false });
});

async function submitted(body: Record<string, unknown>): Promise<Scan> {
  const answer = await submit(app, body);
  expect(answer.statusCode).toBe(202);
  return answer.json<Scan>();
}

const isGiven = async (scanner: string) => (await askForLease(app, scanner)).statusCode === 200;

test('a scan goes only to a scanner that has all of its labels; one without any to every scanner', async () => {
  const { requiredLabels } = await submitted({ labels: ['region=eu', 'network=office'] });
  expect(requiredLabels).toEqual(['network=office', 'region=eu']);
  expect(await isGiven('plain')).toBe(false);
  expect(await isGiven('lab')).toBe(false);
  expect(await isGiven('berlin')).toBe(true);
  await submitted({});
  expect(await isGiven('berlin')).toBe(true);
});

test('labels that no scanner has are refused, also beside a scanner that lacks them', async () => {
  for (const body of [{ labels: ['region=moon'] }, { labels: ['region=eu'], scanner: 'plain' }]) {
    const answer = await submit(app, body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ errors: [{ field: 'labels' }] });
  }
});

test('a scan whose labels nobody has any more ends with a reason', async () => {
  const { id } = await submitted({ labels: ['network=office'] });
  await change('berlin', { labels: [] });
  await all.servers[0]?.leases.sweep();
  const scan = (await as(app, 'admin', 'GET', pathOf('scan', { scanId: id }))).json<Scan>();
  expect(scan).toMatchObject({ state: 'error', errorCode: 'scanner_error' });
  expect(scan.errorMessage).toContain('network=office');
});

test('a scan of other labels is not reused', async () => {
  const first = await submitted({ labels: ['region=eu'] });
  const same = await submit(app, { labels: ['region=eu'], reuseMinutes: 5 });
  expect(same.json<Scan>().id).toBe(first.id);
  const other = await submit(app, { reuseMinutes: 5 });
  expect(other.json<Scan>().id).not.toBe(first.id);
});

test('a paused scanner finishes what it runs, is given nothing, and goes on at once when it may', async () => {
  await submitted({});
  const job = await lease(app, 'plain');
  await change('plain', { paused: true });
  await submitted({});
  const waiting = askForLease(app, 'plain', { waitMs: 10_000 });
  expect(await isGiven('plain')).toBe(false);
  expect(await stateOf('plain')).toBe('paused');
  const evidence = evidenceFor(job);
  await uploadAll(app, job, evidence);
  expect((await callJob(app, job, 'complete', evidence.request)).statusCode).toBe(200);
  await change('plain', { paused: false });
  expect((await waiting).statusCode).toBe(200);
});

test('a scanner that waits is given a scan once it has the label', async () => {
  await submitted({ labels: ['network=office'] });
  const waiting = askForLease(app, 'plain', { waitMs: 10_000 });
  await change('plain', { labels: ['network=office'] });
  expect((await waiting).statusCode).toBe(200);
});

test('a scanner one minor version ahead or behind works, one further is refused and shown', async () => {
  const [major = 0, minor = 0] = PROTOCOL.split('.').map(Number);
  const ask = (protocol: string) =>
    app.inject({
      method: 'POST',
      url: pathOf('lease'),
      headers: { 'x-test-scanner': 'lab' },
      // What a newer minor adds is ignored.
      payload: { version: '9', browserVersion: '1', waitMs: 0, protocol, addedLater: true },
    });
  for (const near of [minor - 1, minor, minor + 1]) {
    expect((await ask(`${major}.${near}`)).statusCode).toBe(204);
    expect(await stateOf('lab')).toBe('ready');
  }
  for (const far of [`${major}.${minor + 2}`, `${major + 1}.${minor}`]) {
    const refused = await ask(far);
    expect(refused.statusCode).toBe(426);
    expect(refused.json()).toMatchObject({
      code: 'protocol_unsupported',
      detail: expect.stringContaining(far),
    });
    expect(await stateOf('lab')).toBe('refused');
  }
  observed('one minor off either way: works; two, or another major: 426, shown as refused');
});
