/**
 * A marker is planted in every secret, and everything that comes out is searched for it: answers,
 * logs at their most talkative, evidence, the database, command lines and environments.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Artifact, Scan, Scanner } from '@webhood/contract';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  startHttpProxy,
  type UpstreamProxy,
} from '../../apps/scanner/src/egress/upstream/upstream-proxy.fixture.ts';
import { type HeldPage, type Site, startSite } from '../sites/site-server.ts';
import {
  CLIENT,
  type IdentityProvider,
  startIdentityProvider,
} from './support/identity-provider.ts';
import { createInstallation, type Installation } from './support/installation.ts';
import { descendants, type Run } from './support/processes.ts';
import { createVisitor } from './support/provider-visitor.ts';

const marker = (name: string): string => `canary-${name}-${randomBytes(12).toString('hex')}`;

const PLANTED = {
  serverSecret: randomBytes(48).toString('base64url'),
  databasePassword: marker('database'),
  password: marker('password'),
  wrongPassword: marker('wrong'),
  header: marker('header'),
  cookie: marker('cookie'),
  proxyPassword: marker('proxy'),
  clientSecret: marker('oidc'),
  refusedHeader: marker('refused'),
  badToken: `wh_${'a'.repeat(15)}_${marker('token')}`,
};
/** Made by the server: known only once it has. */
const GIVEN: Record<string, string> = {};
/** As it goes over the wire. */
GIVEN.proxyCredentials = Buffer.from(`name:${PLANTED.proxyPassword}`).toString('base64');

let host: Installation;
let installation: Installation;
let site: Site;
let held: HeldPage;
let proxy: UpstreamProxy;
let provider: IdentityProvider;
let backups: string;
let server: Run;
let scanner: Run;
let databaseUrl: string;
let logs = '';
let environments = '';
/** Programs whose environment was looked at: a browser's is mostly empty. */
let lookedAt = '';
let commandLines = '';
const answers: string[] = [];
/** What the page's server was sent. */
const received: string[] = [];

beforeAll(async () => {
  site = await startSite({
    routes: {
      '/canary': ({ request, response }) => {
        received.push(JSON.stringify(request.headers));
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<title>t</title><img src="/canary-held">');
      },
    },
  });
  held = site.hold('/canary-held');
  proxy = await startHttpProxy({
    credentials: { username: 'name', password: PLANTED.proxyPassword },
  });
  backups = mkdtempSync(join(tmpdir(), 'webhood-canaries-'));
  host = await createInstallation();
  await host.ready(host.start(['server']));
  databaseUrl = await makeDatabase(host);
  installation = await createInstallation();
  provider = await startIdentityProvider({
    redirectUri: `${installation.url}/api/auth/single-sign-on/callback`,
    people: { 's-1': { preferred_username: 'cara' } },
    secret: PLANTED.clientSecret,
  });
  const env = { WEBHOOD_SECRET: PLANTED.serverSecret, DATABASE_URL: databaseUrl };
  Object.assign(installation.env, env);
  server = installation.start(['server'], {
    LOG_LEVEL: 'trace',
    OIDC_ISSUER: provider.issuer.origin,
    OIDC_CLIENT_ID: CLIENT.id,
    OIDC_CLIENT_SECRET: PLANTED.clientSecret,
  });
  keepLog(server.child.stderr);
  await installation.ready(server);
  await installation.client();
  const make = async (noun: string, ...more: string[]): Promise<string> =>
    JSON.parse(await installation.command([noun, 'create', '--name', 'one', ...more, '--json']))
      .token;
  GIVEN.apiToken = await make('tokens');
  GIVEN.scannerToken = await make('scanners');
  await installation.command(
    ['users', 'create', '--name', 'ann', '--role', 'admin', '--password-stdin'],
    PLANTED.password,
  );
  scanner = installation.start(['scanner'], {
    LOG_LEVEL: 'trace',
    ENDPOINT: installation.url,
    SCANNER_TOKEN: GIVEN.scannerToken,
    // What a scanner beside a server would inherit is not there for one on another machine.
    WEBHOOD_SECRET: '',
    DATABASE_URL: '',
  });
  keepLog(scanner.child.stdout, scanner.child.stderr);
  // The last of what it prints.
  const [, firstPassword = 'none'] = /password\s+(\S+)/.exec(server.stdout()) ?? [];
  GIVEN.firstPassword = firstPassword;
});

afterAll(async () => {
  held?.release();
  await installation?.close();
  await host?.close();
  await Promise.all([site?.close(), proxy?.close(), provider?.close()]);
  rmSync(backups, { recursive: true, force: true });
});

function keepLog(...streams: (Readable | null)[]): void {
  for (const stream of streams) {
    stream?.on('data', (text: string) => {
      logs += text;
    });
  }
}

/** A role and a database of its own in another installation's PostgreSQL. */
async function makeDatabase({ dataDir }: Installation): Promise<string> {
  const folder = join(dataDir, 'postgres');
  const owner = encodeURIComponent(readFileSync(join(folder, 'webhood-password'), 'utf8').trim());
  const at = (who: string, database: string) =>
    `postgres://${who}@127.0.0.1:5432/${database}?host=${encodeURIComponent(folder)}`;
  const client = new pg.Client({ connectionString: at(`webhood:${owner}`, 'postgres') });
  await client.connect();
  await client.query(`create role canary login password '${PLANTED.databasePassword}'`);
  await client.query('create database canary owner canary');
  await client.end();
  return at(`canary:${PLANTED.databasePassword}`, 'canary');
}

async function call(path: string, init: RequestInit & { json?: unknown } = {}): Promise<Response> {
  const { json, ...rest } = init;
  const response = await fetch(`${installation.url}${path}`, {
    headers: {
      authorization: `Bearer ${GIVEN.apiToken}`,
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...rest.headers,
    },
    ...(json === undefined ? {} : { method: 'POST', body: JSON.stringify(json) }),
    ...rest,
  });
  const copy = response.clone();
  answers.push(`${path}\n${await copy.text()}`);
  return response;
}

/** Of an answer whose shape this test need not know. */
async function jsonOf<T>(response: Promise<Response>): Promise<T> {
  return (await response).json() as Promise<T>;
}

/** Through the provider, which is given the client's secret by the server. */
async function signInThroughProvider(): Promise<number> {
  const begun = await call('/api/auth/single-sign-on', { redirect: 'manual' });
  const [cookie = ''] = begun.headers.getSetCookie().map((each) => each.split(';', 1)[0] ?? '');
  const back = await createVisitor(installation.url)(begun.headers.get('location') ?? '', 's-1');
  const path = back.slice(installation.url.length);
  const done = await call(path, { redirect: 'manual', headers: { cookie } });
  const session = done.headers.getSetCookie().find((each) => each.includes('session_token')) ?? '';
  const headers = { cookie: session.split(';', 1)[0] ?? '' };
  return (await fetch(`${installation.url}/api/v1/me`, { headers })).status;
}

/** Every file below a folder, as bytes. */
function everythingIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

async function ended(id: string): Promise<void> {
  const wait = { timeout: 90_000, interval: 500 };
  await expect.poll(async () => (await call(`/api/v1/scans/${id}`)).status, wait).toBe(200);
}

function readProcesses(): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const read = (file: string): string => {
      try {
        return readFileSync(`/proc/${pid}/${file}`, 'utf8').replaceAll('\0', '\n');
      } catch {
        // It has ended since, or is a kernel thread.
        return '';
      }
    };
    commandLines += read('cmdline');
  }
  const mine = [server.child.pid, scanner.child.pid].flatMap((pid) => [...descendants(pid ?? 0)]);
  for (const pid of mine) {
    environments += ownEnvironment(pid);
  }
}

/** Of what we start in turn: the service itself reads its secrets from there. */
function ownEnvironment(pid: number): string {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    if (/apps\/(server|scanner|cli)\/src\/\w+\.ts/.test(words)) return '';
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').replaceAll('\0', '\n');
    lookedAt += words;
    return environment;
  } catch {
    // It has ended since.
    return '';
  }
}

async function databaseText(): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const tables = await client.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname in ('public', 'pgboss')`,
  );
  let text = '';
  for (const { name } of tables.rows) {
    const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
    text += rows.map(({ row }) => row).join('\n');
  }
  await client.end();
  return text;
}

function hits(text: string): string[] {
  return Object.entries({ ...PLANTED, ...GIVEN })
    .filter(([, secret]) => text.includes(secret) || text.includes(encodeURIComponent(secret)))
    .map(([name]) => name);
}

test('no secret comes out anywhere, while each does its work', { timeout: 300_000 }, async () => {
  const signIn = (password: string) =>
    call('/api/auth/sign-in/username', {
      json: { username: 'ann', password },
      headers: { 'content-type': 'application/json' },
    });
  expect((await signIn(PLANTED.wrongPassword)).status).toBe(401);
  const signedIn = await signIn(PLANTED.password);
  expect(signedIn.status).toBe(200);
  const [cookie = ''] = signedIn.headers.getSetCookie().map((each) => each.split(';', 1)[0] ?? '');
  GIVEN.session = decodeURIComponent(cookie.split('=')[1] ?? '').split('.')[0] ?? '';
  expect(GIVEN.session.length).toBeGreaterThan(20);

  const isConnected = async () => (await jsonOf<Scanner[]>(call('/api/v1/scanners')))[0]?.connected;
  await expect.poll(isConnected, { timeout: 60_000 }).toBe(true);

  const options = {
    headers: { 'X-Canary': PLANTED.header },
    cookies: [{ name: 'canary', value: PLANTED.cookie }],
  };
  const scan = await jsonOf<Scan>(
    call('/api/v1/scans', { json: { url: `${site.url}/canary`, options } }),
  );
  await held.requested;
  readProcesses();
  const waiting = await databaseText();
  held.release();
  await ended(scan.id);
  const asked = { proxy: `http://name:${PLANTED.proxyPassword}@127.0.0.1:${proxy.port}` };
  const { id: proxied } = await jsonOf<Scan>(
    call('/api/v1/scans', { json: { url: `${site.url}/tiny`, options: asked } }),
  );
  await ended(proxied);
  for (const bad of [
    { headers: { 'X-Canary': `${PLANTED.refusedHeader}\n` } },
    { headers: { [`not a name ${PLANTED.refusedHeader}`]: 'x' } },
    { proxy: `gopher://name:${PLANTED.refusedHeader}@h` },
  ]) {
    const refused = await call('/api/v1/scans', { json: { url: site.url, options: bad } });
    expect(refused.status).toBe(400);
  }
  await call('/api/v1/me', { headers: { authorization: `Bearer ${PLANTED.badToken}` } });

  for (const id of [scan.id, proxied]) {
    for (const end of ['', '/report', '/trace', '/html', '/artifacts'])
      await call(`/api/v1/scans/${id}${end}`);
    const list = jsonOf<Artifact[]>(call(`/api/v1/scans/${id}/artifacts`));
    for (const { sha256 } of await list) {
      await call(`/api/v1/scans/${id}/artifacts/${sha256}`);
    }
  }
  expect(await signInThroughProvider()).toBe(200);
  const asAnn = { headers: { cookie } };
  for (const path of [
    'audit',
    'audit/export?format=csv',
    'users',
    'tokens',
    'scanners',
    'me',
    'me/sessions',
    'scans',
    'search?q=',
    'security',
  ]) {
    expect((await call(`/api/v1/${path}`, asAnn)).status, path).toBe(200);
  }
  expect((await call('/metrics')).status).toBe(200);
  const backup = join(backups, 'one');
  await installation.command(['backup', backup]);
  const doctor = await installation.command(['doctor', '--json']);

  // Controls: each was there to be seen, and a search finds what is there.
  expect(hits(received.join())).toEqual(['header', 'cookie']);
  expect(hits(readFileSync(`/proc/${scanner.child.pid}/environ`, 'utf8'))).toContain(
    'scannerToken',
  );
  expect(lookedAt).toContain('--type=renderer');
  expect(commandLines).toContain('--remote-debugging-pipe');
  expect(logs).toContain('scan.accepted');
  expect(logs).toContain('scanner.ready');
  expect(answers.length).toBeGreaterThan(30);
  expect(proxy.asked.length).toBeGreaterThan(0);
  expect(hits(JSON.stringify(proxy.heads))).toContain('proxyCredentials');
  const kept = everythingIn(backup);
  expect(kept).toContain('X-Canary');
  expect(waiting).toContain('X-Canary');

  expect(hits(answers.join('\n'))).toEqual([]);
  expect(hits(logs)).toEqual([]);
  // Shown once, to whoever started it, and in no log.
  expect(hits(server.stdout())).toEqual(['firstPassword']);
  expect(hits(commandLines)).toEqual([]);
  expect(hits(environments)).toEqual([]);
  expect(hits(kept)).toEqual([]);
  expect(hits(doctor)).toEqual([]);
  expect(hits(waiting)).toEqual([]);
  expect(hits(await databaseText())).toEqual([]);
});
