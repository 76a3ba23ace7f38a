/** Searches of more scans than are looked at one by one, against what plain SQL finds. */
import {
  type Problem,
  pathOf,
  ScanOptions,
  type SearchFacets,
  type SearchPage,
} from '@webhood/contract';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { as } from '../../../test/job.ts';
import { type Caller, type ScanServers, startScanServers } from '../../../test/scan-server.ts';
import { createSeeder, listSeededTerms } from '../../../test/search-load/seed-scans.ts';

const SCANS = 6_000;
/** Of them, the oldest are another campaign: more than are fetched to be sorted, none of them new. */
const OLD = 3_500;

let all: ScanServers;
let app: ScanServers['servers'][number]['app'];

beforeAll(async () => {
  all = await startScanServers();
  const [first] = all.servers;
  if (!first) throw new Error('no server');
  app = first.app;
  const client = new pg.Client({ connectionString: all.database.url });
  await client.connect();
  const result = { title: '', completeness: null, missing: [], scanData: null, terms: [] };
  const template = { url: 'https://example.com/', options: ScanOptions.parse({}), result };
  await (await createSeeder(client, [template], SCANS))(1, SCANS);
  await client.query(
    `update scans set terms = terms || '{k=old,f=old.exe}' where fair_key <= ${OLD}`,
  );
  await client.query(`update scans set terms = terms || '{k=one}' where fair_key in (17, 5000)`);
  await listSeededTerms(client);
  await client.query('vacuum analyze scans');
  await client.end();
}, 60_000);
afterAll(() => all.close());

async function ask<T>(route: 'search' | 'searchFacets', query: object, caller: Caller): Promise<T> {
  const asked = new URLSearchParams(Object.entries(query));
  const answer = await as(app, caller, 'GET', `${pathOf(route)}?${asked}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<T>();
}

async function idsOf(condition: string, caller: Caller): Promise<string[]> {
  const visible = caller === 'admin' ? 'true' : `visibility = 'team'`;
  const { rows } = await all.database.pool.query<{ id: string }>(
    `select id from scans where (${condition}) and ${visible} order by created_at desc, id`,
  );
  return rows.map(({ id }) => id);
}

const CONDITIONS: [string, string][] = [
  ['', 'true'],
  ['cookie:one', `'k=one' = any(terms)`],
  ['cookie:none', 'false'],
  ['cookie:old', `'k=old' = any(terms)`],
  ['filename:o?d.e*', `'f=old.exe' = any(terms)`],
  ['domain:*hub*', `exists (select from unnest(terms) as t where t like 'd=%hub%')`],
  ['country:fi', `'c=fi' = any(terms)`],
  ['NOT country:us', `not 'c=us' = any(terms)`],
  ['status:error', `state in ('error', 'cancelled')`],
  ['status:d*', `state = 'done'`],
  ['NOT error:timeout', `error_code is distinct from 'timeout'`],
  ['NOT scanner:lab', `scanner_name is distinct from 'lab'`],
  ['user:ann OR user:bob', `submitted_by_name in ('ann', 'bob')`],
  ['title:"sign in"', `title ilike '%sign in%'`],
  ['url:cart -title:home', `(url ~ 'cart' or final_url ~ 'cart') and title !~* 'home'`],
  ['tag:bank cookie:phpsessid', `'bank' = any(tags) and 'k=phpsessid' = any(terms)`],
  [
    'date:[2026-11-22T00:00 TO 2026-11-22T12:00} country:de',
    `created_at >= '2026-11-22 00:00Z' and created_at < '2026-11-22 12:00Z' and 'c=de' = any(terms)`,
  ],
];

test.each(CONDITIONS)('%j finds what plain SQL finds, page by page', async (q, condition) => {
  for (const caller of ['ann', 'admin'] as const) {
    const expected = await idsOf(condition, caller);
    const seen: string[] = [];
    let after: string | null = '';
    for (let page = 0; page < 4 && after !== null; page++) {
      const found: SearchPage = await ask(
        'search',
        { q, limit: 100, ...(after && { after }) },
        caller,
      );
      if (found.total?.isExact) expect(found.total.count).toBe(expected.length);
      else if (found.total) expect(found.total.count).toBeLessThanOrEqual(expected.length);
      seen.push(...found.items.map(({ id }) => id));
      after = found.next;
    }
    expect(seen).toEqual(expected.slice(0, 400));
    expect(after === null).toBe(expected.length <= 400);
  }
});

test('facets are of the newest thousand matches', async () => {
  const newest = (await idsOf(`'c=fi' = any(terms)`, 'ann')).slice(0, 1_000);
  const { rows } = await all.database.pool.query<{ count: number }>(
    `select count(*) from scans where id = any($1) and state = 'done'`,
    [newest],
  );
  const { counted, facets } = await ask<SearchFacets>('searchFacets', { q: 'country:fi' }, 'ann');
  expect(counted).toBe(newest.length);
  const status = facets.find(({ field }) => field === 'status');
  expect(status?.values[0]).toEqual({ value: 'done', count: rows[0]?.count });
});

test('more wildcards than are looked up are refused, and the last of them is named', async () => {
  const q = Array.from({ length: 21 }, (_, n) => `domain:*a${n}*`).join(' OR ');
  const answer = await as(app, 'ann', 'GET', `${pathOf('search')}?${new URLSearchParams({ q })}`);
  expect(answer.statusCode).toBe(400);
  expect(answer.json<Problem>().errors?.[0]?.message).toContain('more than 20 wildcards');
});

test('a search that the database does not finish in time is answered with what to do', async () => {
  // Nobody's index helps with a table that another holds.
  const client = new pg.Client({ connectionString: all.database.url });
  await client.connect();
  try {
    await client.query('begin; lock table scans in access exclusive mode');
    const answer = await as(app, 'ann', 'GET', `${pathOf('search')}?q=login`);
    expect(answer.statusCode).toBe(503);
    expect(answer.json<Problem>().detail).toContain('Narrow it');
  } finally {
    await client.query('rollback');
    await client.end();
  }
}, 20_000);
