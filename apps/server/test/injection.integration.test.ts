/**
 * Attempts at SQL injection through every place of the public API that takes text and asks the
 * database: all are refused or find nothing, and none becomes part of a statement.
 */
import { pathOf, type SearchPage } from '@webhood/contract';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { FILTER_FIELDS } from '../src/features/search/filter-fields.ts';
import { QUERY_FIELDS } from '../src/features/search/query-fields.ts';
import { type AccountServer, ORIGIN, startAccountServer } from './account-server.ts';

/** In every attempt: were it in a statement, so were this. */
const MARK = 'zqx7';
const ATTEMPTS = [
  `' OR '1'='1' /*${MARK}*/ --`,
  `'; DROP TABLE scans; --${MARK}`,
  `' UNION SELECT password_hash, '${MARK}' FROM credentials --`,
  `') OR (SELECT pg_sleep(30)) IS NULL --${MARK}`,
  `'||(SELECT '${MARK}' FROM pg_sleep(30))||'`,
  `$1; SELECT '${MARK}'`,
  `$$;DELETE FROM scans;$$${MARK}`,
  `\\'; TRUNCATE users CASCADE; --${MARK}`,
  `%27%20OR%201=1--${MARK}`,
  `\uff07 OR 1=1 --${MARK}`,
  `"; COPY scans TO PROGRAM 'touch /tmp/${MARK}'; --`,
  `1) ORDER BY (CASE WHEN (SELECT 1)=1 THEN id ELSE '${MARK}' END)--`,
  `{${MARK}}','{}'::text[]) OR true --`,
  `E'\\x27' OR ${MARK} IS NULL`,
  `'::text || current_setting('is_superuser') || '${MARK}`,
  `\u0000' OR 1=1 --${MARK}`,
];

let server: AccountServer;
let cookie: string;
let scanId: string;
const statements: string[] = [];

beforeAll(async () => {
  server = await startAccountServer({ requestsPerMinute: 1_000_000 });
  await server.addUser('root', 'admin');
  cookie = await server.signIn('root');
  const made = await ask('POST', pathOf('scans'), { url: 'https://example.com/', tags: ['bank'] });
  scanId = made.json<{ id: string }>().id;
  const send = pg.Client.prototype.query;
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...args: unknown[]
  ) {
    const [first] = args;
    statements.push(typeof first === 'string' ? first : String(Reflect.get(Object(first), 'text')));
    return Reflect.apply(send, this, args);
  });
});
afterAll(async () => {
  vi.restoreAllMocks();
  await server.close();
});

type Method = 'GET' | 'POST' | 'PATCH';

function ask(method: Method, url: string, payload?: object, headers: object = {}) {
  return server.http.inject({
    method,
    url,
    headers: { cookie, origin: ORIGIN, ...headers },
    ...(payload ? { payload } : {}),
  });
}

const get = (url: string, query: Record<string, string>) =>
  ask('GET', `${url}?${new URLSearchParams(query)}`);
const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;

interface Place {
  place: string;
  attempts?: string[];
  send: (attempt: string) => ReturnType<typeof ask>;
}

const search = (place: string, q: (attempt: string) => string): Place => ({
  place,
  send: (attempt) => get(pathOf('search'), { q: q(attempt) }),
});
const filter = (place: string, of: (attempt: string) => string): Place => ({
  place,
  send: (attempt) => get(pathOf('scans'), { filter: of(attempt) }),
});

/** Each of many fields with a quarter of the attempts: thousands of requests take a minute. */
function inTurn(fields: string[], places: (field: string) => Place[]): Place[] {
  return fields.flatMap((field, turn) =>
    places(field).map((place, form) => ({
      ...place,
      attempts: ATTEMPTS.filter((_, index) => index % 4 === (turn + form) % 4),
    })),
  );
}

const PLACES: Place[] = [
  search('a search as it is', (attempt) => attempt),
  search('a phrase', quoted),
  ...inTurn([...QUERY_FIELDS.keys()], (field) => [
    search(`${field}:"…"`, (attempt) => `${field}:${quoted(attempt)}`),
    search(`${field}:…*`, (attempt) => `${field}:${attempt.replace(/[^a-z0-9]/gi, '\\$&')}*`),
  ]),
  search('the name of a field', (attempt) => `${attempt}:x`),
  search('a date', (attempt) => `date:>${quoted(attempt)}`),
  search('a range', (attempt) => `date:[${attempt} TO now]`),
  search('a network', (attempt) => `ip:${quoted(`10.0.0.0/8${attempt}`)}`),
  filter('a filter as it is', (attempt) => attempt),
  ...inTurn([...FILTER_FIELDS.keys()], (field) => [
    filter(`${field} = "…"`, (attempt) => `${field} = ${quoted(attempt)}`),
    filter(`${field} ?~ "…"`, (attempt) => `${field} ?~ ${quoted(attempt)}`),
  ]),
  filter('a field of a filter', (attempt) => `${attempt} = 1`),
  filter('a macro', (attempt) => `created > @${attempt}`),
  ...['sort', 'limit', 'offset'].map((name) => ({
    place: name,
    send: (attempt: string) => get(pathOf('scans'), { [name]: attempt }),
  })),
  {
    place: 'sort, after a field',
    send: (attempt) => get(pathOf('scans'), { sort: `created,${attempt}` }),
  },
  { place: 'after', send: (attempt) => get(pathOf('search'), { q: '', after: `1.${attempt}` }) },
  { place: 'facets', send: (attempt) => get(pathOf('searchFacets'), { q: quoted(attempt) }) },
  {
    place: 'a suggestion',
    send: (attempt) => get(pathOf('searchSuggestions'), { q: `domain:"${attempt}` }),
  },
  {
    place: 'status of beta',
    send: (attempt) => get(pathOf('betaScans'), { status: attempt }),
  },
  ...(['scan', 'betaScan', 'scanReport', 'scanTrace', 'scanArtifacts', 'scanHold'] as const).map(
    (route) => ({
      place: `id of ${route}`,
      send: (attempt: string) => ask('GET', pathOf(route, { scanId: attempt })),
    }),
  ),
  {
    place: 'hash of an artifact',
    send: (attempt) => ask('GET', pathOf('scanArtifact', { scanId, sha256: attempt })),
  },
  ...['actor', 'target', 'address', 'action', 'from', 'after'].map((name) => ({
    place: `audit, ${name}`,
    send: (attempt: string) => get(pathOf('audit'), { [name]: attempt }),
  })),
  {
    place: 'a tag',
    send: (attempt) => ask('PATCH', pathOf('scanTags', { scanId }), { add: [attempt], remove: [] }),
  },
  { place: 'a URL', send: (attempt) => ask('POST', pathOf('scans'), { url: attempt }) },
  {
    place: 'an idempotency key',
    send: (attempt) =>
      ask(
        'POST',
        pathOf('scans'),
        { url: 'https://example.com/' },
        { 'idempotency-key': encodeURIComponent(attempt) },
      ),
  },
  {
    place: 'a saved search',
    send: (attempt) => ask('POST', pathOf('savedSearches'), { name: attempt, q: quoted(attempt) }),
  },
  {
    place: 'name and password',
    send: (attempt) => ask('POST', pathOf('signIn'), { username: attempt, password: attempt }),
  },
];

const HARMLESS = [200, 201, 202, 204, 400, 401, 403, 404, 405, 409, 422, 429];

async function tables(): Promise<unknown> {
  const { rows } = await server.database.pool.query(
    `select relname, relkind from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where nspname = current_schema() order by 1`,
  );
  return rows;
}

const users = async () =>
  (await server.database.pool.query('select * from users order by id')).rows.map(
    ({ id, name, role }) => ({ id, name, role }),
  );

test.each(PLACES)('in $place', async ({ send, attempts = ATTEMPTS }) => {
  const before = { tables: await tables(), users: await users() };
  statements.length = 0;
  for (const attempt of attempts) {
    const answer = await send(attempt);
    expect(HARMLESS, `${attempt}: ${answer.statusCode} ${answer.body}`).toContain(
      answer.statusCode,
    );
    expect(answer.body).not.toContain('$argon2');
  }
  expect(statements.filter((text) => text.includes(MARK))).toEqual([]);
  expect({ tables: await tables(), users: await users() }).toEqual(before);
});

test('what was attempted found nothing, and all scans are there', async () => {
  for (const attempt of ATTEMPTS.filter((text) => !text.includes('\u0000'))) {
    for (const field of ['domain', 'title', 'user', 'hash']) {
      const answer = await get(pathOf('search'), { q: `${field}:${quoted(attempt)}` });
      expect(answer.json<SearchPage>().items).toEqual([]);
    }
  }
  const all = await get(pathOf('search'), { q: 'domain:example.com' });
  expect(all.json<SearchPage>().items.map(({ id }) => id)).toContain(scanId);
});
