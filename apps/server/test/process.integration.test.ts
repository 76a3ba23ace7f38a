/** The server and the administration program as real processes. */
import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../src/platform/db/test-database.ts';

const MAIN = resolve(import.meta.dirname, '../src/main.ts');
const ADMIN = resolve(import.meta.dirname, '../src/admin.ts');

/** What requests in flight may take to end; a stream that is ended needs none of it. */
const GRACE_MS = 10_000;

interface Ready {
  type: 'ready';
  url: string;
  httpsPort: number;
  httpPort: number;
  firstAdmin?: { name: string; password: string };
}
interface Failed {
  type: 'failed';
  code: string;
  message: string;
}

let dir: string;
let database: TestDatabase;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'webhood-process-'));
  database = await createTestDatabase({ migrated: false });
});
afterEach(async () => {
  for (const child of running) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});
afterAll(async () => {
  await database.close();
  await rm(dir, { recursive: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function environment(extra: Record<string, string> = {}): Promise<Record<string, string>> {
  return {
    PATH: process.env.PATH ?? '',
    WEBHOOD_DATA_DIR: join(dir, 'data'),
    DATABASE_URL: database.url,
    WEBHOOD_HTTPS_PORT: String(await freePort()),
    WEBHOOD_HTTP_PORT: String(await freePort()),
    ...extra,
  };
}

async function start(extra: Record<string, string> = {}) {
  const child = fork(MAIN, [], { env: await environment(extra), silent: true });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  const [message] = (await once(child, 'message')) as [Ready | Failed];
  return { child, message, output: () => output };
}

async function startReady(extra: Record<string, string> = {}) {
  const { message, ...rest } = await start(extra);
  if (message.type === 'failed') throw new Error(message.message);
  return { ...rest, ready: message };
}

async function exitCode(child: ChildProcess): Promise<number | null> {
  return child.exitCode ?? ((await once(child, 'exit')) as [number | null])[0];
}

function ask(url: string, options: { method?: string; headers?: Record<string, string> } = {}) {
  return new Promise<{ status: number; location: string | undefined; body: string }>(
    (answer, fail) => {
      const send = url.startsWith('https:') ? secureRequest : plainRequest;
      const request = send(
        url,
        { ...options, rejectUnauthorized: false, agent: false },
        (response) => {
          let body = '';
          response.on('data', (chunk) => {
            body += chunk;
          });
          response.on('end', () =>
            answer({ status: response.statusCode ?? 0, location: response.headers.location, body }),
          );
        },
      );
      request.on('error', fail);
      request.end();
    },
  );
}

interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

async function admin(args: string[], input = ''): Promise<Ran> {
  const env = await environment();
  return new Promise((done) => {
    const child = execFile(process.execPath, [ADMIN, ...args], { env }, (error, stdout, stderr) =>
      done({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}

test('the first start makes secret, certificate and administrator; the second makes none of them', async () => {
  const first = await startReady();
  expect(first.ready.firstAdmin).toMatchObject({ name: 'admin' });
  expect(first.ready.firstAdmin?.password).toMatch(/^\w{20}$/);
  const secretFile = join(dir, 'data/secret');
  expect((await stat(secretFile)).mode & 0o777).toBe(0o600);
  expect((await readFile(secretFile, 'utf8')).trim().length).toBeGreaterThan(42);
  expect((await ask(`https://localhost:${first.ready.httpsPort}/readyz`)).status).toBe(200);
  first.child.kill('SIGTERM');
  expect(await exitCode(first.child)).toBe(0);
  expect(first.output()).not.toContain(first.ready.firstAdmin?.password);

  const second = await startReady();
  expect(second.ready.firstAdmin).toBeUndefined();
  second.child.disconnect();
  expect(await exitCode(second.child)).toBe(0);
});

test('plain HTTP only redirects to the configured name, and says that it lives', async () => {
  const { ready } = await startReady({ EXTERNAL_URL: 'https://webhood.example.org' });
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
  const { ready } = await startReady({ WEBHOOD_BEHIND_PROXY: '127.0.0.0/8' });
  expect((await ask(`http://127.0.0.1:${ready.httpPort}/api/v1/me`)).status).toBe(401);
});

test('a client outside the allowed networks gets no handshake', async () => {
  const { ready } = await startReady({ WEBHOOD_ALLOWED_NETWORKS: '192.0.2.0/24' });
  await expect(ask(`https://127.0.0.1:${ready.httpsPort}/healthz`)).rejects.toThrow(
    /ECONNRESET|hang up/,
  );
  await expect(ask(`http://127.0.0.1:${ready.httpPort}/healthz`)).rejects.toThrow(
    /ECONNRESET|hang up/,
  );
});

test('stopping sends a waiting scanner and an open event stream away at once', async () => {
  const { ready, child } = await startReady();
  const token = JSON.parse(
    (await admin(['tokens', 'create', '--name', 'x', '--json'])).stdout,
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
  const { child, message } = await start(env);
  expect(message).toMatchObject({ type: 'failed', code });
  expect((message as Failed).message).toMatch(says);
  expect(await exitCode(child)).toBe(1);
});

test('a port that is taken stops the start with its number', async () => {
  const taken = createServer().listen(0);
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const { child, message } = await start({ WEBHOOD_HTTPS_PORT: String(port) });
  expect(message).toMatchObject({
    code: 'port_in_use',
    message: expect.stringContaining(String(port)),
  });
  expect(await exitCode(child)).toBe(1);
  taken.close();
});

test('a secret file that others can read stops the start', async () => {
  const data = await mkdtemp(join(dir, 'readable-'));
  await writeFile(join(data, 'secret'), 'f4Qm0Zt7xYbR2LwKc9VdJ6sNhA1uEgPo3iTyBvXz', {
    mode: 0o644,
  });
  const { child, message } = await start({ WEBHOOD_DATA_DIR: data });
  expect((message as Failed).message).toContain('chmod 600');
  expect(await exitCode(child)).toBe(1);
});

test('administration works without a server, and prints each secret once', async () => {
  const created = await admin(['users', 'create', '--name', 'ann', '--role', 'user', '--json']);
  expect(created.code).toBe(0);
  expect(JSON.parse(created.stdout)).toMatchObject({
    name: 'ann',
    role: 'user',
    password: expect.any(String),
  });
  const piped = ['users', 'create', '--name', 'bob', '--role', 'viewer', '--password-stdin'];
  const given = await admin(piped, 'a password of bob\n');
  expect(given.stdout).not.toContain('password');
  expect((await admin(['users', 'set-role', 'bob', 'user'])).stdout).toContain('bob is now user');
  expect((await admin(['users', 'disable', 'bob'])).code).toBe(0);
  const list = JSON.parse((await admin(['users', 'list', '--json'])).stdout);
  expect(list).toContainEqual(
    expect.objectContaining({ name: 'bob', role: 'user', disabled: true }),
  );

  const token = await admin([
    'tokens',
    'create',
    '--name',
    't',
    '--role',
    'api_user',
    '--expires',
    '90d',
    '--json',
  ]);
  const { id, ...made } = JSON.parse(token.stdout);
  expect(made).toEqual({ name: 't', role: 'api_user', token: expect.stringMatching(/^wh_/) });
  expect((await admin(['tokens', 'revoke', id])).code).toBe(0);
  expect((await admin(['tokens', 'list'])).stdout).toMatch(/ t +api_user .* true/);

  const scanner = JSON.parse((await admin(['scanners', 'create', '--name', 's', '--json'])).stdout);
  expect(Object.keys(scanner).sort()).toEqual(['id', 'name', 'token']);
  const renewed = JSON.parse((await admin(['scanners', 'token', scanner.id, '--json'])).stdout);
  expect(renewed).toMatchObject({ id: scanner.id, name: 's' });
  expect(renewed.token).not.toBe(scanner.token);
  const local = JSON.parse((await admin(['scanners', 'ensure-local', '--json'])).stdout);
  const again = JSON.parse((await admin(['scanners', 'ensure-local', '--json'])).stdout);
  expect(again).toMatchObject({ id: local.id, name: 'local' });
  expect((await admin(['scanners', 'revoke', scanner.id])).code).toBe(0);
});

test.each([
  [['users'], 2],
  [['people', 'list'], 2],
  [['users', 'create', '--name', 'x'], 2],
  [['users', 'create', '--name', 'x', '--role', 'boss'], 2],
  [['tokens', 'create', '--name', 'x', '--expires', 'soon'], 2],
  [['tokens', 'list', 'extra'], 2],
  [['tokens', 'revoke', 'absent'], 1],
  [['scanners', 'token', 'absent'], 1],
  [['users', 'disable', 'absent'], 1],
])('%j ends with status %i and a sentence', async (args, code) => {
  const ran = await admin(args);
  expect(ran.code).toBe(code);
  expect(ran.stdout).toBe('');
  expect(ran.stderr.length).toBeGreaterThan(5);
});
