import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Artifact,
  type BulkVerdict,
  PROBLEM_STATUS,
  type ProblemCode,
  type Scan,
  ScanOptions,
} from '@webhood/contract';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from '../testing/run-cli.ts';
import { type Site, startSite } from '../testing/sites.ts';

// What a real server does not do on demand: be busy once, damage a file. The rest is proved
// against the real one in test/e2e.

const PAGE = Buffer.from('<!doctype html><title>kept</title>');
const SHA256 = createHash('sha256').update(PAGE).digest('hex');
const HTML: Artifact = {
  kind: 'html',
  path: 'page.html',
  mediaType: 'text/html',
  sha256: SHA256,
  size: PAGE.length,
};

let folder: string;
let server: Site | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-remote-'));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

interface Behaviour {
  /** Refuses the first lists, in this order. */
  refusals?: ProblemCode[];
  /** Of each list it has room for so many. */
  room?: number;
  /** What a download brings. */
  served?: Buffer;
}

interface ReceivedList {
  key: string | undefined;
  urls: string[];
}
let lists: ReceivedList[];

/** Every scan is done at once; its evidence is one page. */
async function startServer(behaviour: Behaviour = {}): Promise<string> {
  const { refusals = [], served = PAGE, room = 1_000 } = behaviour;
  const left = [...refusals];
  let scans = 0;
  lists = [];
  const verdictFor = (url: string, index: number): BulkVerdict => {
    if (index >= room) return { verdict: 'refused', code: 'queue_full', detail: 'It is full.' };
    if (url.startsWith('ftp:')) {
      return { verdict: 'refused', code: 'unsupported_scheme', detail: 'It is ftp.' };
    }
    scans += 1;
    const { id, slug, state, notices } = scanRecord(`/s${scans}`, 'queued');
    return { verdict: 'accepted', scan: { id, slug, url, state, notices } };
  };
  server = await startSite(async (request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://server');
    if (request.headers.authorization !== 'Bearer good') return refuse(response, 'unauthenticated');
    if (pathname === '/api/v1/events') return openEvents(response);
    if (pathname.endsWith('/artifacts')) return answer(response, 200, [HTML]);
    if (pathname.endsWith(SHA256)) return response.end(served);
    if (pathname === '/api/v1/search') return answer(response, 200, found(request.url ?? ''));
    const { urls } = await bodyOf(request);
    lists.push({ key: request.headers['idempotency-key']?.toString(), urls });
    const refusal = left.shift();
    if (refusal) return refuse(response, refusal);
    const items = urls.map(verdictFor);
    return answer(response, 200, { accepted: 0, reused: 0, refused: 0, items });
  });
  return server.url;
}

function openEvents(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(': open\n\n');
}

function answer(response: ServerResponse, status: number, body: unknown, type = 'json'): void {
  response.writeHead(status, { 'content-type': `application/${type}`, 'retry-after': '0' });
  response.end(JSON.stringify(body));
}

function refuse(response: ServerResponse, code: ProblemCode): void {
  const status = PROBLEM_STATUS[code];
  const problem = { type: 'about:blank', title: code, status, code, detail: `It is ${code}.` };
  answer(response, status, problem, 'problem+json');
}

async function bodyOf(request: IncomingMessage): Promise<{ urls: string[] }> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return JSON.parse(text);
}

/** What `id:(a OR b)` finds. */
function found(url: string) {
  const q = new URL(url, 'http://server').searchParams.get('q') ?? '';
  const items = (q.match(/s\d+/g) ?? []).map((id) => scanRecord(`/${id}`, 'done'));
  return { items, next: null, total: { count: items.length, isExact: true } };
}

function scanRecord(path: string, state: 'queued' | 'done') {
  const id = path.split('/').at(-1) ?? '';
  const time = '2030-01-01T00:00:00.000Z';
  return {
    id,
    created: time,
    updated: time,
    done_at: '',
    slug: `a.com-${id}`,
    url: 'https://a.com/',
    final_url: '',
    status: state === 'done' ? 'done' : 'pending',
    screenshots: [],
    html: [],
    errorMessage: '',
    state,
    phase: null,
    attempt: 1,
    errorCode: null,
    completeness: 'complete',
    missing: [],
    title: '',
    options: ScanOptions.parse({}),
    notices: [],
    visibility: 'team',
    submittedBy: { kind: 'token', name: 'cli' },
    scanner: null,
    startedAt: time,
    tags: [],
    priority: 'normal',
    notBefore: null,
    targetScannerId: null,
    requiredLabels: [],
    rescanOf: null,
  } satisfies Scan;
}

async function scan(url: string, urls: string[], token = 'good', flags: string[] = []) {
  const args = ['scan', '--server', url, '--token', token, '--out', 'out', '--json', ...flags, '-'];
  const run = runCli(args, { cwd: folder, input: urls.join('\n') });
  const code = await run.exited;
  const lines = run.stdout().split('\n').filter(Boolean);
  return { code, records: lines.map((line) => JSON.parse(line)), stderr: run.stderr() };
}

test('every URL of standard input is submitted, and its evidence checked and kept', async () => {
  const url = await startServer();
  const urls = Array.from({ length: 30 }, (_, n) => `https://a.com/${n}`);
  const { code, records } = await scan(url, urls);
  expect(code).toBe(0);
  expect(records).toHaveLength(30);
  expect(readdirSync(join(folder, 'out'))).toHaveLength(30);
  for (const { directory } of records) {
    expect(readFileSync(join(directory, 'page.html'))).toEqual(PAGE);
  }
});

test('a busy server is asked again, with the same key', async () => {
  const url = await startServer({ refusals: ['queue_full', 'unavailable', 'rate_limited'] });
  const { code, records } = await scan(url, ['https://a.com/']);
  expect(code).toBe(0);
  expect(records).toMatchObject([{ status: 'done' }]);
  expect(lists).toHaveLength(4);
  expect(new Set(lists.map(({ key }) => key)).size).toBe(1);
  expect(lists[0]?.key).toMatch(/^"[\w-]{36}"$/);
});

test('many URLs are submitted in lists of a thousand, each with a key of its own', async () => {
  const url = await startServer();
  const urls = Array.from({ length: 2_100 }, (_, n) => `https://a.com/${n}`);
  const flags = ['--no-wait', '--idempotency-key', 'k'];
  const { code, records } = await scan(url, urls, 'good', flags);
  expect(code).toBe(0);
  expect(lists.map(({ key, urls }) => [key, urls.length])).toEqual([
    ['"k"', 1_000],
    ['"k/2"', 1_000],
    ['"k/3"', 100],
  ]);
  expect(records).toHaveLength(2_100);
  expect(records[7]).toMatchObject({ id: 's8', url: 'https://a.com/7', verdict: 'accepted' });
  expect(existsSync(join(folder, 'out'))).toBe(false);
});

test('what a full queue had no room for is submitted again, in its order', async () => {
  const url = await startServer({ room: 20 });
  const urls = Array.from({ length: 50 }, (_, n) => `https://a.com/${n}`);
  const { code, records } = await scan(url, urls, 'good', ['--no-wait']);
  expect(code).toBe(0);
  expect(lists.map((list) => list.urls)).toEqual([urls, urls.slice(20), urls.slice(40)]);
  expect(records.map((record) => record.url)).toEqual(urls);
});

test('a refused URL fails the command, and the others are scanned', async () => {
  const url = await startServer();
  const { code, records } = await scan(url, ['ftp://a.com/', 'https://a.com/']);
  expect(code).toBe(1);
  expect(records).toHaveLength(2);
  expect(records).toContainEqual(expect.objectContaining({ status: 'done' }));
  expect(records).toContainEqual({
    url: 'ftp://a.com/',
    error: { code: 'unsupported_scheme', message: 'It is ftp.' },
  });
});

test.each([
  ['cut', PAGE.subarray(1)],
  ['lengthened', Buffer.concat([PAGE, PAGE])],
  ['changed', Buffer.from(PAGE.toString().replace('kept', 'lost'))],
])('a file that arrives %s is not kept, and fails the command', async (_, served) => {
  const url = await startServer({ served });
  const { code, records } = await scan(url, ['https://a.com/']);
  expect(code).toBe(1);
  expect(records).toMatchObject([{ error: { code: 'hash_mismatch' } }]);
  expect(existsSync(join(folder, 'out/page.html'))).toBe(false);
  expect(existsSync(join(folder, 'out/page.html.partial'))).toBe(false);
});

test('a refused token ends the command with one message', async () => {
  const url = await startServer();
  const { code, records, stderr } = await scan(url, ['https://a.com/', 'https://b.com/'], 'bad');
  expect(code).toBe(1);
  expect(records).toEqual([]);
  expect(stderr).toBe(`webhood: ${url}: It is unauthenticated. (unauthenticated)\n`);
});
