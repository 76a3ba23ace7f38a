import { randomBytes } from 'node:crypto';
import type { CreatedScanner, CreatedToken, CreatedWebhook, Lease, Scan } from '@webhood/contract';
import { pathOf } from '@webhood/contract';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ORIGIN } from '../../../test/account-server.ts';
import { type Replica, startReplica } from '../../../test/replicas.ts';
import { openInstallation } from '../../installation.ts';
import { createSealedValues, SECOND_FACTOR_CONTEXT } from '../../platform/crypto/sealed-values.ts';
import { createTestDatabase, type TestDatabase } from '../../platform/db/test-database.ts';

const SECRET = randomBytes(48).toString('base64url');
const PROXY = 'http://name:password@proxy.example:3128';
/** The promise of the documentation. */
const REFUSED_WITHIN_MS = 2_000;

let database: TestDatabase;
let replicas: Replica[];

beforeEach(async () => {
  database = await createTestDatabase();
  const options = { url: database.url, secret: SECRET };
  replicas = [await startReplica(options), await startReplica({ ...options, hears: false })];
});
afterEach(async () => {
  for (const replica of replicas) await replica.close();
  await database.close();
});

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const one = (): Replica => replicas[0] ?? expect.unreachable();

function lease(replica: Replica, token: string) {
  const payload = { version: '1', browserVersion: '1', waitMs: 0 };
  return replica.app.http.inject({
    method: 'POST',
    url: pathOf('lease'),
    headers: bearer(token),
    payload,
  });
}

/** A session, a token, a scanner, and a scan that it has leased. */
async function busyInstallation() {
  const { app, addUser, signIn } = one();
  await addUser('root', 'admin');
  const cookie = { cookie: await signIn('root'), origin: ORIGIN };
  const make = async <T>(url: string, payload: object) =>
    (await app.http.inject({ method: 'POST', url, headers: cookie, payload })).json<T>();
  const token = await make<CreatedToken>(pathOf('tokens'), { name: 'one' });
  const scanner = await make<CreatedScanner>(pathOf('scanners'), { name: 'one' });
  const scan = await make<Scan>(pathOf('scans'), {
    url: 'https://example.com/',
    options: { headers: { 'X-Key': 'k' }, cookies: [{ name: 'c', value: 'v' }], proxy: PROXY },
  });
  const given = (await lease(one(), scanner.token)).json<Lease>();
  expect(given.scan.id).toBe(scan.id);
  return { cookie, token, scanner, scan, given };
}

function rotate() {
  return openInstallation(SECRET, database.db, database.log).rotate();
}

test('a rotation ends every session and token on every replica at once, and no scan is lost', async () => {
  const { cookie, token, scanner, scan, given } = await busyInstallation();
  const job = { scanId: scan.id, attempt: given.attempt };
  const calls = (replica: Replica) => [
    () => replica.app.http.inject({ url: pathOf('me'), headers: cookie }),
    () => replica.app.http.inject({ url: pathOf('me'), headers: bearer(token.token) }),
    () => lease(replica, scanner.token),
    () =>
      replica.app.http.inject({
        method: 'POST',
        url: pathOf('heartbeat', job),
        headers: bearer(given.jobToken),
        payload: { phase: 'loading' },
      }),
  ];
  const statuses = async () =>
    Promise.all(replicas.flatMap(calls).map(async (call) => (await call()).statusCode));
  expect(await statuses()).toEqual([200, 200, 204, 200, 200, 200, 204, 200]);

  const startedAt = performance.now();
  expect(await rotate()).toMatchObject({
    sessions: 1,
    apiTokens: 1,
    scannerTokens: 1,
    requeuedScans: 1,
  });
  expect(await statuses()).toEqual(Array(8).fill(401));
  expect(performance.now() - startedAt).toBeLessThan(REFUSED_WITHIN_MS);

  // The second replica was told nothing, and learns of the new epoch when it is asked.
  await expect
    .poll(async () => {
      await replicas[1]?.keyring.reread();
      return replicas[1]?.keyring.hash('session', 'x') === one().keyring.hash('session', 'x');
    })
    .toBe(true);
  const again = { cookie: await one().signIn('root'), origin: ORIGIN };
  for (const replica of replicas) {
    expect((await replica.app.http.inject({ url: pathOf('me'), headers: again })).statusCode).toBe(
      200,
    );
  }
  const renewed = await one().app.http.inject({
    method: 'POST',
    url: pathOf('scannerToken', { scannerId: scanner.id }),
    headers: again,
  });
  const next = (
    await lease(replicas[1] ?? one(), renewed.json<CreatedScanner>().token)
  ).json<Lease>();
  expect(next).toMatchObject({ attempt: given.attempt + 1, scan: { id: scan.id } });
  expect(next.scan.options).toEqual(given.scan.options);
  expect(next.scan.options.proxy).toBe(PROXY);
});

test('a waiting scanner whose token ends is sent away, and gets no scan', async () => {
  const { scanner, cookie } = await busyInstallation();
  const waiting = one().app.http.inject({
    method: 'POST',
    url: pathOf('lease'),
    headers: bearer(scanner.token),
    payload: { version: '1', browserVersion: '1', waitMs: 20_000 },
  });
  // It waits once it has been seen.
  await one().app.http.inject({ url: pathOf('me'), headers: cookie });
  await rotate();
  expect((await waiting).statusCode).toBe(401);
});

test("webhooks' secrets survive a rotation, sealed under the new keys", async () => {
  await one().addUser('root', 'admin');
  const answer = await one().app.http.inject({
    method: 'POST',
    url: pathOf('webhooks'),
    headers: { cookie: await one().signIn('root'), origin: ORIGIN },
    payload: { name: 'soar', url: 'https://soar.example/' },
  });
  const { id, secret } = answer.json<CreatedWebhook>();
  const kept = () =>
    database.db.selectFrom('webhooks').select('sealed_secret').executeTakeFirstOrThrow();
  const before = await kept();
  await rotate();
  await one().keyring.reread();
  const after = await kept();
  expect(after.sealed_secret).not.toBe(before.sealed_secret);
  expect(createSealedValues(one().keyring).open('webhook', after.sealed_secret, id)).toBe(secret);
});

test("scanners' proxies survive a rotation, sealed under the new keys", async () => {
  const proxy = 'http://name:secret@proxy.example:3128';
  const sealed = createSealedValues(one().keyring).seal('scanner-proxy', proxy, 'proxied');
  await database.db
    .insertInto('scanners')
    .values({ id: 'proxied', name: 'proxied', shown_proxy: '***', sealed_proxy: sealed })
    .execute();
  await rotate();
  await one().keyring.reread();
  const { sealed_proxy: after } = await database.db
    .selectFrom('scanners')
    .select('sealed_proxy')
    .where('id', '=', 'proxied')
    .executeTakeFirstOrThrow();
  expect(after).not.toBe(sealed);
  expect(createSealedValues(one().keyring).open('scanner-proxy', after ?? '', 'proxied')).toBe(
    proxy,
  );
});

test('second factors survive a rotation', async () => {
  const id = await one().addUser('usual', 'user');
  const sealed = createSealedValues(one().keyring).seal(
    'second-factor',
    'JBSW',
    SECOND_FACTOR_CONTEXT,
  );
  await database.db
    .insertInto('totp_factors')
    .values({ user_id: id, secret: sealed, confirmed_at: new Date() })
    .execute();
  await rotate();
  await one().keyring.reread();
  const { secret } = await database.db
    .selectFrom('totp_factors')
    .select('secret')
    .executeTakeFirstOrThrow();
  expect(secret).not.toBe(sealed);
  expect(
    createSealedValues(one().keyring).open('second-factor', secret, SECOND_FACTOR_CONTEXT),
  ).toBe('JBSW');
});

test('another WEBHOOD_SECRET ends all, voids second factors, and says which scans it cannot run', async () => {
  const { cookie, token, scan } = await busyInstallation();
  const id = await one().addUser('usual', 'user');
  await database.db
    .insertInto('recovery_codes')
    .values({ user_id: id, hash: 'a', used_at: null })
    .execute();
  const changed = await startReplica({
    url: database.url,
    secret: randomBytes(48).toString('base64url'),
  });
  replicas.push(changed);
  for (const headers of [cookie, bearer(token.token)]) {
    expect((await changed.app.http.inject({ url: pathOf('me'), headers })).statusCode).toBe(401);
  }
  const codes = await database.db.selectFrom('recovery_codes').select('used_at').execute();
  expect(codes.map(({ used_at }) => used_at !== null)).toEqual([true]);
  // A server that still has the old secret serves nobody.
  await one().keyring.reread();
  const old = await one().app.http.inject({ url: pathOf('me'), headers: cookie });
  expect(old.statusCode).toBe(503);

  const local = await changed.app.ensureLocalScanner();
  expect((await lease(changed, local.token)).statusCode).toBe(204);
  const ended = await database.db
    .selectFrom('scans')
    .select(['state', 'error_code', 'sealed_options'])
    .where('id', '=', scan.id)
    .executeTakeFirstOrThrow();
  expect(ended).toEqual({ state: 'error', error_code: 'secrets_unreadable', sealed_options: null });
});

test('a command with another secret changes nothing and says so', async () => {
  const other = openInstallation(randomBytes(48).toString('base64url'), database.db, database.log);
  await expect(other.openForCommand()).rejects.toThrow('WEBHOOD_SECRET is not the one');
});
