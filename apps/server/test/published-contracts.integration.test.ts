/**
 * Every operation of Webhood's published contracts, with scans in every state, and every answer
 * that they name: requests and answers are held against the documents. `published/` has what the
 * documents state, without their prose.
 */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as, callJob, completeJob, lease, submit } from './job.ts';
import { type Caller, type ScanServers, startScanServers } from './scan-server.ts';

type Schema = object;

interface Operation {
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
}

const STATES = ['queued', 'running', 'done', 'error', 'cancelled'] as const;
type State = (typeof STATES)[number];

/** While it runs, Webhood's code answers 202 with `Location`; its document shows only the 200. */
const UNPUBLISHED: Record<string, number[]> = { 'v1 GET /scans/{scanId}': [202] };
/** Of each example: what was asked and answered. */
const examples: { version: string; operation: string; status: number }[] = [];

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

type Version = 'v1' | 'beta';

function published(version: Version): Document {
  const file = new URL(`./published/webhood-${version}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

interface Example {
  payload?: object;
  /** Null: nobody who is signed in. */
  caller?: Caller | null;
  /** By the document or by what it cannot say: it must be refused. */
  isFaulty?: boolean;
}

function contract(version: Version) {
  const document = published(version);
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  // The documents' own examples have an empty `done_at` until the scan has ended.
  ajv.addFormat('date-time', /^(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))?$/);
  ajv.addSchema(document, 'contract');

  async function check(
    path: string,
    url: string,
    method: 'GET' | 'POST',
    { payload, caller = 'ann', isFaulty = false }: Example = {},
  ) {
    const operation = document.paths[path]?.[method.toLowerCase()];
    if (!operation) throw new Error(`${method} ${path} is not in the document`);
    const answer = await app.inject({
      method,
      url: `/api/${version}${url}`,
      headers: caller === null ? {} : { 'x-test-caller': caller },
      ...(payload ? { payload } : {}),
    });
    const faults = requestFaults(operation, path, url, payload);
    if (isFaulty) expect(answer.statusCode).toBe(400);
    else expect(faults).toEqual([]);
    const key = `${version} ${method} ${path}`;
    examples.push({ version, operation: `${method} ${path}`, status: answer.statusCode });
    const known = [...Object.keys(operation.responses).map(Number), ...(UNPUBLISHED[key] ?? [])];
    expect(known, `${key}: ${answer.statusCode} ${answer.body.slice(0, 200)}`).toContain(
      answer.statusCode,
    );
    const published = operation.responses[String(answer.statusCode)] ?? operation.responses[200];
    if (answer.statusCode < 300) validateBody(answer, published?.content ?? {});
    return answer;
  }

  /** What is wrong with a request by the document: path, query and body. */
  function requestFaults(
    { parameters = [], requestBody }: Operation,
    path: string,
    url: string,
    payload: object | undefined,
  ): string[] {
    const { pathname, searchParams } = new URL(url, 'http://server');
    const pattern = new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
    const inPath = pattern.exec(pathname)?.groups;
    const known = new Set(parameters.map(({ name }) => name));
    const faults = [...searchParams.keys()].filter((name) => !known.has(name));
    for (const { name, in: place, required, schema } of parameters) {
      const value = place === 'path' ? inPath?.[name] : (searchParams.get(name) ?? undefined);
      if (value === undefined) {
        if (required || place === 'path') faults.push(`${name} is missing`);
        continue;
      }
      const isNumber = /"(integer|number)"/.test(JSON.stringify(schema));
      const typed = isNumber && value.trim() !== '' ? Number(value) : value;
      if (!ajv.validate(absolute(schema), typed)) faults.push(`${name}: ${ajv.errorsText()}`);
    }
    const body = requestBody?.content['application/json'];
    if (body && !ajv.validate(absolute(body.schema), payload)) faults.push(ajv.errorsText());
    return faults;
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
    const accepted = await check('/scans', '/scans', 'POST', {
      payload: { url: 'http://example.com' },
    });
    expect(accepted.statusCode).toBe(202);
    const scan = accepted.json();
    expect(accepted.headers.location).toBe(`/api/${version}/scans/${scan.id}`);
    expect(scan).toMatchObject({ done_at: '', final_url: '', status: 'pending', [error]: '' });
    expect(scan).toMatchObject({ screenshots: [], html: [] });
    for (const payload of [{}, { url: 'javascript:1' }, { url: 7 }, { url: 'x y' }]) {
      await check('/scans', '/scans', 'POST', { payload, isFaulty: true });
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

function operations(version: Version): ['GET' | 'POST', string][] {
  return Object.entries(published(version).paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method): ['GET' | 'POST', string] => [
      method === 'post' ? 'POST' : 'GET',
      path,
    ]),
  );
}

test.each([
  ['nobody', 401, null],
  ['one who must first choose a password', 403, 'newcomer'],
] as const)('every operation refuses %s with %i', async (_, status, caller) => {
  for (const version of ['v1', 'beta'] as const) {
    for (const [method, path] of operations(version)) {
      const url = path.replace('{scanId}', idByState.get('done') ?? '');
      const payload = method === 'POST' ? { payload: { url: 'http://example.com' } } : {};
      const answer = await contract(version)(path, url, method, { ...payload, caller });
      expect(answer.statusCode, `${version} ${method} ${path}`).toBe(status);
    }
  }
});

test('who may only look may not submit', async () => {
  for (const version of ['v1', 'beta'] as const) {
    const payload = { url: 'http://example.com' };
    const answer = await contract(version)('/scans', '/scans', 'POST', {
      payload,
      caller: 'viewer',
    });
    expect(answer.statusCode).toBe(403);
  }
});

test('an id that none can be is refused', async () => {
  for (const version of ['v1', 'beta'] as const) {
    for (const [method, path] of operations(version)) {
      if (!path.includes('{scanId}')) continue;
      const url = path.replace('{scanId}', 'x'.repeat(301));
      await contract(version)(path, url, method, { isFaulty: true });
    }
  }
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
  const answer = await contract('v1')('/scans', `/scans${query}`, 'GET', {
    isFaulty: status === 400,
  });
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
  await check('/scans', '/scans?status=lost', 'GET', { isFaulty: true });
});

test('every answer that the documents name was given, and held against them', async ({
  annotate,
}) => {
  for (const version of ['v1', 'beta'] as const) {
    const named = operations(version).flatMap(([method, path]) => {
      const { responses = {} } = published(version).paths[path]?.[method.toLowerCase()] ?? {};
      return Object.keys(responses).map((status) => `${method} ${path} ${status}`);
    });
    const own = examples.filter((example) => example.version === version);
    const given = new Set(own.map(({ operation, status }) => `${operation} ${status}`));
    expect(named.filter((each) => !given.has(each))).toEqual([]);
    await annotate(
      `${version}: ${operations(version).length} operations, ${own.length} examples, ${named.length} named answers, 0 violations`,
    );
  }
});
