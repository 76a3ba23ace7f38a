/** Guessing of job tokens is slowed down, the work of scanners never. */
import { type CreatedScanner, type Lease, pathOf, type RouteName } from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId, newToken } from '../src/platform/crypto/opaque-token.ts';
import { type AccountServer, ORIGIN, startAccountServer } from './account-server.ts';

/** What one address may ask a minute. */
const LIMIT = 6_000;
const ADDRESS = '198.51.100.7';
/** Of the right form, so that it is looked up. */
const FORGED = newToken(newId());

let server: AccountServer;
let job: Lease;

beforeAll(async () => {
  server = await startAccountServer();
  await server.addUser('root', 'admin');
  const cookie = { cookie: await server.signIn('root'), origin: ORIGIN };
  const post = async <T>(route: RouteName, payload: object, headers: Record<string, string>) =>
    (await server.http.inject({ method: 'POST', url: pathOf(route), headers, payload })).json<T>();
  const { token } = await post<CreatedScanner>('scanners', { name: 'far' }, cookie);
  await post('scans', { url: 'https://example.com/' }, cookie);
  const asking = { version: '1', browserVersion: '1', waitMs: 0 };
  job = await post<Lease>('lease', asking, { authorization: `Bearer ${token}` });
  expect(job.jobToken).toBeDefined();
});
afterAll(() => server.close());

const CALLS = ['heartbeat', 'complete', 'fail', 'put', 'head', 'malformed'] as const;

function call(kind: (typeof CALLS)[number], token: string, remoteAddress = ADDRESS) {
  const isBlob = kind === 'put' || kind === 'head';
  const params = {
    scanId: job.scan.id,
    attempt: kind === 'malformed' ? 'none' : job.attempt,
    sha256: '0'.repeat(64),
  };
  const route = isBlob ? 'blob' : kind === 'malformed' ? 'heartbeat' : kind;
  return server.http.inject({
    method: kind === 'put' ? 'PUT' : kind === 'head' ? 'HEAD' : 'POST',
    url: pathOf(route, params),
    remoteAddress,
    headers: { authorization: `Bearer ${token}` },
    ...(kind === 'head' ? {} : { payload: { phase: 'loading' } }),
  });
}

test('calls with a wrong job token are limited by address, those with the right one are not', {
  timeout: 120_000,
}, async () => {
  for (let made = 0; made < LIMIT; made += CALLS.length) {
    const answers = await Promise.all(CALLS.map((kind) => call(kind, FORGED)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401, 401, 401, 404]);
  }
  for (const kind of CALLS) {
    const answer = await call(kind, FORGED);
    expect(answer.statusCode).toBe(429);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  }
  expect((await call('put', FORGED)).json()).toMatchObject({ code: 'rate_limited' });
  expect((await call('heartbeat', FORGED, '198.51.100.8')).statusCode).toBe(401);
  for (let i = 0; i < 20; i++) {
    const beat = await call('heartbeat', job.jobToken);
    expect(beat.statusCode).toBe(200);
    expect(beat.json()).toMatchObject({ cancelled: false });
  }
  // One count for everything that an address asks for.
  const page = await server.http.inject({ url: pathOf('me'), remoteAddress: ADDRESS });
  expect(page.statusCode).toBe(429);
});

test('calls with the right job token do not count', async () => {
  const remoteAddress = '198.51.100.9';
  const left = async () => {
    const { headers } = await server.http.inject({ url: pathOf('me'), remoteAddress });
    return Number(headers['ratelimit-remaining']);
  };
  const before = await left();
  for (let i = 0; i < 5; i++) await call('heartbeat', job.jobToken, remoteAddress);
  expect(await left()).toBe(before - 1);
  await call('heartbeat', FORGED, remoteAddress);
  expect(await left()).toBe(before - 3);
});
