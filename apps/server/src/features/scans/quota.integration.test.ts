import { type BulkScanReply, pathOf, type Quota, type Scan } from '@webhood/contract';
import { afterEach, expect, test } from 'vitest';
import { type AccountServer, ORIGIN, startAccountServer } from '../../../test/account-server.ts';
import { DEFAULT_QUOTAS } from './quota.service.ts';

let server: AccountServer;

afterEach(() => server.close());

type Who = Record<string, string>;

async function start(settings: Parameters<typeof startAccountServer>[0]) {
  server = await startAccountServer(settings);
  await server.addUser('ann', 'user');
  await server.addUser('bob', 'user');
  await server.addUser('root', 'admin');
}

async function signedIn(name: string): Promise<Who> {
  return { cookie: await server.signIn(name), origin: ORIGIN };
}

const post = (headers: Who, url: string, payload: object) =>
  server.http.inject({ method: 'POST', url, headers, payload });
const submit = (who: Who) => post(who, pathOf('scans'), { url: 'https://example.com/' });
const bulk = (who: Who, count: number) =>
  post(who, pathOf('scansBulk'), {
    urls: Array.from({ length: count }, (_, index) => `https://example.com/${index}`),
  });
const quotaOf = async (headers: Who) =>
  (await server.http.inject({ url: pathOf('meQuota'), headers })).json<Quota>();

function quotas(perDay: number, waiting: number) {
  const { scansPerDay, scansWaiting } = DEFAULT_QUOTAS;
  return {
    scansPerDay: { ...scansPerDay, user: perDay },
    scansWaiting: { ...scansWaiting, user: waiting },
  };
}

test("a day's quota is each submitter's own, and deleting scans gives nothing back", async () => {
  await start({ quotas: quotas(3, 100) });
  const [ann, bob, root] = [await signedIn('ann'), await signedIn('bob'), await signedIn('root')];
  const reply = (await bulk(ann, 5)).json<BulkScanReply>();
  expect(reply).toMatchObject({ accepted: 3, refused: 2 });
  expect(reply.items.at(-1)).toMatchObject({ verdict: 'refused', code: 'quota_exceeded' });
  const [first] = reply.items;
  const scanId = first?.verdict === 'accepted' ? first.scan.id : '';
  await server.http.inject({ method: 'DELETE', url: pathOf('scan', { scanId }), headers: ann });
  const refused = await submit(ann);
  expect(refused.statusCode).toBe(429);
  expect(refused.json()).toMatchObject({ code: 'quota_exceeded' });
  const untilMidnight = 86_400 - ((Date.now() / 1_000) % 86_400);
  expect(Math.abs(Number(refused.headers['retry-after']) - untilMidnight)).toBeLessThan(60);
  expect((await submit(bob)).statusCode).toBe(202);
  expect((await bulk(root, 20)).json<BulkScanReply>().accepted).toBe(20);
  expect(await quotaOf(ann)).toMatchObject({
    scansPerDay: { limit: 3, used: 3 },
    scansWaiting: { limit: 100, used: 2 },
  });
  expect((await quotaOf(root)).scansPerDay.limit).toBeNull();
});

test('submissions at the same moment do not pass the quota together', async () => {
  await start({ quotas: quotas(10, 100) });
  const ann = await signedIn('ann');
  const answers = await Promise.all(Array.from({ length: 30 }, () => submit(ann)));
  expect(answers.filter(({ statusCode }) => statusCode === 202)).toHaveLength(10);
  expect(answers.filter(({ statusCode }) => statusCode === 429)).toHaveLength(20);
});

test('scans that wait are bounded, and there is room again when some have ended', async () => {
  await start({ quotas: quotas(100, 2) });
  const ann = await signedIn('ann');
  const scan = (await submit(ann)).json<Scan>();
  await submit(ann);
  const refused = await submit(ann);
  expect(refused.statusCode).toBe(429);
  expect(refused.json()).toMatchObject({ code: 'quota_exceeded' });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  await post(ann, pathOf('scanCancel', { scanId: scan.id }), {});
  await expect.poll(async () => (await submit(ann)).statusCode, { timeout: 5_000 }).toBe(202);
});

test('requests of a user are limited, told of, and nobody else of that address is', async () => {
  await start({ requestsPerMinute: 5 });
  const [ann, bob] = [await signedIn('ann'), await signedIn('bob')];
  const ask = (headers: Who) => server.http.inject({ url: pathOf('me'), headers });
  const first = await ask(ann);
  expect(first.headers).toMatchObject({ 'ratelimit-limit': '5', 'ratelimit-remaining': '4' });
  expect(Number(first.headers['ratelimit-reset'])).toBeGreaterThan(0);
  for (let asked = 1; asked < 5; asked++) expect((await ask(ann)).statusCode).toBe(200);
  const refused = await ask(ann);
  expect(refused.statusCode).toBe(429);
  expect(refused.json()).toMatchObject({ code: 'rate_limited' });
  expect(refused.headers).toMatchObject({ 'ratelimit-remaining': '0' });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect((await ask(bob)).statusCode).toBe(200);
});
