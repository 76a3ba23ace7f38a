import { type Problem, pathOf, type Scan, type ScanData, ScanOptions } from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { as } from '../../../test/job.ts';
import { type ScanServers, startScanServers } from '../../../test/scan-server.ts';

let all: ScanServers;
let app: ScanServers['servers'][number]['app'];

const HASH = 'ab'.repeat(32);
const SCAN_DATA: ScanData = {
  version: '1.0',
  document: { links: [], origin: 'o', protocol: 'https:', title: 't', url: 'u' },
  response: {
    type: 'response',
    ts: 1,
    url: 'https://www.example.com/',
    status: 404,
    statusText: '',
    headers: {},
    remoteAddress: { ip: '192.0.2.7', port: 443 },
  },
};

beforeAll(async () => {
  all = await startScanServers();
  const [first] = all.servers;
  if (!first) throw new Error('no server');
  app = first.app;
  const row = {
    visibility: 'team' as const,
    submitted_by_kind: 'user' as const,
    submitted_by_id: 'someone',
    submitted_by_name: 'Some One',
    fair_key: 1,
    options: JSON.stringify(ScanOptions.parse({ headers: { 'x-key': 'hidden' } })),
  };
  await all.database.db
    .insertInto('scans')
    .values([
      {
        ...row,
        id: 'done',
        slug: 'example.com-1',
        url: 'https://example.com/100%_sure',
        final_url: 'https://www.example.com/',
        title: 'It\'s "quoted" \\ 100%',
        state: 'done',
        completeness: 'partial',
        missing: ['truncated', 'challenge'],
        created_at: new Date('2026-11-20T10:00:00Z'),
        done_at: new Date('2026-11-20T10:00:05Z'),
        attempt: 1,
        scanner_id: 's1',
        scanner_name: 'one',
        screenshot_sha256: HASH,
        options: JSON.stringify(
          ScanOptions.parse({ rate: 'fast', stealth: true, timeoutMs: 10_000 }),
        ),
        scan_data: JSON.stringify(SCAN_DATA),
      },
      { ...row, id: 'queued', slug: 'example.org-2', url: 'https://example.org/', state: 'queued' },
      {
        ...row,
        id: 'cancelled',
        slug: 'example.net-3',
        url: 'https://EXAMPLE.net/',
        state: 'cancelled',
        error_code: 'cancelled',
        error_message: 'Cancelled by ann.',
        created_at: new Date('2025-01-01T00:00:00Z'),
        done_at: new Date('2025-01-01T00:01:00Z'),
      },
      {
        ...row,
        id: 'secret',
        slug: 'secret-4',
        url: 'https://secret.example/',
        state: 'queued',
        visibility: 'restricted',
      },
    ])
    .execute();
});
afterAll(() => all.close());

const list = (filter: string, caller: 'ann' | 'admin' = 'ann', sort = 'slug') =>
  as(app, caller, 'GET', `${pathOf('scans')}?${new URLSearchParams({ filter, sort })}`);

async function found(filter: string): Promise<string[]> {
  const answer = await list(filter);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<Scan[]>().map(({ id }) => id);
}

test.each<[string, string[]]>([
  ['', ['done', 'cancelled', 'queued']],
  ['status = "done"', ['done']],
  ["status='pending'", ['queued']],
  ['status = "error"', ['cancelled']],
  ['status != "done"', ['cancelled', 'queued']],
  ['state = "cancelled" || state = "queued"', ['cancelled', 'queued']],
  ['url ~ "example"', ['done', 'cancelled', 'queued']],
  ['url ~ "EXAMPLE.ORG"', ['queued']],
  ['url ~ "https://example.%"', ['done', 'cancelled', 'queued']],
  ['url ~ "%.org/"', ['queued']],
  ['url ~ "100\\%_sure"', ['done']],
  ['url ~ "1__\\%"', []],
  ['url !~ "example.com"', ['cancelled', 'queued']],
  ['url:lower = "https://example.net/"', ['cancelled']],
  ['title = "It\'s \\"quoted\\" \\\\ 100%"', ['done']],
  ['title ~ "\\\\"', ['done']],
  ['title = ""', ['cancelled', 'queued']],
  ['title = null', ['cancelled', 'queued']],
  ['final_url != null', ['done']],
  ['final_url != url', ['done', 'cancelled', 'queued']],
  ['error ~ "ann" && errorMessage = "Cancelled by ann."', ['cancelled']],
  ['errorCode = "cancelled"', ['cancelled']],
  ['created >= "2026-11-20" && created < "2026-11-21"', ['done']],
  ['created > "2026-11-20 10:00:00.000Z"', ['queued']],
  ['created = "2026-11-20T12:00:00+02:00"', ['done']],
  ['created < "2026"', ['cancelled']],
  ['created > @todayStart', ['queued']],
  ['@now > created && created > "2026-11-21"', ['queued']],
  ['created ~ "2025-01"', ['cancelled']],
  ['created > @yearStart && done_at = ""', ['queued']],
  ['done_at = null', ['queued']],
  ['done_at != ""', ['done', 'cancelled']],
  ['done_at > created', ['done', 'cancelled']],
  ['attempt > 0', ['done']],
  ['attempt = "1"', ['done']],
  ['missing ?= "challenge"', ['done']],
  ['missing = "challenge"', []],
  ['missing ~ "n"', ['done']],
  ['missing:length = 2', ['done']],
  ['missing = ""', ['cancelled', 'queued']],
  ['missing != null', ['done']],
  [`screenshots ?= "${HASH}.png"`, ['done']],
  ['html:length = 0', ['done', 'cancelled', 'queued']],
  ['options.rate = "fast"', ['done']],
  ['options.stealth = true', ['done']],
  ['options.stealth = false', ['cancelled', 'queued']],
  ['options.timeoutMs >= 60000', ['cancelled', 'queued']],
  ['options.userAgent = ""', ['done', 'cancelled', 'queued']],
  ['scanData.response.status = 404', ['done']],
  ['scanData.response.remoteAddress.ip = "192.0.2.7"', ['done']],
  ['scanner.name = "one" && submittedBy.name = "Some One"', ['done']],
  ['(status="done"||status="error")&&created<"2026-01-01"', ['cancelled']],
])('%s finds %j', async (filter, ids) => {
  expect(await found(filter)).toEqual(ids);
});

test.each([
  ['password = "x"', 'column 1', "'password' is none of id, slug, url"],
  ['status = "done" && options.headers ~ "hidden"', 'column 20', "'options.headers' is none of"],
  ['options ~ "hidden"', 'column 1', 'none of'],
  ['options.headers.x-key = "hidden"', 'column 18', 'nothing can begin here'],
  ['submittedBy.id = "someone"', 'column 1', 'none of'],
  ['1 = 1', 'column 1', 'must be a field'],
  ['status = 1 || status = true', 'column 15', 'cannot be compared'],
  ['created > "yesterday"', 'column 1', 'cannot be compared'],
  ['created > "2026-02-31"', 'column 1', 'cannot be compared'],
  ['created > @soon', 'column 11', "'@soon' is none of @now"],
  ['attempt = "one"', 'column 1', 'cannot be compared'],
  ['status:length > 1', 'column 1', 'has no length'],
  ['missing = notices', 'column 11', 'two lists'],
  ['status = "a\u0000b"', 'column 10', 'NUL'],
  ['status = "done', 'column 10', 'does not end'],
])('%j is refused and says where', async (filter, column, message) => {
  const answer = await list(filter);
  expect(answer.statusCode).toBe(400);
  const { code, errors } = answer.json<Problem>();
  expect(code).toBe('invalid_request');
  expect(errors).toEqual([{ field: 'filter', message: expect.stringContaining(message) }]);
  expect(errors?.[0]?.message).toContain(`${column}:`);
});

test.each([
  `id = "done' OR '1'='1"`,
  `id = "'; DROP TABLE scans; --"`,
  `url ~ "%' OR 1=1 --"`,
  `url ~ "\\\\' OR true --"`,
  `title = "$1" || title = "\${now()}" || title = "{{7*7}}"`,
  `created ~ "' UNION SELECT NULL --"`,
  `scanner.name = "\\\\"`,
  `url ~ "%\\\\"`,
])('%s is a text like any other', async (filter) => {
  expect(await found(filter)).toEqual([]);
  const { count } = await all.database.db
    .selectFrom('scans')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  expect(count).toBe(4);
});

test('a filter shows nobody what they may not see', async () => {
  expect(await found('id = "secret" || visibility = "restricted"')).toEqual([]);
  const seen = await list('visibility = "restricted"', 'admin');
  expect(seen.json<Scan[]>().map(({ id }) => id)).toEqual(['secret']);
});

test('several fields can order the list', async () => {
  const answer = await list('', 'ann', '-status,created');
  expect(answer.json<Scan[]>().map(({ id }) => id)).toEqual(['queued', 'done', 'cancelled']);
  expect((await list('', 'ann', 'password')).statusCode).toBe(400);
});
