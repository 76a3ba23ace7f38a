import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Scan, ScanState, ServerEvent } from '@webhood/contract';
import { afterEach, expect, test } from 'vitest';
import { createClient } from './client.ts';
import { InvalidResponseError, NetworkError, WaitTimeoutError } from './errors.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(handler: Handler): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => handler(request, response, Buffer.concat(chunks).toString()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function scanIn(state: ScanState): Scan {
  return {
    id: 's1',
    created: '2030-01-01T00:00:00.000Z',
    updated: '2030-01-01T00:00:00.000Z',
    done_at: '',
    slug: 'example.com-1',
    url: 'https://example.com/',
    final_url: '',
    status: 'pending',
    screenshots: [],
    html: [],
    errorMessage: '',
    state,
    phase: null,
    attempt: 0,
    errorCode: null,
    completeness: null,
    missing: [],
    title: '',
    options: {
      rate: 'balanced',
      device: 'desktop',
      fullPage: false,
      javascript: true,
      stealth: false,
      skipCookiePrompts: false,
      earlyScreenshot: false,
      timeoutMs: 60_000,
    },
    notices: [],
    visibility: 'team',
    submittedBy: { kind: 'user', name: 'ada' },
    scanner: null,
    startedAt: null,
    tags: [],
    priority: 'normal',
    notBefore: null,
    targetScannerId: null,
    requiredLabels: [],
    rescanOf: null,
  };
}

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function openStream(response: ServerResponse): (event: string, data: unknown, id?: string) => void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(': open\n\n');
  return (event, data, id) =>
    response.write(`${id ? `id: ${id}\n` : ''}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

test('a submission is sent as JSON with the token, and its answer is the scan', async () => {
  let seen: unknown;
  const baseUrl = await serve((request, response, body) => {
    seen = {
      method: request.method,
      url: request.url,
      body: JSON.parse(body),
      auth: request.headers.authorization,
    };
    json(response, scanIn('queued'), 202);
  });
  const scan = await createClient({ baseUrl, token: 't0' }).scans.submit({ url: 'example.com' });
  expect(scan.state).toBe('queued');
  expect(seen).toEqual({
    method: 'POST',
    url: '/api/v1/scans',
    body: { url: 'example.com' },
    auth: 'Bearer t0',
  });
});

test('a list passes its paging and drops what is not asked for', async () => {
  let url: string | undefined;
  const baseUrl = await serve((request, response) => {
    url = request.url;
    json(response, [scanIn('done')]);
  });
  const list = await createClient({ baseUrl }).scans.list({ limit: 10, offset: 20 });
  expect(list).toHaveLength(1);
  expect(url).toBe('/api/v1/scans?limit=10&offset=20');
});

test('an answer outside the contract is its own kind of error', async () => {
  const baseUrl = await serve((_, response) => json(response, { id: 1 }));
  await expect(createClient({ baseUrl }).scans.get('s1')).rejects.toBeInstanceOf(
    InvalidResponseError,
  );
  const html = await serve((_, response) => response.end('<h1>hello</h1>'));
  await expect(createClient({ baseUrl: html }).me.get()).rejects.toBeInstanceOf(
    InvalidResponseError,
  );
});

test('a server that is not there is a network error, an abort stays the abort', async () => {
  const client = createClient({ baseUrl: 'http://127.0.0.1:1' });
  await expect(client.me.get()).rejects.toBeInstanceOf(NetworkError);
  await expect(client.me.get({ signal: AbortSignal.abort() })).rejects.toMatchObject({
    name: 'AbortError',
  });
});

test('a wrong password is invalid_credentials, whatever shape the sign-in route answers in', async () => {
  const baseUrl = await serve((_, response) =>
    json(response, { code: 'INVALID_USERNAME_OR_PASSWORD', message: 'nope' }, 401),
  );
  const client = createClient({ baseUrl });
  await expect(
    client.authentication.signIn({ username: 'ada', password: 'x' }),
  ).rejects.toMatchObject({ code: 'invalid_credentials', status: 401 });
});

test('a path parameter cannot leave its place in the path', async () => {
  let url: string | undefined;
  const baseUrl = await serve((request, response) => {
    url = request.url;
    json(response, scanIn('done'));
  });
  await createClient({ baseUrl }).scans.get('../users?x=1');
  expect(url).toBe('/api/v1/scans/..%2Fusers%3Fx%3D1');
});

test('a download streams its bytes and tells its size', async () => {
  const bytes = Buffer.from('evidence');
  const baseUrl = await serve((_, response) =>
    response
      .writeHead(200, { 'content-type': 'image/png', 'content-length': bytes.length })
      .end(bytes),
  );
  const download = await createClient({ baseUrl }).scans.openScreenshot('s1');
  expect(download).toMatchObject({ mediaType: 'image/png', size: 8 });
  expect(await download.text()).toBe('evidence');
});

test('a download that comes compressed tells no size, and its bytes are whole', async () => {
  const text = JSON.stringify(Array.from({ length: 500 }, (_, n) => ({ n })));
  const bytes = gzipSync(text);
  const baseUrl = await serve((_, response) =>
    response
      .writeHead(200, {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        'content-length': bytes.length,
      })
      .end(bytes),
  );
  const download = await createClient({ baseUrl }).scans.openScreenshot('s1');
  expect(download.size).toBeNull();
  expect(await download.text()).toBe(text);
});

test('events resume after the last one seen, so that nothing needs to be looked up again', async () => {
  const lastEventIds: (string | undefined)[] = [];
  const baseUrl = await serve((request, response) => {
    lastEventIds.push(request.headers['last-event-id']?.toString());
    const send = openStream(response);
    if (lastEventIds.length === 1) {
      send('scan', scanIn('queued'), '41');
      send('name_of_the_future', {});
      response.end();
    } else {
      send('scan_deleted', { id: 's1' }, '42');
    }
  });
  const stop = new AbortController();
  const seen: ServerEvent['event'][] = [];
  for await (const event of createClient({ baseUrl }).events({ signal: stop.signal })) {
    seen.push(event.event);
    if (event.event === 'scan_deleted') stop.abort();
  }
  expect(seen).toEqual(['scan', 'scan_deleted']);
  expect(lastEventIds).toEqual([undefined, '41']);
});

test('a stream that was cut before any event resumes from its beat, or else asks for a resync', async () => {
  for (const [beat, expected] of [
    ['id: 7\n\n', { lastEventIds: [undefined, '7'], seen: ['scan_deleted'] }],
    ['', { lastEventIds: [undefined, undefined], seen: ['resync', 'scan_deleted'] }],
  ] as const) {
    const lastEventIds: (string | undefined)[] = [];
    const baseUrl = await serve((request, response) => {
      lastEventIds.push(request.headers['last-event-id']?.toString());
      const send = openStream(response);
      if (lastEventIds.length === 1) response.end(beat);
      else send('scan_deleted', { id: 's1' }, '42');
    });
    const stop = new AbortController();
    const seen: ServerEvent['event'][] = [];
    for await (const event of createClient({ baseUrl }).events({ signal: stop.signal })) {
      seen.push(event.event);
      if (event.event === 'scan_deleted') stop.abort();
    }
    expect({ lastEventIds, seen }).toEqual(expected);
  }
});

test('an event that does not fit the contract asks for a resync', async () => {
  const baseUrl = await serve((_, response) => openStream(response)('scan', { id: 1 }));
  for await (const event of createClient({ baseUrl }).events()) {
    expect(event.event).toBe('resync');
    break;
  }
});

test('events end with the refusal when the server says no', async () => {
  const baseUrl = await serve((_, response) => json(response, {}, 401));
  const events = createClient({ baseUrl }).events();
  await expect(events.next()).rejects.toMatchObject({ code: 'unauthenticated' });
});

test('waiting returns the scan that an event brings', async () => {
  const baseUrl = await serve((request, response) => {
    if (request.url !== '/api/v1/events') return json(response, scanIn('running'));
    openStream(response)('scan', scanIn('done'), '1');
  });
  expect((await createClient({ baseUrl }).waitForScan('s1')).state).toBe('done');
});

test('waiting looks again once the stream is open, so nothing falls between', async () => {
  let open = false;
  const baseUrl = await serve((request, response) => {
    if (request.url !== '/api/v1/events') {
      return json(response, scanIn(open ? 'error' : 'running'));
    }
    open = true;
    openStream(response);
  });
  expect((await createClient({ baseUrl }).waitForScan('s1')).state).toBe('error');
});

test('waiting works without events, and ends when patience or the scan does', async () => {
  const done = await serve((request, response) =>
    request.url === '/api/v1/events' ? json(response, {}, 403) : json(response, scanIn('done')),
  );
  expect((await createClient({ baseUrl: done }).waitForScan('s1')).state).toBe('done');

  const running = await serve((request, response) => {
    if (request.url === '/api/v1/events') openStream(response);
    else json(response, scanIn('running'));
  });
  const client = createClient({ baseUrl: running });
  await expect(client.waitForScan('s1', { timeoutMs: 50 })).rejects.toBeInstanceOf(
    WaitTimeoutError,
  );
  await expect(client.waitForScan('s1', { signal: AbortSignal.abort() })).rejects.toMatchObject({
    name: 'AbortError',
  });

  const gone = await serve((_, response) => json(response, {}, 404));
  await expect(createClient({ baseUrl: gone }).waitForScan('s1')).rejects.toMatchObject({
    code: 'not_found',
  });
});

/** Answers a search for ids with those scans, in the state that each has then. */
function searchAnswer(url: string, stateOf: (id: string) => ScanState | undefined) {
  const q = new URL(url, 'http://server').searchParams.get('q') ?? '';
  const items = (q.match(/s\d+/g) ?? []).flatMap((id) => {
    const state = stateOf(id);
    return state === undefined ? [] : [{ ...scanIn(state), id }];
  });
  return { items, next: null, total: null };
}

test('many scans are waited for with one stream, whether they end before, during or by deletion', async () => {
  let streams = 0;
  let searches = 0;
  const baseUrl = await serve((request, response) => {
    if (request.url?.startsWith('/api/v1/search')) {
      searches += 1;
      const states: Record<string, ScanState> = { s0: 'done', s2: 'running', s3: 'queued' };
      return json(
        response,
        searchAnswer(request.url, (id) => states[id] ?? (id === 's1' ? undefined : 'done')),
      );
    }
    streams += 1;
    const send = openStream(response);
    send('scan', { ...scanIn('error'), id: 's2' }, '1');
    send('scan_deleted', { id: 's3' }, '2');
  });
  const watch = createClient({ baseUrl }).watchScans();
  for (let n = 0; n < 120; n++) watch.add(`s${n}`);
  watch.complete();
  const ended = new Map<string, ScanState | undefined>();
  const take = async () => {
    for await (const { id, scan } of watch.ended()) ended.set(id, scan?.state);
  };
  await Promise.all([take(), take(), take()]);
  expect(ended.size).toBe(120);
  expect([0, 1, 2, 3, 119].map((n) => ended.get(`s${n}`))).toEqual([
    'done',
    undefined,
    'error',
    undefined,
    'done',
  ]);
  expect(streams).toBe(1);
  expect(searches).toBeLessThan(10);
});

test('waiting for many ends with a refusal, an abort, or when none ends', async () => {
  const refusing = await serve((_, response) => json(response, {}, 401));
  const refused = createClient({ baseUrl: refusing }).watchScans();
  refused.add('s1');
  await expect(refused.ended().next()).rejects.toMatchObject({ code: 'unauthenticated' });

  const running = await serve((request, response) => {
    if (request.url?.startsWith('/api/v1/search')) {
      return json(
        response,
        searchAnswer(request.url, () => 'running'),
      );
    }
    openStream(response);
  });
  const client = createClient({ baseUrl: running });
  const silent = client.watchScans({ silenceMs: 50 });
  silent.add('s1');
  await expect(silent.ended().next()).rejects.toBeInstanceOf(WaitTimeoutError);
  expect(silent.waiting()).toEqual(['s1']);

  const stop = new AbortController();
  const aborted = client.watchScans({ signal: stop.signal });
  aborted.add('s1');
  const next = aborted.ended().next();
  stop.abort();
  await expect(next).rejects.toMatchObject({ name: 'AbortError' });
});
