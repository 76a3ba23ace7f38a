import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Artifact,
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
  /** Refuses the first submissions, in this order. */
  refusals?: ProblemCode[];
  /** What a download brings. */
  served?: Buffer;
}

/** Every scan is done at once; its evidence is one page. */
async function startServer({ refusals = [], served = PAGE }: Behaviour = {}): Promise<string> {
  const left = [...refusals];
  let scans = 0;
  server = await startSite(async (request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://server');
    if (request.headers.authorization !== 'Bearer good') return refuse(response, 'unauthenticated');
    if (pathname === '/api/v1/events') return openEvents(response);
    if (pathname.endsWith('/artifacts')) return answer(response, 200, [HTML]);
    if (pathname.endsWith(SHA256)) return response.end(served);
    if (request.method === 'GET') return answer(response, 200, scanRecord(pathname, 'done'));
    const refusal = left.shift();
    if (refusal) return refuse(response, refusal);
    const { url } = await bodyOf(request);
    if (url.startsWith('ftp:')) return refuse(response, 'unsupported_scheme');
    scans += 1;
    return answer(response, 202, scanRecord(`/s${scans}`, 'queued'));
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

async function bodyOf(request: IncomingMessage): Promise<{ url: string }> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return JSON.parse(text);
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

async function scan(url: string, urls: string[], token = 'good') {
  const args = ['scan', '--server', url, '--token', token, '--out', 'out', '--json', '-'];
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

test('a busy server is asked again', async () => {
  const url = await startServer({ refusals: ['queue_full', 'unavailable', 'rate_limited'] });
  const { code, records } = await scan(url, ['https://a.com/']);
  expect(code).toBe(0);
  expect(records).toMatchObject([{ status: 'done' }]);
});

test('a refused URL fails the command, and the others are scanned', async () => {
  const url = await startServer();
  const { code, records } = await scan(url, ['ftp://a.com/', 'https://a.com/']);
  expect(code).toBe(1);
  expect(records).toHaveLength(2);
  expect(records).toContainEqual(expect.objectContaining({ status: 'done' }));
  expect(records).toContainEqual({
    url: 'ftp://a.com/',
    error: { code: 'unsupported_scheme', message: 'It is unsupported_scheme.' },
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
