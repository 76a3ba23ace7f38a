import { type Lease, pathOf, type ScannerConfigurationChange } from '@webhood/contract';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { askForLease, completeJob, lease, submit } from '../../../test/job.ts';
import { type ScanServers, startScanServers } from '../../../test/scan-server.ts';
import { createKeyring } from '../../platform/crypto/keyring.ts';
import { authorise, OPERATOR } from '../accounts/authorisation.service.ts';
import { createScannerService } from './scanners.service.ts';
import { createScannerStore } from './scanners.store.ts';

const PROXY = 'http://ann:pass-word@proxy.example:3128';

let all: ScanServers;
let app: ScanServers['servers'][number]['app'];

beforeAll(async () => {
  all = await startScanServers();
  app = (all.servers[0] as ScanServers['servers'][number]).app;
  await all.addScanner('one');
});
afterAll(() => all.close());
beforeEach(async () => {
  await all.database.db.deleteFrom('scans').execute();
  await set({
    userAgent: null,
    language: null,
    stealth: false,
    skipCookiePrompts: false,
    atOnce: null,
    proxy: null,
  });
});

/** As the server under test has it, unless another secret is given. */
function scanners(secret = Buffer.alloc(32, 7)) {
  const { db, log } = all.database;
  const keyring = createKeyring(secret, 'test');
  return createScannerService({ store: createScannerStore(db), keyring, log });
}

const set = (configuration: ScannerConfigurationChange, secret?: Buffer<ArrayBuffer>) =>
  scanners(secret).update(authorise(OPERATOR, 'scanners.manage'), 'one', { configuration });

async function leased(options: Record<string, unknown> = {}): Promise<Lease['scan']['options']> {
  await submit(app, { options });
  return (await lease(app, 'one')).scan.options;
}

test('a scan that names nothing is given what is set for the scanner', async () => {
  await set({ userAgent: 'Set/1', language: 'fi-FI', proxy: PROXY });
  await set({ stealth: true, skipCookiePrompts: true });
  expect(await leased()).toMatchObject({
    userAgent: 'Set/1',
    language: 'fi-FI',
    stealth: true,
    skipCookiePrompts: true,
    proxy: PROXY,
  });
});

test('what a scan names itself goes first', async () => {
  await set({ userAgent: 'Set/1', language: 'fi-FI', proxy: PROXY });
  const own = { userAgent: 'Own/1', language: 'de', proxy: 'socks5://other.example:1080' };
  expect(await leased(own)).toMatchObject({ ...own, stealth: false });
});

test('the name and password of a proxy are shown to nobody and kept sealed', async () => {
  const shown = await set({ proxy: PROXY });
  expect(shown.configuration.proxy).toBe('http://***@proxy.example:3128');
  const row = await all.database.db
    .selectFrom('scanners')
    .selectAll()
    .where('id', '=', 'one')
    .executeTakeFirstOrThrow();
  expect(JSON.stringify(row)).not.toMatch(/pass-word/);
});

test('a proxy that cannot be read any more ends the scan: without it, it goes nowhere', async () => {
  await set({ proxy: PROXY }, Buffer.alloc(32, 8));
  const { id } = (await submit(app)).json<{ id: string }>();
  expect((await askForLease(app, 'one')).statusCode).toBe(204);
  const answer = await app.inject({
    url: pathOf('scan', { scanId: id }),
    headers: { 'x-test-caller': 'admin' },
  });
  expect(answer.json()).toMatchObject({ state: 'error', errorCode: 'secrets_unreadable' });
});

test('no more scans run at once than are set, however many slots ask together', async () => {
  await set({ atOnce: 2 });
  for (let scan = 0; scan < 8; scan += 1) await submit(app);
  const answers = await Promise.all(Array.from({ length: 8 }, () => askForLease(app, 'one')));
  const given = answers.filter(({ statusCode }) => statusCode === 200);
  expect(given).toHaveLength(2);
  await completeJob(app, given[0]?.json() as Lease);
  expect((await askForLease(app, 'one')).statusCode).toBe(200);
  expect((await askForLease(app, 'one')).statusCode).toBe(204);
});

test('a slot that waits is given a scan as soon as more may run', async () => {
  await set({ atOnce: 1 });
  await submit(app);
  await submit(app);
  await lease(app, 'one');
  const waiting = askForLease(app, 'one', { waitMs: 10_000 });
  expect((await askForLease(app, 'one')).statusCode).toBe(204);
  await set({ atOnce: 2 });
  expect((await waiting).statusCode).toBe(200);
});
