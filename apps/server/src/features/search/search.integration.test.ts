import {
  type Problem,
  pathOf,
  type Report,
  type Scan,
  type SearchFacets,
  type SearchPage,
  type Suggestion,
} from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { as, callJob, completeJob, lease, submit } from '../../../test/job.ts';
import { type Caller, type ScanServers, startScanServers } from '../../../test/scan-server.ts';

let all: ScanServers;
let app: ScanServers['servers'][number]['app'];
const nameById = new Map<string, string>();

const HASH = 'c0de'.repeat(16);

beforeAll(async () => {
  all = await startScanServers();
  const [first] = all.servers;
  if (!first) throw new Error('no server');
  app = first.app;
  await all.addScanner('helsinki');

  await submitted('phish', { url: 'https://login.phish.example.net/a%20b', tags: ['bank'] });
  await completeJob(app, await lease(app, 'helsinki'), phishing);
  await submitted('plain', { url: 'https://example.com/' });
  await completeJob(app, await lease(app, 'helsinki'));
  await submitted('failed', { url: 'https://gone.example.org/' });
  const failure = { code: 'name_not_resolved', message: 'no such name', retryable: false };
  await callJob(app, await lease(app, 'helsinki'), 'fail', failure);
  await submitted(
    'secret',
    { url: 'https://secret.example.org/', visibility: 'restricted' },
    'bob',
  );
  await submitted('waiting', { url: 'https://waiting.example.org/100%25_sure' });
  await all.database.db
    .updateTable('scans')
    .set({ created_at: new Date('2025-06-15T12:00:00Z') })
    .where('id', '=', [...nameById].find(([, name]) => name === 'plain')?.[0] ?? '')
    .execute();
});
afterAll(() => all.close());

async function submitted(name: string, body: object, caller: Caller = 'ann'): Promise<void> {
  const answer = await submit(app, { ...body }, caller);
  expect(answer.statusCode).toBe(202);
  nameById.set(answer.json<Scan>().id, name);
}

function phishing(report: Report): Report {
  const { summary } = report;
  return {
    ...report,
    document: { ...report.document, title: 'Sign in to your BANK 中国银行' },
    redirects: [
      {
        kind: 'http',
        from: 'https://t.shortener.example/x',
        to: 'https://landing.example.net/',
        status: 302,
        cause: 'http_status',
      },
    ],
    cookies: [
      {
        name: 'PHPSESSID',
        value: 'x',
        domain: 'phish.example.net',
        path: '/',
        expiresAt: null,
        httpOnly: true,
        secure: true,
        size: 10,
      },
    ],
    downloads: [
      {
        url: 'https://x.example/',
        suggestedName: 'Invoice.EXE',
        state: 'kept',
        size: 1,
        sha256: HASH,
      },
    ],
    summary: {
      ...summary,
      page: {
        ...summary.page,
        domain: 'login.phish.example.net',
        ip: '2001:db8::7',
        asn: 64_500,
        country: 'FI',
        server: 'nginx/1.27',
        status: 404,
      },
      lists: {
        ...summary.lists,
        domains: ['login.phish.example.net', 'cdn.example.com'],
        ips: ['2001:db8::7', '192.0.2.9'],
        asns: ['AS64500 Example'],
        countries: ['FI', 'SE'],
        servers: ['nginx/1.27', 'Cloudflare'],
      },
    },
  };
}

const search = (q: string, more = {}, caller: Caller = 'ann') =>
  as(app, caller, 'GET', `${pathOf('search')}?${new URLSearchParams({ q, ...more })}`);

async function found(q: string, caller: Caller = 'ann'): Promise<string[]> {
  const answer = await search(q, {}, caller);
  expect(answer.statusCode, answer.body).toBe(200);
  const { items, total } = answer.json<SearchPage>();
  expect(total).toEqual({ count: items.length, isExact: true });
  return items.map(({ id }) => nameById.get(id) ?? id);
}

const EVERYTHING = ['waiting', 'failed', 'phish', 'plain'];

test.each<[string, string[]]>([
  ['', EVERYTHING],
  ['domain:example.net', ['phish']],
  ['domain:phish.example.net', ['phish']],
  ['domain:Example.COM', ['phish', 'plain']],
  ['domain:net', []],
  ['domain:example', []],
  ['page.domain:example.com', ['plain']],
  ['domain:gone.example.org', ['failed']],
  ['domain:*.example.com', ['phish']],
  ['domain:*shish*', []],
  ['domain:*phish*', ['phish']],
  ['ip:192.0.2.9', ['phish']],
  ['ip:"2001:db8::7"', ['phish']],
  ['ip:2001:db8::7', ['phish']],
  ['page.ip:192.0.2.9', []],
  ['ip:93.184.*', ['plain']],
  ['ip:93.184.0.0/16', ['plain']],
  ['ip:192.0.2.0/24', ['phish']],
  ['ip:192.0.2.9/32', ['phish']],
  ['ip:192.0.2.0/29', []],
  ['ip:0.0.0.0/0', ['phish', 'plain']],
  ['ip:2001:db8::/32', ['phish']],
  ['ip:"2001:DB8:0::/48"', ['phish']],
  ['ip:2001:DB8:0:0::7', ['phish']],
  ['ip:fe80::/10', []],
  ['page.ip:192.0.2.0/24', []],
  ['page.ip:2001:db8::/32', ['phish']],
  ['NOT ip:93.184.0.0/16 status:done', ['phish']],
  ['asn:AS64500', ['phish']],
  ['asn:64500 OR page.asn:as64500', ['phish']],
  ['country:se', ['phish']],
  ['page.country:SE', []],
  [`hash:${HASH}`, ['phish']],
  [HASH, ['phish']],
  ['filename:*.exe', ['phish']],
  ['server:nginx*', ['phish']],
  ['server:cloudflare AND page.server:"nginx/1.27"', ['phish']],
  ['page.status:404', ['phish']],
  ['cookie:phpsessid', ['phish']],
  ['redirect:shortener.example', ['phish']],
  ['redirect:landing.example.net', ['phish']],
  ['bank', ['phish']],
  ['title:"your bank"', ['phish']],
  ['title:sign*bank', ['phish']],
  ['title:bank NOT country:FI', []],
  ['url:waiting', ['waiting']],
  ['100%25_sure', ['waiting']],
  ['to', ['phish']],
  ['"To"', ['phish']],
  ['title:in', ['phish']],
  ['a', ['phish']],
  ['ig', []],
  ['*ig*', ['phish']],
  ['url:aw', []],
  ['zq', []],
  ['银行', ['phish']],
  ['title:银行 to', ['phish']],
  ['url:银行', []],
  ['银', ['phish']],
  ['行银', []],
  ['url:"0%25_s"', ['waiting']],
  ['url:1%%', []],
  ['192.0.2.9', ['phish']],
  ['cdn.example.com', ['phish']],
  ['status:done', ['phish', 'plain']],
  ['status:PENDING', ['waiting']],
  ['NOT status:done', ['waiting', 'failed']],
  ['error:name_not_resolved', ['failed']],
  ['user:ann scanner:helsinki', ['failed', 'phish', 'plain']],
  ['-domain:example.com -status:error', ['waiting']],
  ['date:2025-06-15', ['plain']],
  ['date:2025', ['plain']],
  ['date:<2026', ['plain']],
  ['date:>now-1d', ['waiting', 'failed', 'phish']],
  ['date:[2025-06-14 TO 2025-06-15]', ['plain']],
  ['date:[2025-06-14 TO 2025-06-15}', []],
  ['date:{2025-06-15 TO *]', ['waiting', 'failed', 'phish']],
  ['date:[* TO *]', EVERYTHING],
  ['NOT done:>2000', ['waiting']],
  ['(domain:example.net OR status:pending) AND NOT title:nothing', ['waiting', 'phish']],
  ['country:(FI OR NO)', ['phish']],
])('%s finds %j', async (q, names) => {
  expect(await found(q)).toEqual(names);
});

test.each([
  ['colour:red', 1, "there is no field 'colour'"],
  ['a status:lost', 3, 'one of pending, running, done, error'],
  ['date:soon', 1, 'is no time'],
  ['ip:[1 TO 2]', 1, 'has no order'],
  ['a ip:10.0.0.0/33', 3, 'this is no network'],
  ['page.ip:10.0.0/8', 1, 'this is no network'],
  ['title:>a', 1, 'has no order'],
  ['title:"open', 7, 'does not end'],
  [Array.from({ length: 101 }, () => 'a').join(' '), 201, 'more than 100 terms'],
  ['title:"\u0000"', 1, 'NUL'],
])('%j is refused and says where', async (q, column, message) => {
  const answer = await search(q);
  expect(answer.statusCode).toBe(400);
  const [error] = answer.json<Problem>().errors ?? [];
  expect(error?.field).toBe('q');
  expect(error?.message).toContain(`column ${column}: `);
  expect(error?.message).toContain(message);
});

test.each([
  `"' OR 1=1 --"`,
  `title:"'; DROP TABLE scans; --"`,
  `domain:"x'] OR true --"`,
  `domain:*'*`,
  `cookie:"\\\\"`,
  `server:*\\\\`,
  `user:"\${x}"`,
])('%s is a text like any other', async (q) => {
  expect(await found(q)).toEqual([]);
  expect(await found('')).toEqual(EVERYTHING);
});

test('a term that only claims to be an address is in no network, and hurts no search', async () => {
  const { pool } = all.database;
  const odd = ['i=999.1.1.1', 'i=:::', 'i=10.0.0.0/8', 'pi=1.2.3', 'i=fe80::1%eth0', 'i='];
  await pool.query('insert into search_terms select unnest($1::text[])', [odd]);
  expect(await found('ip:0.0.0.0/0')).toEqual(['phish', 'plain']);
  expect(await found('ip:::/0')).toEqual(['phish']);
  await pool.query('delete from search_terms where term = any($1)', [odd]);
});

test('nobody finds, counts or is suggested what they may not see', async () => {
  expect(await found('domain:secret.example.org')).toEqual([]);
  expect(await found('domain:secret.example.org', 'bob')).toEqual(['secret']);
  expect(await found('secret', 'admin')).toEqual(['secret']);
  expect(await suggestions('domain:secr')).toEqual([]);
  expect(await suggestions('domain:secr', 'bob')).toEqual(['secret.example.org']);
});

test('pages follow each other without gap or repetition, also where scans share an instant', async () => {
  const { db } = all.database;
  const instant = new Date('2024-01-01T00:00:00Z');
  const names = Array.from({ length: 7 }, (_, index) => `burst${index}`);
  for (const name of names) await submitted(name, { url: `https://${name}.burst.example.org/` });
  await db
    .updateTable('scans')
    .set({ created_at: instant })
    .where('url', 'like', '%.burst.example.org/')
    .execute();
  const seen: string[] = [];
  let after: string | null = '';
  while (after !== null) {
    const answer = await search('domain:burst.example.org', {
      limit: '2',
      ...(after && { after }),
    });
    const page: SearchPage = answer.json();
    expect(page.total === null).toBe(after !== '');
    seen.push(...page.items.map(({ id }) => nameById.get(id) ?? id));
    after = page.next;
  }
  expect(seen.toSorted()).toEqual(names);
  expect((await search('', { after: 'x' })).statusCode).toBe(400);
  await db.deleteFrom('scans').where('url', 'like', '%.burst.example.org/').execute();
});

async function suggestions(q: string, caller: Caller = 'ann', at?: number): Promise<string[]> {
  const query = new URLSearchParams({ q, ...(at === undefined ? {} : { at: String(at) }) });
  const answer = await as(app, caller, 'GET', `${pathOf('searchSuggestions')}?${query}`);
  expect(answer.statusCode).toBe(200);
  return answer.json<Suggestion[]>().map(({ text }) => text);
}

test.each<[string, string[]]>([
  ['dom', ['domain:']],
  ['status:d', ['done']],
  ['title:x AND cou', ['country:']],
  ['a o', ['OR']],
  ['domain:login', ['login.phish.example.net']],
  ['(country:', ['fi', 'se']],
  ['asn:645', ['as64500']],
  ['nothing:x', []],
])('at the end of %s comes %j', async (q, texts) => {
  expect(await suggestions(q)).toEqual(texts);
});

test('a suggestion says what it replaces', async () => {
  const query = new URLSearchParams({ q: 'domain:login b', at: '9' });
  const answer = await as(app, 'ann', 'GET', `${pathOf('searchSuggestions')}?${query}`);
  expect(answer.json<Suggestion[]>()).toEqual([
    { kind: 'value', text: 'login.phish.example.net', from: 7, to: 9 },
  ]);
});

async function facets(q: string, caller: Caller = 'ann'): Promise<SearchFacets> {
  const query = new URLSearchParams({ q });
  const answer = await as(app, caller, 'GET', `${pathOf('searchFacets')}?${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<SearchFacets>();
}

test('facets count what the matches have in common, most frequent first', async () => {
  const { counted, isExact, facets: found } = await facets('status:done');
  expect({ counted, isExact }).toEqual({ counted: 2, isExact: true });
  const values = new Map(found.map(({ field, values }) => [field, values]));
  expect(values.get('status')).toEqual([{ value: 'done', count: 2 }]);
  expect(values.get('user')).toEqual([{ value: 'ann', count: 2 }]);
  expect(values.get('tag')).toEqual([{ value: 'bank', count: 1 }]);
  expect(values.get('page.country')).toContainEqual({ value: 'fi', count: 1 });
  expect(values.get('page.domain')).toContainEqual({ value: 'phish.example.net', count: 1 });
});

test('facets count nothing of scans that the asker may not see', async () => {
  expect((await facets('', 'ann')).counted).toBe(4);
  expect((await facets('', 'bob')).counted).toBe(5);
  const users = (await facets('', 'ann')).facets.find(({ field }) => field === 'user');
  expect(users?.values).toEqual([{ value: 'ann', count: 4 }]);
  expect((await facets('title:nothing')).facets).toEqual([]);
});
