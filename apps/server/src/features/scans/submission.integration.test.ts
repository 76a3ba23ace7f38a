import { randomUUID } from 'node:crypto';
import {
  type BulkScanReply,
  type Problem,
  pathOf,
  type Scan,
  type SearchPage,
} from '@webhood/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { observed } from '../../../../../test/observed.ts';
import { as, askForLease, completeJob, lease, submit } from '../../../test/job.ts';
import { type Caller, type ScanServers, startScanServers } from '../../../test/scan-server.ts';
import { createTransactor } from '../../platform/db/transactor.ts';
import { createSubmissionStore } from './submission.store.ts';

let all: ScanServers;
let app: ScanServers['servers'][number]['app'];
let leases: ScanServers['servers'][number]['leases'];

beforeAll(async () => {
  all = await startScanServers(2);
  const [first] = all.servers;
  if (!first) throw new Error('no server');
  ({ app, leases } = first);
});
afterAll(() => all.close());
beforeEach(async () => {
  await all.database.db.deleteFrom('scans').execute();
  await all.database.db.deleteFrom('idempotency_keys').execute();
  await all.database.db.deleteFrom('scanners').execute();
  await all.addScanner('one');
});

interface Call {
  caller?: Caller;
  key?: string;
  on?: typeof app;
}

function post(url: string, payload: object, { caller = 'ann', key, on = app }: Call = {}) {
  return on.inject({
    method: 'POST',
    url,
    payload,
    headers: { 'x-test-caller': caller, ...(key === undefined ? {} : { 'idempotency-key': key }) },
  });
}

const bulk = (payload: object, call?: Call) => post(pathOf('scansBulk'), payload, call);
const rescan = (scanId: string, payload: object = {}, call?: Call) =>
  post(pathOf('scanRescan', { scanId }), payload, call);
const search = async (q: string, caller: Caller = 'ann') =>
  (
    await as(app, caller, 'GET', `${pathOf('search')}?q=${encodeURIComponent(q)}`)
  ).json<SearchPage>();

async function countScans(): Promise<number> {
  const rows = await all.database.db.selectFrom('scans').select('id').execute();
  return rows.length;
}

describe('many at once', () => {
  test('each URL has its verdict, in order, and one that is refused harms no other', async () => {
    const urls = ['example.com', 'http://10.0.0.1/', 'https://example.com/', 'javascript:1', ''];
    const answer = await bulk({ urls, tags: ['Campaign'], priority: 'low' });
    expect(answer.statusCode).toBe(200);
    const reply = answer.json<BulkScanReply>();
    expect(reply).toMatchObject({ accepted: 2, reused: 0, refused: 3 });
    expect(reply.items).toMatchObject([
      { verdict: 'accepted', scan: { url: 'https://example.com/', notices: ['scheme_added'] } },
      { verdict: 'refused', code: 'non_public_address' },
      { verdict: 'accepted', scan: { state: 'queued' } },
      { verdict: 'refused', code: 'unsupported_scheme' },
      { verdict: 'refused', code: 'malformed_url' },
    ]);
    const [first] = reply.items;
    const id = first?.verdict === 'accepted' ? first.scan.id : '';
    const scan = (await as(app, 'ann', 'GET', pathOf('scan', { scanId: id }))).json<Scan>();
    expect(scan).toMatchObject({ tags: ['campaign'], priority: 'low' });
  });

  test('a thousand of one host get a slug and a turn each; more are refused as a whole', async () => {
    const urls = Array.from({ length: 1_000 }, (_, index) => `https://example.com/${index}`);
    const reply = (await bulk({ urls })).json<BulkScanReply>();
    expect(reply).toMatchObject({ accepted: 1_000, refused: 0 });
    const rows = await all.database.db.selectFrom('scans').select(['slug', 'fair_key']).execute();
    expect(new Set(rows.map(({ slug }) => slug)).size).toBe(1_000);
    expect(new Set(rows.map(({ fair_key }) => fair_key)).size).toBe(1_000);
    const tooMany = await bulk({ urls: [...urls, 'https://example.com/more'] });
    expect(tooMany.statusCode).toBe(400);
    observed(
      `${reply.accepted} of one host: as many slugs and turns; one more: ${tooMany.statusCode}`,
    );
    expect(tooMany.json<Problem>().errors).toMatchObject([{ field: 'urls' }]);
    expect((await bulk({ urls: [] })).statusCode).toBe(400);
  });

  test('a list waits for whoever has one of its hosts, and no other list does', async () => {
    const store = createSubmissionStore(all.database);
    const list = (host: string) =>
      bulk({ urls: [`https://${host}/1`, 'https://example.org/', `https://${host}/2`] });
    const isWaiting = async () => {
      const { rows } = await all.database.pool.query<{ waiting: number }>(
        `select count(*)::int as waiting from pg_locks join pg_database on oid = database
         where locktype = 'advisory' and not granted and datname = current_database()`,
      );
      return (rows[0]?.waiting ?? 0) > 0;
    };
    let waiting: ReturnType<typeof list> | undefined;
    await createTransactor(all.database.db).run(async (tx) => {
      await store.lockHosts(tx, ['example.com']);
      expect((await list('example.net')).statusCode).toBe(200);
      waiting = list('example.com');
      await expect.poll(isWaiting).toBe(true);
      expect(await countScans()).toBe(3);
    });
    expect((await waiting)?.statusCode).toBe(200);
    expect(await countScans()).toBe(6);
  });

  test('many lists of the same hosts are all taken', async () => {
    const hosts = ['example.com', 'example.org', 'example.net'];
    const urls = Array.from({ length: 120 }, (_, n) => `https://${hosts[n % 3]}/${n}`);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        bulk(
          { urls: index % 2 === 0 ? urls : urls.toReversed() },
          { on: all.servers[index % 2]?.app ?? app },
        ),
      ),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(answers.map(() => 200));
    expect(await countScans()).toBe(12 * 120);
  });

  test("another's scan comes before the rest of a burst", async () => {
    await bulk({ urls: Array.from({ length: 20 }, (_, index) => `https://example.com/${index}`) });
    await lease(app, 'one');
    await submit(app, { url: 'https://example.org/' }, 'bob');
    const turns = [await lease(app, 'one'), await lease(app, 'one'), await lease(app, 'one')];
    expect(turns.map(({ scan }) => scan.url)).toContain('https://example.org/');
  });
});

describe('an idempotency key', () => {
  test('makes a repeated submission the same one, on any server', async () => {
    const key = randomUUID();
    const body = { url: 'https://example.com/', tags: ['a'], options: { rate: 'fast' } };
    const first = await post(pathOf('scans'), body, { key });
    const again = await post(
      pathOf('scans'),
      { options: { rate: 'fast' }, tags: ['a'], url: 'https://example.com/' },
      { key: `"${key}"`, ...(all.servers[1] ? { on: all.servers[1].app } : {}) },
    );
    expect([first.statusCode, again.statusCode]).toEqual([202, 202]);
    expect(again.json<Scan>()).toEqual(first.json<Scan>());
    expect(await countScans()).toBe(1);
  });

  test('makes ten at the same moment one', async () => {
    const key = randomUUID();
    const urls = ['https://example.com/a', 'http://10.0.0.1/', 'https://example.com/b'];
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        bulk({ urls }, { key, on: all.servers[index % 2]?.app ?? app }),
      ),
    );
    const bodies = new Set(answers.map(({ body }) => body));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(10).fill(200));
    expect(bodies.size).toBe(1);
    expect(await countScans()).toBe(2);
  });

  test('with another body is refused, and belongs to its caller and route', async () => {
    const key = randomUUID();
    await post(pathOf('scans'), { url: 'https://example.com/' }, { key });
    const other = await post(pathOf('scans'), { url: 'https://example.org/' }, { key });
    expect(other.statusCode).toBe(422);
    expect(other.json()).toMatchObject({ code: 'idempotency_key_reused' });
    const bob = await post(
      pathOf('scans'),
      { url: 'https://example.org/' },
      { key, caller: 'bob' },
    );
    expect(bob.statusCode).toBe(202);
    expect((await bulk({ urls: ['https://example.net/'] }, { key })).statusCode).toBe(200);
    expect(await countScans()).toBe(3);
  });

  test('of a refused submission is free again; of a deleted scan is answered so', async () => {
    const key = randomUUID();
    expect((await post(pathOf('scans'), { url: 'http://10.0.0.1/' }, { key })).statusCode).toBe(
      400,
    );
    const made = await post(pathOf('scans'), { url: 'https://example.com/' }, { key });
    expect(made.statusCode).toBe(202);
    const { id } = made.json<Scan>();
    await as(app, 'ann', 'DELETE', pathOf('scan', { scanId: id }));
    const gone = await post(pathOf('scans'), { url: 'https://example.com/' }, { key });
    expect(gone.statusCode).toBe(404);
    expect((await post(pathOf('scans'), { url: 'x' }, { key: 'ä' })).statusCode).toBe(400);
  });
});

describe('reuse', () => {
  const wish = { url: 'https://example.com/', reuseMinutes: 60 };

  test('answers 200 with the scan of the same URL and options, whoever submitted it', async () => {
    const made = (await submit(app, {}, 'bob')).json<Scan>();
    const reused = await submit(app, wish);
    expect(reused.statusCode).toBe(200);
    expect(reused.json<Scan>().id).toBe(made.id);
    expect((await submit(app)).statusCode).toBe(202);
  });

  test('is of the same options and visibility, of what may be seen and did not fail', async () => {
    await submit(app, { options: { rate: 'fast' } });
    await submit(app, { visibility: 'restricted' }, 'bob');
    await submit(app, { options: { headers: { 'x-a': 'b' } } });
    const cancelled = (await submit(app)).json<Scan>();
    await as(app, 'ann', 'POST', pathOf('scanCancel', { scanId: cancelled.id }));
    expect((await submit(app, { ...wish, visibility: 'restricted' })).statusCode).toBe(202);
    const fresh = await submit(app, wish);
    expect(fresh.statusCode).toBe(202);
    const secret = await submit(app, { ...wish, options: { headers: { 'x-a': 'b' } } });
    expect(secret.statusCode).toBe(202);
    await all.database.db
      .updateTable('scans')
      .set({ created_at: new Date(Date.now() - 3_700_000) })
      .where('id', '=', fresh.json<Scan>().id)
      .execute();
    expect((await submit(app, wish)).statusCode).toBe(202);
  });

  test('makes one scan of many at the same moment, and of one URL twice in a list', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => submit(app, wish)));
    expect(new Set(answers.map((answer) => answer.json<Scan>().id)).size).toBe(1);
    const urls = ['https://example.com/', 'https://example.org/', 'https://example.org/'];
    const reply = (await bulk({ urls, reuseMinutes: 5 })).json<BulkScanReply>();
    expect(reply.items.map(({ verdict }) => verdict)).toEqual(['reused', 'accepted', 'reused']);
    expect(await countScans()).toBe(2);
  });
});

describe('scanning again', () => {
  test('takes what was asked for, changed where it is said, and names the first', async () => {
    const first = (
      await submit(app, {
        url: 'https://example.com/',
        tags: ['a'],
        visibility: 'restricted',
        options: { rate: 'slow', device: 'mobile', language: 'fi-FI' },
      })
    ).json<Scan>();
    const answer = await rescan(first.id, {
      options: { device: 'desktop', language: null },
      tags: ['again'],
    });
    expect(answer.statusCode).toBe(202);
    const again = answer.json<Scan>();
    expect(again).toMatchObject({
      url: first.url,
      rescanOf: first.id,
      visibility: 'restricted',
      tags: ['again'],
      options: { rate: 'slow', device: 'desktop' },
    });
    expect(again.id).not.toBe(first.id);
    expect(again.options).not.toHaveProperty('language');
    expect((await rescan(first.id, {}, { caller: 'bob' })).statusCode).toBe(404);
  });

  test('asks for what was secret again, and never sends what stood in its place', async () => {
    const options = { headers: { 'x-key': 'secret' }, cookies: [{ name: 'a', value: 'b' }] };
    const { id } = (await submit(app, { options })).json<Scan>();
    const refused = await rescan(id, { options: { cookies: null } });
    expect(refused.statusCode).toBe(400);
    expect(refused.json<Problem>().errors).toMatchObject([{ field: 'options.headers' }]);
    const given = { headers: { 'x-key': 'other' }, cookies: null };
    expect((await rescan(id, { options: given })).statusCode).toBe(202);
    const [, second] = [await lease(app, 'one'), await lease(app, 'one')];
    expect(second.scan.options.headers).toEqual({ 'x-key': 'other' });
    expect(second.scan.options.cookies).toBeUndefined();
    expect((await rescan(id, { options: { rate: 'warp' } })).statusCode).toBe(400);
  });
});

describe('the queue', () => {
  test('gives a scan for one scanner to no other, and tells when that one is removed', async () => {
    await all.addScanner('two', ['10.0.0.0/8']);
    const made = await submit(app, { scanner: 'Two', url: 'http://10.1.2.3/' });
    expect(made.json<Scan>()).toMatchObject({ targetScannerId: 'two' });
    expect((await submit(app, { scanner: 'one', url: 'http://10.1.2.3/' })).statusCode).toBe(400);
    const unknown = await submit(app, { scanner: 'three' });
    expect(unknown.json<Problem>().errors).toMatchObject([{ field: 'scanner' }]);
    const targeted = (await submit(app, { scanner: 'two' })).json<Scan>();
    expect((await askForLease(app, 'one')).statusCode).toBe(204);
    const { scan } = await lease(app, 'two', { allowNetworks: ['10.0.0.0/8'] });
    expect(scan.url).toBe('http://10.1.2.3/');
    await all.database.db.updateTable('scanners').set({ removed_at: new Date() }).execute();
    await leases.sweep();
    const ended = await as(app, 'ann', 'GET', pathOf('scan', { scanId: targeted.id }));
    expect(ended.json<Scan>()).toMatchObject({ state: 'error', errorCode: 'scanner_error' });
  });

  test('takes priority first; high is for administrators', async () => {
    await submit(app, { url: 'https://example.com/low', priority: 'low' });
    await submit(app, { url: 'https://example.com/normal' });
    expect((await submit(app, { priority: 'high' })).statusCode).toBe(403);
    await submit(app, { url: 'https://example.com/high', priority: 'high' }, 'admin');
    const order = [await lease(app, 'one'), await lease(app, 'one'), await lease(app, 'one')];
    expect(order.map(({ scan }) => new URL(scan.url).pathname)).toEqual([
      '/high',
      '/normal',
      '/low',
    ]);
  });

  test('a scan for later waits as pending, and is queued when its time has come', async () => {
    const notBefore = new Date(Date.now() + 3_600_000).toISOString();
    const scan = (await submit(app, { notBefore })).json<Scan>();
    expect(scan).toMatchObject({ state: 'pending', status: 'pending', notBefore });
    await leases.sweep();
    expect((await askForLease(app, 'one')).statusCode).toBe(204);
    await all.database.db
      .updateTable('scans')
      .set({ available_at: new Date(Date.now() - 1_000) })
      .execute();
    await leases.sweep();
    expect((await lease(app, 'one')).scan.id).toBe(scan.id);
    const past = await submit(app, { notBefore: '2020-01-01T00:00:00Z' });
    expect(past.json<Scan>()).toMatchObject({ state: 'queued', notBefore: null });
    const far = new Date(Date.now() + 400 * 86_400_000).toISOString();
    expect((await submit(app, { notBefore: far })).statusCode).toBe(400);
  });
});

describe('tags', () => {
  const change = (scanId: string, payload: object, caller: Caller = 'ann') =>
    app.inject({
      method: 'PATCH',
      url: pathOf('scanTags', { scanId }),
      headers: { 'x-test-caller': caller },
      payload,
    });

  test('find the scan before and after it has run, and while they are on it', async () => {
    const { id } = (await submit(app, { tags: ['Phish', 'kit:16shop'] })).json<Scan>();
    const foundBy = async (q: string) => (await search(q)).items.map((scan) => scan.id);
    expect(await foundBy('tag:phish')).toEqual([id]);
    await completeJob(app, await lease(app, 'one'));
    expect(await foundBy('tag:PHISH AND domain:example.com')).toEqual([id]);
    expect(await foundBy('tag:"kit:16shop"')).toEqual([id]);
    const changed = await change(id, { add: ['seen', 'phish'], remove: ['kit:16shop'] }, 'bob');
    expect(changed.json<Scan>().tags).toEqual(['phish', 'seen']);
    expect(await foundBy('tag:kit*')).toEqual([]);
    expect(await foundBy('tag:se*')).toEqual([id]);
    await change(id, { remove: ['seen', 'phish'] });
    expect(await foundBy('tag:*')).toEqual([]);
    expect(await foundBy('domain:example.com')).toEqual([id]);
    const listed = await as(
      app,
      'ann',
      'GET',
      `${pathOf('scans')}?filter=${encodeURIComponent('tags ?= "phish"')}`,
    );
    expect(listed.json()).toEqual([]);
  });

  test('are words, few enough, and the business of those who may see the scan and scan', async () => {
    const { id } = (await submit(app, { visibility: 'restricted' })).json<Scan>();
    expect((await change(id, { add: ['two words'] })).statusCode).toBe(400);
    expect((await change(id, { add: ['x'] }, 'bob')).statusCode).toBe(404);
    expect((await change(id, { add: ['x'] }, 'viewer')).statusCode).toBe(403);
    const some = (from: number) => Array.from({ length: 15 }, (_, index) => `t${from + index}`);
    expect((await change(id, { add: some(0) })).statusCode).toBe(200);
    expect((await change(id, { add: some(15) })).statusCode).toBe(400);
  });

  test('of two who change them at once both are kept', async () => {
    const { id } = (await submit(app)).json<Scan>();
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    await Promise.all(names.map((name) => change(id, { add: [name] })));
    const scan = (await as(app, 'ann', 'GET', pathOf('scan', { scanId: id }))).json<Scan>();
    expect(scan.tags.toSorted()).toEqual(names);
  });
});
