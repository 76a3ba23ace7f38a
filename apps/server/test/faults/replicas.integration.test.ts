/**
 * Two server processes and several scanners on one external PostgreSQL and one store: whatever was
 * said to one server holds at the other, so nothing needs to know which one it talks to.
 */
import { once } from 'node:events';
import { request } from 'node:https';
import { type Lease, pathOf, type Scan } from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  callsTo,
  createFaultInstallation,
  type FaultInstallation,
  type ServerProcess,
} from './fault-installation.ts';
import { call, KEPT } from './http-call.ts';

const SCANS = 40;
/** What the other tests ask is far below. */
const REQUESTS_PER_MINUTE = 640;
/** Servers agree to within a thirty-second of it. */
const SHARE = REQUESTS_PER_MINUTE / 32;

let installation: FaultInstallation;
let one: ServerProcess;
let two: ServerProcess;
let api: string;
let scanners: string[];

beforeAll(async () => {
  installation = await createFaultInstallation();
  const shared = {
    EXTERNAL_URL: 'https://webhood.example.org',
    WEBHOOD_REQUESTS_PER_MINUTE: String(REQUESTS_PER_MINUTE),
  };
  // The first makes the administrator; the second finds one.
  one = await installation.startServer(shared);
  two = await installation.startServer(shared);
  api = (await installation.admin('tokens', 'create', '--name', 'api')).token;
  scanners = [];
  for (const name of ['a', 'b', 'c', 'd']) {
    scanners.push((await installation.admin('scanners', 'create', '--name', name)).token);
  }
}, 120_000);
afterAll(() => installation?.close());

const at = (server: ServerProcess, scanner = '') => callsTo(() => server.port, { api, scanner });

async function signIn(server: ServerProcess, name: string, password: string) {
  return call({
    port: server.port,
    method: 'POST',
    path: pathOf('signIn'),
    json: { username: name, password },
  });
}

/** The events of one server, as they come. */
async function listen(server: ServerProcess) {
  const sent = request({
    host: '127.0.0.1',
    port: server.port,
    path: pathOf('events'),
    rejectUnauthorized: false,
    agent: false,
    headers: { authorization: `Bearer ${api}` },
  });
  sent.on('error', () => undefined);
  sent.end();
  const [response] = await once(sent, 'response');
  let text = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  response.on('error', () => undefined);
  return { heard: () => text, close: () => sent.destroy() };
}

test('a session that one server opened is good at the other, and ends at both', async () => {
  const made = await installation.admin('users', 'create', '--name', 'ann', '--role', 'user');
  const { password = '' } = made as { password?: string };
  const answer = await signIn(one, 'ann', password);
  expect(answer.status, answer.text).toBe(200);
  const cookie = String(answer.headers['set-cookie']?.[0]).split(';')[0] ?? '';
  const me = (server: ServerProcess) =>
    call({ port: server.port, path: pathOf('me'), headers: { cookie } });
  expect((await me(one)).status).toBe(200);
  expect((await me(two)).status).toBe(200);
  const out = await call({
    port: two.port,
    method: 'POST',
    path: pathOf('signOut'),
    headers: { cookie, origin: 'https://webhood.example.org' },
  });
  expect(out.status).toBeLessThan(300);
  expect((await me(one)).status).toBe(401);
});

test(`${SCANS} scans through two servers and four scanners end once each, whoever was asked for what`, async () => {
  const consoles = await Promise.all([listen(one), listen(two)]);
  const submitted = await Promise.all(
    Array.from({ length: SCANS }, async (_, i) => {
      const { status, text } = await at(i % 2 ? one : two).submit();
      expect(status).toBe(202);
      return (JSON.parse(text) as Scan).id;
    }),
  );
  const leased: string[] = [];
  /** Every call goes to the server that the last one did not go to. */
  const work = async (token: string): Promise<void> => {
    let turn = 0;
    const next = () => at(turn++ % 2 ? one : two, token);
    for (;;) {
      const lease: Lease | undefined = await next()
        .lease(500)
        .catch(() => undefined);
      if (!lease) return;
      leased.push(lease.scan.id);
      expect((await next().job(lease, 'heartbeat', { phase: 'loading' })).status).toBe(200);
      const evidence = await next().uploadAll(lease);
      expect((await next().complete(lease, evidence)).status).toBe(200);
      expect((await next().complete(lease, evidence)).status).toBe(200);
    }
  };
  await Promise.all(scanners.map(work));
  expect(leased.toSorted()).toEqual(submitted.toSorted());
  expect(await installation.states()).toEqual({ done: SCANS });
  for (const { heard } of consoles) {
    const isTold = () => submitted.every((id) => heard().includes(id));
    await expect.poll(isTold).toBe(true);
  }
  for (const { close } of consoles) close();
});

test('a scanner that waits at one server hears of a scan that the other takes in', async () => {
  const waiting = at(one, scanners[0]).lease(10_000);
  const { text } = await at(two).submit();
  const { id } = JSON.parse(text) as Scan;
  expect((await waiting).scan.id).toBe(id);
});

test('a token that is revoked through one server ends at the other', async () => {
  const { id, token } = await installation.admin('tokens', 'create', '--name', 'short');
  const ask = (server: ServerProcess) => call({ port: server.port, path: pathOf('me'), token });
  expect((await ask(one)).status).toBe(200);
  await installation.admin('tokens', 'revoke', id);
  expect((await ask(one)).status).toBe(401);
  expect((await ask(two)).status).toBe(401);
});

test('a token may ask both servers together no more than one', async () => {
  const { token } = await installation.admin('tokens', 'create', '--name', 'hasty');
  const ask = ({ port }: ServerProcess) =>
    call({ port, path: pathOf('me'), token, localAddress: '127.0.0.9' }, KEPT);
  // Beyond what one server alone would let pass, but with one server's worth to each.
  const answers = await Promise.all(
    Array.from({ length: REQUESTS_PER_MINUTE * 1.5 }, (_, i) => ask(i % 2 ? one : two)),
  );
  const { 200: passed = [], 429: refused = [] } = Object.groupBy(answers, ({ status }) => status);
  expect(passed.length + refused.length).toBe(answers.length);
  expect(passed.length).toBeGreaterThanOrEqual(REQUESTS_PER_MINUTE - SHARE);
  expect(passed.length).toBeLessThanOrEqual(REQUESTS_PER_MINUTE + SHARE);
  expect(refused.every(({ headers }) => Number(headers['retry-after']) > 0)).toBe(true);
});
