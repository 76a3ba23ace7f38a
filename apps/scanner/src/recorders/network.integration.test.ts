import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Exchange, REPORT_BYTES, Report, ScanOptions } from '@webhood/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findAllBrowsers } from '../../../../test/sites/find-test-browser.ts';
import { type Site, startSite } from '../../../../test/sites/site-server.ts';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import { createLocalCapturer, type LocalCapturer } from '../capture-entry.ts';

let site: Site;
let secureSite: Site;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-network-'));
  [site, secureSite] = await Promise.all([startSite(), startSite({ tls: true })]);
});

afterAll(async () => {
  await Promise.all([site.close(), secureSite.close()]);
  rmSync(folder, { recursive: true, force: true });
});

describe.each(findAllBrowsers())('with %s', (chromePath) => {
  let capturer: LocalCapturer;

  beforeAll(() => {
    capturer = createLocalCapturer({ chromePath, allowNetworks: ['127.0.0.0/8', '::1/128'] });
  });
  afterAll(() => capturer.close());

  async function scan(path: string, on = site) {
    const outDir = mkdtempSync(join(folder, 'scan-'));
    const options = ScanOptions.parse({});
    const { report } = await capturer.capture({ url: `${on.url}${path}`, options, outDir });
    expect(Report.parse(report)).toEqual(report);
    const exchange = (end: string): Exchange | undefined =>
      report.exchanges.find(({ request }) => request.url.endsWith(end));
    return { report, exchange, outDir };
  }

  test('each exchange names the cookies it sent and set, and those refused with the reason', async () => {
    const { exchange } = await scan('/net/cookies');
    expect(exchange('/net/cookies')?.cookies).toEqual({ sent: [], set: ['kept'], refused: [] });
    expect(exchange('/net/cookies/seen')?.cookies).toEqual({
      sent: ['kept'],
      set: ['more'],
      refused: [{ name: 'loose', when: 'setting', reasons: ['SameSiteNoneInsecure'] }],
    });
    expect(exchange('/net/cookies/foreign')?.cookies?.refused).toEqual([
      { name: 'never', when: 'setting', reasons: ['InvalidDomain'] },
    ]);
  });

  test('what the browser says to the guard is in no header of the report', async () => {
    const { report, exchange } = await scan('/tiny');
    const names = exchange('/tiny')?.request.headers.map(({ name }) => name.toLowerCase());
    expect(names).toContain('user-agent');
    expect(JSON.stringify(report.exchanges)).not.toMatch(/proxy-(?:connection|authorization)/i);
  });

  test('cookies are recorded with expiry, SameSite, and the site they are partitioned by', async () => {
    const { report } = await scan('/net/cookies/kinds', secureSite);
    const cookies = report.cookies.toSorted((a, b) => a.name.localeCompare(b.name));
    expect(cookies).toMatchObject([
      { name: 'apart', sameSite: 'None', secure: true, partitionKey: 'https://127.0.0.1' },
      { name: 'lasting', sameSite: 'Strict', expiresAt: expect.stringMatching(/^20\d\d-.*Z$/) },
      { name: 'passing', expiresAt: null, secure: false },
    ]);
    expect(cookies[2]).not.toHaveProperty('partitionKey');
  });

  test('the summary counts links, secure requests and sites, and tells the certificate’s age', async () => {
    const { report } = await scan('/links', secureSite);
    const { stats, page } = report.summary;
    expect(stats).toMatchObject({ links: 2, secureRequests: stats.requests, securePercent: 100 });
    expect(stats.byApexDomain).toMatchObject([{ name: '127.0.0.1', count: stats.requests }]);
    expect([0, 1]).toContain(page.tlsAgeDays);
  });

  test('a cookie kept back from a request of another site is named with the reason', async () => {
    const { exchange } = await scan('/net/cookies/cross');
    const cookies = exchange('/net/cookies/seen?again')?.cookies;
    expect(cookies?.sent).toEqual([]);
    const keptBack = cookies?.refused.find(({ when }) => when === 'sending');
    expect(keptBack?.name).toBe('strict');
    expect(keptBack?.reasons).toContainEqual(expect.stringMatching(/SameSiteStrict$/));
  });

  test('a WebSocket is an exchange with its handshake and messages', async () => {
    const { exchange } = await scan('/net/socket');
    const socket = exchange('/net/echo');
    expect(socket).toMatchObject({
      resourceType: 'WebSocket',
      documentUrl: `${site.url}/net/socket`,
      initiator: { functionName: 'connect' },
      response: { status: 101, remoteAddress: { ip: '127.0.0.1', port: site.port } },
      messages: { dropped: 0 },
    });
    const seen = socket?.messages?.items.map((each) => [each.direction, each.kind, each.data]);
    expect(seen).toHaveLength(4);
    expect(seen).toEqual(
      expect.arrayContaining([
        ['sent', 'text', 'hello'],
        ['sent', 'binary', 'AQID'],
        ['received', 'text', 'hello'],
        ['received', 'binary', 'AQID'],
      ]),
    );
  });

  test('a worker’s WebSocket is recorded as the worker’s', async () => {
    const { exchange } = await scan('/net/socket/worker');
    expect(exchange('/net/echo')).toMatchObject({
      target: 'worker',
      messages: { items: [{ data: 'from worker' }, { data: 'from worker' }] },
    });
  });

  test('a WebSocket that is not accepted is a failed exchange', async () => {
    const { exchange, report } = await scan('/net/socket/refused');
    expect(exchange('/net/no-socket')?.failure?.error).toMatch(/handshake/);
    expect(report.summary.stats.failed).toBe(1);
  });

  test('a WebSocket that floods is cut at its bound, and what was dropped is counted', async () => {
    const { exchange, report } = await scan('/net/socket/flood');
    const messages = exchange('/net/echo')?.messages;
    expect(messages?.items).toHaveLength(CAPTURE_LIMITS.streamMessages);
    expect(messages?.dropped).toBeGreaterThan(0);
    expect(report.missing).toMatchObject([{ code: 'truncated', what: 'messages' }]);
  });

  test('messages of an EventSource are recorded with their event', async () => {
    const { exchange } = await scan('/net/events');
    expect(exchange('/net/events/stream')?.messages?.items).toMatchObject([
      { kind: 'event', event: 'price', data: '42' },
      { kind: 'event', event: 'message', data: 'plain' },
    ]);
  });

  test('request bodies that the browser leaves out are asked for, and their function is named', async () => {
    const { report, exchange } = await scan('/net/post');
    const large = report.exchanges.find(({ request }) => request.method === 'POST');
    expect(large?.request.postData).toMatch(/^x{60000,}$/);
    expect(large?.initiator).toMatchObject({ functionName: 'report', line: 4, column: 14 });
    expect(exchange('/api?blob')?.request.postData).toBe('from a blob');
  });

  test('what a policy blocks or CORS refuses says which', async () => {
    const { exchange } = await scan('/net/policy');
    expect(exchange('/blocked.gif')?.failure).toMatchObject({
      blocked: true,
      blockedReason: 'csp',
    });
    expect(exchange('/api')?.failure?.corsError).toBe('MissingAllowOriginHeader');
  });

  test('the chain of a host’s certificates is recorded as it was sent', async () => {
    const { report } = await scan('/tiny', secureSite);
    expect(report.outcome).toEqual({ status: 'done', completeness: 'complete' });
    expect(report.certificates).toMatchObject([
      { chain: [{ subject: 'CN=Webhood', issuer: 'CN=Webhood' }] },
    ]);
    expect(report.summary.page.tlsValidDays).toBeGreaterThan(300);
    expect(report.certificates[0]?.chain[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    ['has expired', ['127.0.0.1'], new Date('2020-06-01')],
    ['is for another name', ['other.example'], new Date()],
  ])('a certificate that %s is recorded, and the scan goes on', async (_, names, madeAt) => {
    const bad = await startSite({ tls: { names, madeAt } });
    try {
      const { report } = await scan('/tiny', bad);
      expect(report.outcome).toEqual({ status: 'done', completeness: 'complete' });
      expect(report.document.title).toBe('Tiny');
      const [certificate] = report.certificates;
      expect(certificate?.trusted).toBe(false);
      expect(certificate?.tls.subjectAlternativeNames).toEqual(names);
      expect(certificate?.tls.validFrom.slice(0, 4)).toBe(String(madeAt.getUTCFullYear()));
    } finally {
      await bad.close();
    }
  });

  test('what a body is by its content stands beside what the server called it', async () => {
    const { report } = await scan('/net/types');
    const types = report.exchanges
      .slice(1)
      .map(({ response, body }) => [response?.mediaType, body?.detectedType]);
    expect(types).toEqual(
      expect.arrayContaining([
        ['text/plain', 'application/pdf'],
        ['image/png', 'application/x-msdownload'],
        ['text/css', 'application/zip'],
        ['application/octet-stream', 'text/html'],
        ['text/plain', 'application/json'],
      ]),
    );
  });

  test.each([
    ['/tiny', 'no'],
    ['/redirect', 'same_domain'],
    ['/net/cookies/cross', 'other_site'],
  ])('the summary of %s says how far the page has moved: %s', async (path, redirected) => {
    const { report } = await scan(path);
    expect(report.summary.page.redirected).toBe(redirected);
    expect(report.addresses).toMatchObject([{ ip: '127.0.0.1' }]);
    expect(report.addresses[0]?.hosts).toContain('127.0.0.1');
  });

  test('a page of thousands of long addresses leaves a report that a server takes', async () => {
    const { report, outDir } = await scan('/net/long-addresses');
    expect(statSync(join(outDir, 'scan.json')).size).toBeLessThanOrEqual(REPORT_BYTES);
    expect(report.exchanges.length).toBeGreaterThan(2_000);
    expect(report.outcome).toEqual({ status: 'done', completeness: 'partial' });
    const cut = report.missing.filter(({ detail }) => detail.includes('larger than may be kept'));
    expect(cut.map(({ what }) => what)).toContain('addresses_of_requests');
  });

  test.each([
    ['/net/gone', ['/net/gone', '/style.css', '/first.js', '/data', '/second']],
    ['/net/removed', ['/inner', '/inner.js']],
    ['/net/workers', ['/worker.js', '/of-worker', '/service.js', '/of-service']],
  ])(
    'bodies of %s outlive the document, frame or worker that asked for them',
    async (path, ends) => {
      const { exchange, outDir } = await scan(path);
      for (const end of ends) {
        const sha256 = exchange(end)?.body?.sha256 ?? '';
        expect([end, sha256]).toEqual([end, expect.stringMatching(/^[0-9a-f]{64}$/)]);
        const bytes = readFileSync(join(outDir, 'bodies', sha256));
        expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
      }
    },
  );
});
