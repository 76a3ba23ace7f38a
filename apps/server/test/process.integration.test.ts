/** Starting and stopping the server, as its parent process sees it. */
import { once } from 'node:events';
import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { request as secureRequest } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ask, createInstallation, exitCode, type Failed, type Installation } from './processes.ts';

/** What requests in flight may take to end; a stream that is ended needs none of it. */
const GRACE_MS = 10_000;

let installation: Installation;

beforeAll(async () => {
  installation = await createInstallation();
});
afterEach(() => installation.killAll());
afterAll(() => installation.close());

test('the first start makes secret, certificate and administrator; the second makes none of them', async () => {
  const first = await installation.startReady();
  expect(first.ready.firstAdmin).toMatchObject({ name: 'admin' });
  expect(first.ready.firstAdmin?.password).toMatch(/^\w{20}$/);
  const secretFile = join(installation.dir, 'data/secret');
  expect((await stat(secretFile)).mode & 0o777).toBe(0o600);
  expect((await readFile(secretFile, 'utf8')).trim().length).toBeGreaterThan(42);
  expect((await ask(`https://localhost:${first.ready.httpsPort}/readyz`)).status).toBe(200);
  first.child.kill('SIGTERM');
  expect(await exitCode(first.child)).toBe(0);
  expect(first.output()).not.toContain(first.ready.firstAdmin?.password);

  const second = await installation.startReady();
  expect(second.ready.firstAdmin).toBeUndefined();
  second.child.disconnect();
  expect(await exitCode(second.child)).toBe(0);
});

test('plain HTTP only redirects to the configured name, and says that it lives', async () => {
  const { ready } = await installation.startReady({ EXTERNAL_URL: 'https://webhood.example.org' });
  const base = `http://127.0.0.1:${ready.httpPort}`;
  const answer = await ask(`${base}/scans/x?y=1`, { headers: { host: 'evil.example' } });
  expect(answer).toMatchObject({
    status: 308,
    location: 'https://webhood.example.org/scans/x?y=1',
  });
  const doubled = await ask(`${base}//evil.example/x`, { method: 'POST' });
  expect(doubled.location).toBe('https://webhood.example.org/evil.example/x');
  expect((await ask(`${base}/healthz`)).status).toBe(200);
  const forged = await ask(`${base}/api/v1/me`, { headers: { 'x-forwarded-proto': 'https' } });
  expect(forged.status).toBe(308);
});

test('behind a trusted proxy, plain HTTP from it is answered', async () => {
  const { ready } = await installation.startReady({ WEBHOOD_BEHIND_PROXY: '127.0.0.0/8' });
  expect((await ask(`http://127.0.0.1:${ready.httpPort}/api/v1/me`)).status).toBe(401);
});

test('a client outside the allowed networks gets no handshake', async () => {
  const { ready } = await installation.startReady({ WEBHOOD_ALLOWED_NETWORKS: '192.0.2.0/24' });
  await expect(ask(`https://127.0.0.1:${ready.httpsPort}/healthz`)).rejects.toThrow(
    /ECONNRESET|hang up|socket disconnected/,
  );
  await expect(ask(`http://127.0.0.1:${ready.httpPort}/healthz`)).rejects.toThrow(
    /ECONNRESET|hang up|socket disconnected/,
  );
});

test('stopping sends a waiting scanner and an open event stream away at once', async () => {
  const { ready, child } = await installation.startReady();
  const token = JSON.parse(
    (await installation.admin(['tokens', 'create', '--name', 'x', '--json'])).stdout,
  ).token;
  const url = `https://localhost:${ready.httpsPort}/api/v1/events`;
  const stream = secureRequest(url, { headers: { 'api-key': token }, rejectUnauthorized: false });
  stream.end();
  const [response] = await once(stream, 'response');
  expect(response.statusCode).toBe(200);
  response.resume();
  const ended = once(response, 'close');
  const startedAt = Date.now();
  child.kill('SIGINT');
  await ended;
  expect(await exitCode(child)).toBe(0);
  expect(Date.now() - startedAt).toBeLessThan(GRACE_MS);
});

test.each<[string, Record<string, string>, RegExp]>([
  [
    'invalid_configuration',
    { WEBHOOD_SECRET: 'weak', LOG_LEVEL: 'loud' },
    /WEBHOOD_SECRET(.|\n)*LOG_LEVEL/,
  ],
  ['database_unreachable', { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }, /DATABASE_URL/],
  ['data_dir_unwritable', { WEBHOOD_DATA_DIR: '/dev/null/data' }, /WEBHOOD_DATA_DIR/],
  [
    'invalid_configuration',
    { WEBHOOD_TLS_CERT: '/absent', WEBHOOD_TLS_KEY: '/absent' },
    /WEBHOOD_TLS_CERT/,
  ],
])('a start that fails for %s says so in one message and exits', async (code, env, says) => {
  const { child, message } = await installation.start(env);
  expect(message).toMatchObject({ type: 'failed', code });
  expect((message as Failed).message).toMatch(says);
  expect(await exitCode(child)).toBe(1);
});

test('a port that is taken stops the start with its number', async () => {
  const taken = createServer().listen(0);
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const { child, message } = await installation.start({ WEBHOOD_HTTPS_PORT: String(port) });
  expect(message).toMatchObject({
    code: 'port_in_use',
    message: expect.stringContaining(String(port)),
  });
  expect(await exitCode(child)).toBe(1);
  taken.close();
});

test('a secret file that others can read stops the start', async () => {
  const data = await mkdtemp(join(installation.dir, 'readable-'));
  await writeFile(join(data, 'secret'), 'f4Qm0Zt7xYbR2LwKc9VdJ6sNhA1uEgPo3iTyBvXz', {
    mode: 0o644,
  });
  const { child, message } = await installation.start({ WEBHOOD_DATA_DIR: data });
  expect((message as Failed).message).toContain('chmod 600');
  expect(await exitCode(child)).toBe(1);
});

test('a start that fails makes no administrator, so the next one can show its password', async () => {
  const fresh = await createInstallation();
  const taken = createServer().listen(0);
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const failed = await fresh.start({ WEBHOOD_HTTP_PORT: String(port) });
  expect(failed.message).toMatchObject({ code: 'port_in_use' });
  expect(await exitCode(failed.child)).toBe(1);
  taken.close();
  const { ready } = await fresh.startReady();
  expect(ready.firstAdmin?.password).toMatch(/^\w{20}$/);
  await fresh.killAll();
  await fresh.close();
});

test('without an administrator and without the name for one, the start fails and says what to do', async () => {
  const fresh = await createInstallation();
  const made = await fresh.admin(['users', 'create', '--name', 'admin', '--role', 'user']);
  expect(made.code).toBe(0);
  const { child, message } = await fresh.start();
  expect((message as Failed).message).toContain('users create --name NAME --role admin');
  expect(await exitCode(child)).toBe(1);
  expect((await fresh.admin(['users', 'create', '--name', 'chief', '--role', 'admin'])).code).toBe(
    0,
  );
  await fresh.startReady();
  await fresh.killAll();
  await fresh.close();
});
