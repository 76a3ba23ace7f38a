/**
 * Every operation of Webhood's published contracts, with scans in every state: the answers are held
 * against the documents. `published/` has what the documents state, without their prose.
 */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as, callJob, completeJob, lease, submit } from './job.ts';
import { type ScanServers, startScanServers } from './scan-server.ts';

type Schema = object;

interface Operation {
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
}

const STATES = ['queued', 'running', 'done', 'error', 'cancelled'] as const;
type State = (typeof STATES)[number];

/** While it runs, Webhood's code answers 202 with `Location`; its document shows only the 200. */
const UNPUBLISHED: Record<string, number[]> = { 'v1 GET /scans/{scanId}': [202] };
const BINARY = new Set(['image/png', 'text/html']);

let all: ScanServers;
let app: ScanServers['servers'][number]['app'];
const idByState = new Map<State, string>();

beforeAll(async () => {
  all = await startScanServers();
  const [first] = all.servers;
  if (!first) throw new Error('no server');
  app = first.app;
  await all.addScanner('one');
  const next = async (state: State) => {
    const { id } = (await submit(app)).json<{ id: string }>();
    idByState.set(state, id);
    return id;
  };
  await next('done');
  await completeJob(app, await lease(app, 'one'));
  await next('error');
  const failing = await lease(app, 'one');
  const failure = { code: 'name_not_resolved', message: 'no such name', retryable: false };
  expect((await callJob(app, failing, 'fail', failure)).statusCode).toBe(200);
  await next('running');
  await lease(app, 'one');
  const cancelled = await next('cancelled');
  await as(app, 'ann', 'POST', `/api/v1/scans/${cancelled}/cancel`);
  await next('queued');
});
afterAll(() => all.close());

function contract(version: 'v1' | 'beta') {
  const file = new URL(`./published/webhood-${version}.json`, import.meta.url);
  const document: Document = JSON.parse(readFileSync(file, 'utf8'));
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  // The documents' own examples have an empty `done_at` until the scan has ended.
  ajv.addFormat('date-time', /^(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))?$/);
  ajv.addSchema(document, 'contract');

  async function check(path: string, url: string, method: 'GET' | 'POST', payload?: object) {
    const operation = document.paths[path]?.[method.toLowerCase()];
    if (!operation) throw new Error(`${method} ${path} is not in the document`);
    const answer = await app.inject({
      method,
      url: `/api/${version}${url}`,
      headers: { 'x-test-caller': 'ann' },
      ...(payload ? { payload } : {}),
    });
    const key = `${version} ${method} ${path}`;
    const known = [...Object.keys(operation.responses).map(Number), ...(UNPUBLISHED[key] ?? [])];
    expect(known, `${key}: ${answer.statusCode} ${answer.body.slice(0, 200)}`).toContain(
      answer.statusCode,
    );
    const published = operation.responses[String(answer.statusCode)] ?? operation.responses[200];
    if (answer.statusCode < 300) validateBody(answer, published?.content ?? {});
    return answer;
  }

  function validateBody(
    answer: Awaited<ReturnType<typeof app.inject>>,
    content: NonNullable<Operation['responses'][string]['content']>,
  ): void {
    const [entry] = Object.entries(content);
    if (!entry) throw new Error('the document states no content');
    const [type, { schema }] = entry;
    expect(answer.headers['content-type']).toContain(type);
    if (BINARY.has(type)) expect(answer.rawPayload.length).toBeGreaterThan(0);
    if (!schema) return;
    const isValid = ajv.compile({ ...absolute(schema) });
    expect(isValid(answer.json()), JSON.stringify(isValid.errors)).toBe(true);
  }
  return check;
}

/** References of the document, as seen from outside it. */
function absolute(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"contract#/'));
}

describe.each(['v1', 'beta'] as const)('Webhood %s', (version) => {
  const check = contract(version);
  const error = version === 'v1' ? 'errorMessage' : 'error';

  test('a submission is taken in, or refused as the document says', async () => {
    const accepted = await check('/scans', '/scans', 'POST', { url: 'http://example.com' });
    expect(accepted.statusCode).toBe(202);
    const scan = accepted.json();
    expect(accepted.headers.location).toBe(`/api/${version}/scans/${scan.id}`);
    expect(scan).toMatchObject({ done_at: '', final_url: '', status: 'pending', [error]: '' });
    expect(scan).toMatchObject({ screenshots: [], html: [] });
    for (const payload of [{}, { url: 'javascript:1' }, { url: 7 }, { url: 'x y' }]) {
      expect((await check('/scans', '/scans', 'POST', payload)).statusCode).toBe(400);
    }
  });

  test.each(STATES)('a scan that is %s', async (state) => {
    const id = idByState.get(state) ?? '';
    const answer = await check('/scans/{scanId}', `/scans/${id}`, 'GET');
    const isOver = state !== 'queued' && state !== 'running';
    expect(answer.statusCode).toBe(isOver || version === 'beta' ? 200 : 202);
    const { status, slug } = answer.json();
    const shown = { queued: 'pending', cancelled: 'error' } as Partial<Record<State, string>>;
    expect(status).toBe(shown[state] ?? state);
    if (version === 'beta') expect(Object.keys(answer.json())).toHaveLength(11);
    expect((await check('/scans/{scanId}', `/scans/${slug}`, 'GET')).json().id).toBe(id);
    const screenshot = await check('/scans/{scanId}/screenshot', `/scans/${id}/screenshot`, 'GET');
    expect(screenshot.statusCode).toBe(state === 'done' ? 200 : 404);
  });

  test('what does not exist is 404', async () => {
    for (const end of ['', '/screenshot', ...(version === 'v1' ? ['/html', '/trace'] : [])]) {
      const answer = await check(`/scans/{scanId}${end}`, `/scans/absent${end}`, 'GET');
      expect(answer.statusCode).toBe(404);
    }
  });
});

test('v1 gives the page and every exchange', async () => {
  const check = contract('v1');
  const id = idByState.get('done');
  for (const end of ['/html', '/trace']) {
    const answer = await check(`/scans/{scanId}${end}`, `/scans/${id}${end}`, 'GET');
    expect(answer.statusCode).toBe(200);
  }
});

test.each([
  ['', 200],
  ['?limit=2&offset=1&sort=-created', 200],
  ['?sort=url&filter=status%20%3D%20%22done%22', 200],
  ['?filter=created%20%3E%20@yesterday%20%26%26%20url%20~%20%27example%27', 200],
  ['?filter=nonsense', 400],
  ['?sort=nonsense', 400],
  ['?limit=many', 400],
])('v1 lists %s with %i', async (query, status) => {
  const answer = await contract('v1')('/scans', `/scans${query}`, 'GET');
  expect(answer.statusCode).toBe(status);
});

test('beta lists one status, done unless another is asked for', async () => {
  const check = contract('beta');
  const list = async (query: string) => (await check('/scans', `/scans${query}`, 'GET')).json();
  for (const status of ['pending', 'running', 'done', 'error']) {
    const scans: { status: string }[] = await list(`?status=${status}`);
    expect(scans.length).toBeGreaterThan(0);
    expect(new Set(scans.map((scan) => scan.status))).toEqual(new Set([status]));
  }
  expect(await list('')).toEqual(await list('?status=done'));
  expect((await check('/scans', '/scans?status=lost', 'GET')).statusCode).toBe(400);
});
