import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathOf } from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Network, parseNetwork } from '../src/platform/http/networks.ts';
import {
  type AccountServer,
  ORIGIN,
  PASSWORD,
  signInAs,
  startAccountServer,
} from './account-server.ts';

let server: AccountServer;
let consoleDir: string;

beforeAll(async () => {
  consoleDir = await mkdtemp(join(tmpdir(), 'webhood-console-'));
  await mkdir(join(consoleDir, 'assets'));
  await writeFile(join(consoleDir, 'index.html'), '<!doctype html><title>console</title>');
  await writeFile(join(consoleDir, 'assets/app-1a2b3c.js'), 'export {};');
  await writeFile(join(consoleDir, '.secret'), 'no');
  server = await startAccountServer({ consoleDir });
  await server.addUser('root', 'admin');
});
afterAll(async () => {
  await server.close();
  await rm(consoleDir, { recursive: true });
});

const get = (url: string) => server.http.inject(url);

test('every page of the console is its one file, under a policy without inline script', async () => {
  for (const path of ['/', '/scans/abc', '/settings?tab=tokens']) {
    const answer = await get(path);
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('<title>console</title>');
    expect(answer.headers['cache-control']).toBe('no-cache');
    const policy = String(answer.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(answer.headers['strict-transport-security']).toMatch(/max-age=\d{8}/);
    expect(answer.headers['x-frame-options']).toBe('DENY');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.headers['referrer-policy']).toBe('no-referrer');
  }
});

test('hashed files are kept for good, and what is missing is missing', async () => {
  const asset = await get('/assets/app-1a2b3c.js');
  expect(asset.headers['cache-control']).toContain('immutable');
  expect(asset.headers['content-type']).toContain('javascript');
  for (const path of ['/assets/gone.js', '/favicon.ico', '/.secret', '/..%2f..%2fetc%2fpasswd']) {
    const answer = await get(path);
    expect([path, answer.statusCode]).toEqual([
      path,
      expect.toSatisfy((n) => n === 403 || n === 404),
    ]);
    expect(answer.headers['content-security-policy']).toBeDefined();
  }
});

test('no cache keeps what the API tells one for another', async () => {
  const cookie = await server.signIn('root');
  for (const url of [pathOf('me'), pathOf('scans'), '/api/v1/%6de', pathOf('users'), '/metrics']) {
    const answer = await server.http.inject({ url, headers: { cookie } });
    expect([url, answer.statusCode]).toEqual([url, 200]);
    expect([url, answer.headers['cache-control']]).toEqual([url, 'no-store']);
  }
});

test('an unknown API address is a problem, never the console', async () => {
  const answer = await get('/api/v1/nothing');
  expect(answer.statusCode).toBe(404);
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(answer.json()).toMatchObject({ code: 'not_found', status: 404 });
});

test('a console that is not built says how to build it', async () => {
  const bare = await startAccountServer();
  const answer = await bare.http.inject('/');
  await bare.close();
  expect(answer.statusCode).toBe(503);
  expect(answer.body).toContain('npm run build:console');
});

test('the wrong method, body, type and size each have their answer', async () => {
  const cookie = await server.signIn('root');
  const ask = (method: 'POST' | 'PUT', payload: string, type = 'application/json') =>
    server.http.inject({
      method,
      url: pathOf('tokens'),
      headers: { cookie, origin: ORIGIN, 'content-type': type },
      payload,
    });
  const wrongMethod = await ask('PUT', '{}');
  expect(wrongMethod.statusCode).toBe(405);
  expect(wrongMethod.headers.allow).toBe('GET, HEAD, POST');
  expect((await ask('POST', '{"name":')).json()).toMatchObject({ code: 'invalid_request' });
  expect((await ask('POST', '<a/>', 'text/xml')).statusCode).toBe(415);
  expect((await ask('POST', `"${'x'.repeat(300_000)}"`)).statusCode).toBe(413);
  const fields = (await ask('POST', '{"name":"","rôle":1,"expiresInDays":0.5}')).json<{
    errors: { field: string }[];
  }>();
  expect(fields.errors.map(({ field }) => field).sort()).toEqual(['expiresInDays', 'name', 'rôle']);
});

test('a mutation with a cookie must come from the console itself', async () => {
  const cookie = await server.signIn('root');
  const create = (headers: Record<string, string>) =>
    server.http.inject({
      method: 'POST',
      url: pathOf('scanners'),
      headers: { cookie, host: 'webhood.test:8443', ...headers },
      payload: { name: `s${Math.random().toString(36).slice(2)}` },
    });
  const refused = [
    {},
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://webhood.test:8443' },
    { origin: `${ORIGIN}.evil.example` },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ];
  for (const headers of refused) {
    expect([headers, (await create(headers)).statusCode]).toEqual([headers, 403]);
  }
  expect((await create({ origin: ORIGIN })).statusCode).toBe(201);
  expect((await create({ 'sec-fetch-site': 'same-origin' })).statusCode).toBe(201);
  const otherName = { host: '10.1.2.3:8443', origin: 'https://10.1.2.3:8443' };
  expect((await create(otherName)).statusCode).toBe(201);
});

test('another site cannot sign a victim in to an account of its own', async () => {
  const from = (headers: Record<string, string>) =>
    signInAs(server.http, 'root', PASSWORD, { headers });
  expect((await from({ origin: 'https://evil.example' })).statusCode).toBe(403);
  expect((await from({ 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
  expect((await from({ origin: ORIGIN })).statusCode).toBe(200);
});

test('a token is accepted in each of the three ways, and decides over a cookie', async () => {
  const cookie = await server.signIn('root');
  const made = await server.http.inject({
    method: 'POST',
    url: pathOf('tokens'),
    headers: { cookie, origin: ORIGIN },
    payload: { name: 'script', expiresInDays: 1 },
  });
  const { id, token } = made.json<{ id: string; token: string }>();
  const me = (headers: Record<string, string>) =>
    server.http.inject({ url: pathOf('me'), headers });
  const ways = [
    { authorization: `Bearer ${token}` },
    { authorization: token },
    { 'api-key': token },
    { 'api-key': token, cookie },
  ];
  for (const headers of ways) {
    expect((await me(headers)).json()).toMatchObject({ kind: 'token', id, role: 'api_user' });
  }
  const wrong = await me({ 'api-key': 'wh_nonsense', cookie });
  expect(wrong.statusCode).toBe(401);
  expect(wrong.headers['www-authenticate']).toContain('Bearer');
  const stored = await server.database.db
    .selectFrom('api_tokens')
    .select(['hash', 'last_used_at'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  expect(stored.hash).toBe(server.keyring.hash('api-token', token));
  expect(stored.last_used_at).not.toBeNull();
});

test('a new scanner token ends the old one, and removing the scanner ends that', async () => {
  const headers = { cookie: await server.signIn('root'), origin: ORIGIN };
  const lease = async (token: string) => {
    const payload = { version: '1', browserVersion: '1', waitMs: 0 };
    const answer = await server.http.inject({
      method: 'POST',
      url: pathOf('lease'),
      headers: { authorization: `Bearer ${token}` },
      payload,
    });
    return answer.statusCode;
  };
  const call = (method: 'POST' | 'DELETE', url: string, payload?: object) =>
    server.http.inject({ method, url, headers, ...(payload ? { payload } : {}) });
  const first = (await call('POST', pathOf('scanners'), { name: 'far' })).json<{
    id: string;
    token: string;
  }>();
  expect(await lease(first.token)).toBe(204);
  const second = (await call('POST', pathOf('scannerToken', { scannerId: first.id }))).json<{
    token: string;
  }>();
  expect(await lease(first.token)).toBe(401);
  expect(await lease(second.token)).toBe(204);
  const listed = await server.http.inject({ url: pathOf('scanners'), headers });
  expect(listed.json()).toContainEqual(
    expect.objectContaining({ name: 'far', connected: true, version: '1', running: 0 }),
  );
  expect((await call('DELETE', pathOf('scanner', { scannerId: first.id }))).statusCode).toBe(204);
  expect(await lease(second.token)).toBe(401);
  expect((await call('POST', pathOf('scanners'), { name: 'far' })).statusCode).toBe(201);
});

test('an administrator always remains', async () => {
  const alone = await startAccountServer();
  const id = await alone.addUser('only', 'admin');
  const headers = { cookie: await alone.signIn('only'), origin: ORIGIN };
  const change = (userId: string, payload: object) =>
    alone.http.inject({ method: 'PATCH', url: pathOf('user', { userId }), headers, payload });
  expect((await change(id, { role: 'user' })).json()).toMatchObject({ code: 'conflict' });
  expect((await change(id, { disabled: true })).statusCode).toBe(409);
  const second = await alone.addUser('second', 'admin');
  expect((await change(second, { disabled: true })).statusCode).toBe(200);
  expect((await change(id, { disabled: true })).statusCode).toBe(409);
  expect((await change(second, { disabled: false })).statusCode).toBe(200);
  expect((await change(id, { role: 'user' })).statusCode).toBe(200);
  await alone.close();
});

test('another role ends the sessions of the old one, the same role does not', async () => {
  const server = await startAccountServer();
  await server.addUser('chief', 'admin');
  const id = await server.addUser('helper', 'admin');
  const headers = { cookie: await server.signIn('chief'), origin: ORIGIN };
  const cookie = await server.signIn('helper');
  const become = (role: string) =>
    server.http.inject({
      method: 'PATCH',
      url: pathOf('user', { userId: id }),
      headers,
      payload: { role },
    });
  const me = () => server.http.inject({ url: pathOf('me'), headers: { cookie } });
  expect((await become('admin')).statusCode).toBe(200);
  expect((await me()).statusCode).toBe(200);
  expect((await become('user')).statusCode).toBe(200);
  expect((await me()).statusCode).toBe(401);
  await server.close();
});

test('a stranger who asks for leases counts against the limit of requests', async () => {
  const server = await startAccountServer();
  const ask = () =>
    server.http.inject({ method: 'POST', url: pathOf('lease'), payload: { version: 7 } });
  const [first, second] = [await ask(), await ask()];
  expect([first.statusCode, second.statusCode]).toEqual([401, 401]);
  const left = Number(first.headers['ratelimit-remaining']);
  expect(Number(second.headers['ratelimit-remaining'])).toBe(left - 1);
  await server.close();
});

test('open sign-up exists only when switched on, and gives the role `user`', async () => {
  const open = await startAccountServer({ selfRegister: true });
  const signUp = (payload: object) =>
    open.http.inject({ method: 'POST', url: '/api/auth/sign-up', payload });
  const account = { username: 'walk-in', password: PASSWORD };
  expect((await signUp({ ...account, role: 'admin' })).statusCode).toBe(400);
  expect((await signUp(account)).statusCode).toBe(204);
  expect((await signUp(account)).statusCode).toBe(409);
  const answer = await signInAs(open.http, 'walk-in', PASSWORD);
  expect(answer.json()).toMatchObject({ role: 'user' });
  await open.close();
});

test('forwarded addresses are believed from trusted proxies only', async () => {
  const network = (text: string): Network[] => [parseNetwork(text) ?? expect.fail(text)];
  const guarded = await startAccountServer({
    behindProxy: network('10.9.0.0/16'),
    allowedNetworks: network('192.0.2.0/24'),
  });
  const from = async (remoteAddress: string, forwarded?: string) => {
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
    return (await guarded.http.inject({ url: '/healthz', remoteAddress, headers })).statusCode;
  };
  expect(await from('192.0.2.7')).toBe(200);
  expect(await from('198.51.100.1')).toBe(403);
  expect(await from('198.51.100.1', '192.0.2.7')).toBe(403);
  expect(await from('10.9.0.1', '192.0.2.7')).toBe(200);
  expect(await from('10.9.0.1', '192.0.2.7, 198.51.100.1')).toBe(403);
  expect(await from('10.9.0.1')).toBe(403);
  await guarded.close();
});

test('the API document describes every v1 route and is OpenAPI 3.1', async () => {
  const document = (await get('/api/openapi.json')).json<{ openapi: string; paths: object }>();
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining(['/api/v1/scans/{scanId}', '/api/v1/users', '/api/v1/me']),
  );
});

test('the page of the API runs no inline script and loads from nowhere else', async () => {
  const page = await get('/api/docs');
  expect(page.statusCode).toBe(200);
  const scripts = [...page.body.matchAll(/<script([^>]*)>([^<]*)</g)];
  expect(scripts.map(([, attributes]) => attributes?.trim())).toEqual([
    'src="/api/docs/scalar.js"',
    'src="/api/docs/start.js"',
  ]);
  expect(scripts.every(([, , inline]) => inline === '')).toBe(true);
  expect((await get('/api/docs/scalar.js')).body).toContain('createApiReference');
  expect((await get('/api/docs/start.js')).body).toContain('"url":"/api/openapi.json"');
});

test('readiness follows the database, liveness does not', async () => {
  expect((await get('/healthz')).statusCode).toBe(200);
  expect((await get('/readyz')).statusCode).toBe(200);
  const broken = await startAccountServer();
  await broken.database.pool.query('drop table installation');
  expect((await broken.http.inject('/readyz')).statusCode).toBe(503);
  expect((await broken.http.inject('/healthz')).statusCode).toBe(200);
  await broken.close();
});
