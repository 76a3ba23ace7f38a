/**
 * The product as a team runs it that has outgrown a machine: two servers behind a balancer that
 * remembers nobody, four scanners that dial out to it, one external PostgreSQL and one bucket.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '@webhood/client';
import { Lease, pathOf, type Scan } from '@webhood/contract';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  type S3TestServer,
  startS3Server,
} from '../../apps/server/src/platform/blob-store/s3-server.fixture.ts';
import { openEmbeddedPostgres } from '../../apps/server/src/platform/db/embedded-postgres.ts';
import { createLog } from '../../apps/server/src/platform/log/log.ts';
import { type Site, startSite } from '../sites/site-server.ts';
import { type Balancer, startBalancer } from './support/balancer.ts';
import { createInstallation, type Installation } from './support/installation.ts';
import { freePort, type Run } from './support/processes.ts';

const SCANNERS = ['north', 'east', 'south', 'west'];
const WAIT = { timeout: 60_000, interval: 250 };
const LEASE = { version: '1', browserVersion: '1', waitMs: 0 };
/** The promise of the documentation. */
const REFUSED_WITHIN_MS = 2_000;
/** Background work is looked for every half minute. */
const JOB_WAIT = { timeout: 45_000 };

let scratch: string;
let site: Site;
let s3: S3TestServer;
let postgres: { url: string; close(): Promise<void> };
let balancer: Balancer;
let installation: Installation;
let origin: string;
/** Of server one and server two. */
let bases: [string, string];
let clients: [Client, Client];
let token: string;
let scans: Scan[];
/** As they are named. */
const scanners: Run[] = [];

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'webhood-replicas-'));
  [site, s3] = await Promise.all([startSite(), startS3Server()]);
  const opened = await openEmbeddedPostgres({
    dataDir: join(scratch, 'postgres'),
    log: createLog('silent'),
    role: 'visitor',
    settings: { max_connections: '60' },
  });
  if (opened.kind === 'failed') throw new Error(opened.message);
  postgres = opened.postgres;
  const ports: number[] = [];
  balancer = await startBalancer(() => ports);
  origin = `https://localhost:${balancer.port}`;
  const { bucket, region, prefix, credentials } = s3.settings();
  installation = await createInstallation({
    DATABASE_URL: postgres.url,
    WEBHOOD_STORAGE_URL: `s3://${bucket}/${prefix.replace(/\/$/, '')}?endpoint=${s3.url}&region=${region}`,
    AWS_ACCESS_KEY_ID: credentials?.accessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: credentials?.secretAccessKey ?? '',
    WEBHOOD_SECRET: createHash('sha512').update(scratch).digest('base64'),
    EXTERNAL_URL: origin,
  });
  await startServers(ports);
  await startScanners();
}, 240_000);

afterAll(async () => {
  await installation?.close();
  await Promise.all([balancer?.close(), site?.close(), s3?.close(), postgres?.close()]);
  rmSync(scratch, { recursive: true, force: true });
});

async function startServers(ports: number[]): Promise<void> {
  await installation.ready(installation.start(['server']));
  const otherPort = await freePort();
  const tls = join(installation.dataDir, 'tls');
  const other = installation.start(['server'], {
    WEBHOOD_DATA_DIR: join(scratch, 'two'),
    WEBHOOD_HTTPS_PORT: String(otherPort),
    WEBHOOD_TLS_CERT: join(tls, 'cert.pem'),
    WEBHOOD_TLS_KEY: join(tls, 'key.pem'),
  });
  await installation.ready(other);
  bases = [installation.url, `https://localhost:${otherPort}`];
  ports.push(Number(new URL(bases[0]).port), otherPort);
  await makeClients();
}

async function makeClients(): Promise<void> {
  // Its certificate is trusted from here on.
  await installation.client();
  const made = ['tokens', 'create', '--name', 'both', '--role', 'api_user', '--json'];
  token = JSON.parse(await installation.command(made)).token;
  clients = [
    createClient({ baseUrl: bases[0], token }),
    createClient({ baseUrl: bases[1], token }),
  ];
}

async function startScanners(): Promise<void> {
  for (const name of SCANNERS) {
    const made = await installation.command(['scanners', 'create', '--name', name, '--json']);
    scanners.push(startScanner(JSON.parse(made).token));
  }
  const connected = async () => (await clients[1].scanners.list()).every((one) => one.connected);
  await vi.waitUntil(connected, WAIT);
}

function startScanner(scannerToken: string): Run {
  return installation.start(['scanner'], {
    ENDPOINT: origin,
    SCANNER_TOKEN: scannerToken,
    SCANNER_CONCURRENCY: '1',
  });
}

/** As a browser does, on the one address that people know, at this server. */
async function ask(base: string, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(base + path, { ...init, headers: { origin, ...init.headers } });
}

async function signIn(base: string, username: string, password: string): Promise<string> {
  const answer = await ask(base, pathOf('signIn'), {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  expect(answer.status).toBe(200);
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

async function makeUser(name: string): Promise<string> {
  const made = ['users', 'create', '--name', name, '--role', 'user', '--json'];
  return JSON.parse(await installation.command(made)).password;
}

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function query(text: string, values: unknown[] = []): Promise<unknown[]> {
  const connection = new pg.Client({ connectionString: postgres.url });
  await connection.connect();
  try {
    return (await connection.query(text, values)).rows;
  } finally {
    await connection.end();
  }
}

test('signing in at one server is good at the other, and signing out there ends it at both', async () => {
  const cookie = await signIn(bases[0], 'ann', await makeUser('ann'));
  const me = async (base: string) =>
    (await ask(base, pathOf('me'), { headers: { cookie } })).status;
  expect([await me(bases[0]), await me(bases[1])]).toEqual([200, 200]);
  const out = await ask(bases[1], pathOf('signOut'), { method: 'POST', headers: { cookie } });
  expect(out.status).toBeLessThan(300);
  expect([await me(bases[0]), await me(bases[1])]).toEqual([401, 401]);
});

test('what four scanners bring is told to listeners of both servers, and is the same at both', async () => {
  const heard: [Set<string>, Set<string>] = [new Set(), new Set()];
  const stop = new AbortController();
  const listening = clients.map(async (client, index) => {
    for await (const event of client.events({ signal: stop.signal })) {
      if (event.event === 'scan' && event.data.state === 'done') heard[index]?.add(event.data.id);
    }
  });
  const pages = ['tiny', 'tiny?second', 'download/script', 'tiny?fourth'];
  const submitted = await Promise.all(
    SCANNERS.map((scanner, index) =>
      (clients[index % 2] as Client).scans.submit({
        url: `${site.url}/${pages[index]}`,
        scanner,
        tags: ['replicas'],
      }),
    ),
  );
  scans = await Promise.all(submitted.map(({ id }) => clients[1].waitForScan(id)));
  expect(scans.map(({ state }) => state)).toEqual(SCANNERS.map(() => 'done'));
  expect(scans.map(({ scanner }) => scanner?.name)).toEqual(SCANNERS);
  await expect.poll(() => heard.map(({ size }) => size)).toEqual([4, 4]);
  stop.abort();
  await Promise.all(listening);
  const [first, second] = await Promise.all(clients.map((client) => client.scans.list()));
  expect(first).toEqual(second);
  // Nobody was kept at one server.
  expect(balancer.given().length).toBe(2);
});

test('every artifact of the bucket is given out by both servers with its hash, also by parts', async () => {
  for (const { id } of scans) {
    const artifacts = await clients[0].scans.artifacts(id);
    expect(artifacts.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['scan.json', 'screenshot.png', 'page.html', 'network.har']),
    );
    for (const [index, { sha256, size }] of artifacts.entries()) {
      const path = pathOf('scanArtifact', { scanId: id, sha256 });
      const headers = { authorization: `Bearer ${token}` };
      const base = bases[index % 2] as string;
      const whole = new Uint8Array(await (await fetch(base + path, { headers })).arrayBuffer());
      expect([whole.length, sha256Of(whole)]).toEqual([size, sha256]);
      if (size < 30) continue;
      const part = await fetch(base + path, { headers: { ...headers, range: 'bytes=10-29' } });
      expect(part.status).toBe(206);
      expect(part.headers.get('content-range')).toBe(`bytes 10-29/${size}`);
      expect(new Uint8Array(await part.arrayBuffer())).toEqual(whole.slice(10, 30));
    }
  }
  const downloads = await clients[1].scans.artifacts(scans[2]?.id ?? '');
  expect(downloads.map(({ path }) => path)).toContain('downloads/1.zip');
  const screenshot = await fetch(
    bases[1] + pathOf('scanScreenshot', { scanId: scans[0]?.id ?? '' }),
    { headers: { authorization: `Bearer ${token}` } },
  );
  const bytes = new Uint8Array(await screenshot.arrayBuffer());
  expect([...bytes.slice(1, 4)]).toEqual([...Buffer.from('PNG')]);
  expect(await s3.leftovers()).not.toEqual([]);
});

test('a backup of the bucket and the database has every artifact with its hash', async () => {
  const dir = join(scratch, 'backup');
  await installation.command(['backup', dir]);
  const manifest = JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8'));
  expect(manifest.lostArtifacts).toEqual([]);
  const listed = readFileSync(join(dir, 'artifacts.tsv'), 'utf8').trim().split('\n');
  expect(listed).toHaveLength(manifest.artifacts.count);
  for (const line of listed) {
    const [sha256 = ''] = line.split('\t');
    const content = readFileSync(join(dir, 'artifacts', sha256.slice(0, 2), sha256));
    expect(sha256Of(content)).toBe(sha256);
  }
  const own = await clients[0].scans.artifacts(scans[0]?.id ?? '');
  for (const { sha256 } of own) expect(listed.some((line) => line.startsWith(sha256))).toBe(true);
});

test('retention removes scans at every server, and their artifacts from the bucket', {
  timeout: 150_000,
}, async () => {
  const [kept, ...gone] = scans as [Scan, ...Scan[]];
  const admin = await administrator();
  const rules = {
    rules: [{ tag: 'replicas', states: [], maxAgeDays: null, maxCount: 1, maxBytes: null }],
  };
  const changed = await ask(bases[0], pathOf('retention'), {
    method: 'PUT',
    headers: { cookie: admin, 'content-type': 'application/json' },
    body: JSON.stringify(rules),
  });
  expect(changed.status).toBe(200);
  // The newest is the one that is kept.
  await query(`update scans set done_at = clock_timestamp() where id = $1`, [kept.id]);
  await runJob('retention');
  const left = async () => (await clients[1].scans.list()).map(({ id }) => id);
  await expect.poll(left, JOB_WAIT).toEqual([kept.id]);
  for (const { id } of gone) {
    await expect(clients[0].scans.get(id)).rejects.toMatchObject({ code: 'not_found' });
  }
  await query(`update blobs set last_used_at = clock_timestamp() - interval '2 hours'`);
  const before = (await s3.leftovers()).length;
  await runJob('artifact-sweep');
  await expect.poll(async () => (await s3.leftovers()).length, JOB_WAIT).toBeLessThan(before);
  for (const { sha256, size } of await clients[1].scans.artifacts(kept.id)) {
    const opened = await clients[1].scans.openArtifact(kept.id, sha256);
    expect((await new Response(opened.stream).bytes()).length).toBe(size);
  }
});

/** Its turn has come: one of the servers does it. */
async function runJob(name: string): Promise<void> {
  await query(`insert into pgboss.job (name, policy) values ($1, 'singleton')`, [name]);
}

/** Signed in, and with a password of their own, as every account must have first. */
async function administrator(): Promise<string> {
  const made = ['users', 'create', '--name', 'boss', '--role', 'admin', '--json'];
  const { password } = JSON.parse(await installation.command(made));
  const cookie = await signIn(bases[0], 'boss', password);
  const newPassword = `${password}-of-their-own`;
  const changed = await ask(bases[1], pathOf('mePassword'), {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ currentPassword: password, newPassword }),
  });
  expect(changed.status).toBeLessThan(300);
  return signIn(bases[1], 'boss', newPassword);
}

/** A scanner that leases, and never opens the page: its token and the job's are refused later. */
async function leaseByHand(): Promise<{ scannerToken: string; jobToken: string; path: string }> {
  const made = ['scanners', 'create', '--name', 'hand', '--json'];
  const { token: scannerToken } = JSON.parse(await installation.command(made));
  const { id } = await clients[0].scans.submit({ url: 'https://example.com/', scanner: 'hand' });
  const lease = Lease.parse(
    await (await post(bases[1], pathOf('lease'), scannerToken, LEASE)).json(),
  );
  expect(lease.scan.id).toBe(id);
  const path = pathOf('heartbeat', { scanId: id, attempt: lease.attempt });
  return { scannerToken, jobToken: lease.jobToken, path };
}

function post(base: string, path: string, auth: string, json: object): Promise<Response> {
  const headers = { authorization: `Bearer ${auth}`, 'content-type': 'application/json' };
  return fetch(base + path, { method: 'POST', headers, body: JSON.stringify(json) });
}

test('replacing the keys ends every session and token at both servers within two seconds, and loses no scan', {
  timeout: 120_000,
}, async () => {
  const cookie = await signIn(bases[1], 'eve', await makeUser('eve'));
  const hand = await leaseByHand();
  const held = site.hold('/held');
  // Its one place is taken by the first, so the second waits.
  const submit = (path: string) =>
    clients[0].scans.submit({ url: `${site.url}${path}`, scanner: 'north' });
  const [running, waiting] = [await submit('/held'), await submit('/tiny?waits')];
  await held.requested;
  const statuses = async () => {
    const answers = bases.flatMap((base) => [
      ask(base, pathOf('me'), { headers: { cookie } }),
      ask(base, pathOf('me'), { headers: { authorization: `Bearer ${token}` } }),
      post(base, pathOf('lease'), hand.scannerToken, LEASE),
      post(base, hand.path, hand.jobToken, { phase: 'loading' }),
    ]);
    return (await Promise.all(answers)).map(({ status }) => status);
  };
  expect(await statuses()).toEqual([200, 200, 204, 200, 200, 200, 204, 200]);

  await installation.command(['secret', 'rotate']);
  const endedAtMs = performance.now();
  expect(await statuses()).toEqual(Array(8).fill(401));
  expect(performance.now() - endedAtMs).toBeLessThan(REFUSED_WITHIN_MS);
  // The real scanner was in the middle of a scan, and is told by whichever server it asks.
  await expect.poll(() => scanners[0]?.stdout(), WAIT).toContain('scanner.token_refused');

  held.release();
  await scanners[0]?.stop();
  const renewed = JSON.parse(
    await installation.command(['tokens', 'create', '--name', 'new', '--json']),
  );
  const client = createClient({ baseUrl: bases[1], token: renewed.token });
  const north = (await client.scanners.list()).find(({ name }) => name === 'north');
  const given = await installation.command(['scanners', 'token', north?.id ?? '', '--json']);
  startScanner(JSON.parse(given).token);
  const ended = [await client.waitForScan(running.id), await client.waitForScan(waiting.id)];
  expect(ended).toMatchObject([
    { state: 'done', attempt: 2, scanner: { name: 'north' } },
    { state: 'done', attempt: 1, scanner: { name: 'north' } },
  ]);
});
