import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MASKED, Report, ScanOptions, type ScanOptionsInput } from '@webhood/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findAllBrowsers } from '../../../../test/sites/find-test-browser.ts';
import { type Site, startSite } from '../../../../test/sites/site-server.ts';
import { createLocalCapturer, type LocalCapturer } from '../capture-entry.ts';
import { SETTLE_BUDGETS } from './limits.ts';

let site: Site;
let secureSite: Site;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-capture-'));
  [site, secureSite] = await Promise.all([startSite(), startSite({ tls: true })]);
});

afterAll(async () => {
  await Promise.all([site.close(), secureSite.close()]);
  rmSync(folder, { recursive: true, force: true });
});

describe.each(findAllBrowsers())('with %s', (chromePath) => {
  let capturer: LocalCapturer;
  let scans = 0;

  beforeAll(() => {
    capturer = createLocalCapturer({
      chromePath,
      allowNetworks: ['127.0.0.0/8', '::1/128'],
      preparesAhead: true,
    });
  });
  afterAll(() => capturer.close());

  async function scan(path: string, options: ScanOptionsInput = {}, on = site) {
    scans += 1;
    const outDir = mkdtempSync(join(folder, `scan-${scans}-`));
    const url = `${on.url}${path}`;
    const { report } = await capturer.capture({ url, options: ScanOptions.parse(options), outDir });
    expect(Report.parse(report)).toEqual(report);
    return { report, outDir, html: () => readFileSync(join(outDir, 'page.html'), 'utf8') };
  }

  test('every artifact that the report names is there, with its hash and size', async () => {
    const { report, outDir } = await scan('/links');
    expect(report.outcome).toEqual({ status: 'done', completeness: 'complete' });
    const kinds = new Set(report.artifacts.map(({ kind }) => kind));
    expect([...kinds].toSorted()).toEqual(['body', 'har', 'html', 'screenshot', 'text']);
    for (const { path, sha256, size } of report.artifacts) {
      const bytes = readFileSync(join(outDir, path));
      expect([bytes.length, createHash('sha256').update(bytes).digest('hex')]).toEqual([
        size,
        sha256,
      ]);
    }
    expect(JSON.parse(readFileSync(join(outDir, 'scan.json'), 'utf8'))).toEqual(report);
    expect(readdirSync(outDir).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('title, language and links with their text are read', async () => {
    const { report } = await scan('/links');
    expect(report.document).toMatchObject({
      url: `${site.url}/links`,
      title: 'Links',
      language: 'fi',
      mediaType: 'text/html',
      links: [
        { url: `${site.url}/tiny`, text: 'A tiny page' },
        { url: 'https://example.org/x?y=1', text: 'Elsewhere' },
      ],
    });
  });

  test('each redirect is an exchange and a hop of its own', async () => {
    const { report } = await scan('/redirect');
    expect(report.scan.finalUrl).toBe(`${site.url}/tiny`);
    expect(report.redirects.map(({ kind, status }) => [kind, status])).toEqual([
      ['http', 301],
      ['http', 302],
    ]);
    const navigations = report.exchanges.filter(({ isNavigation }) => isNavigation);
    expect(navigations.map(({ response }) => response?.status)).toEqual([301, 302, 200]);
  });

  test.each([
    ['/meta-refresh', 'meta'],
    ['/script-redirect', 'script'],
  ])('%s is followed as a %s redirect, and the first page’s body is kept', async (path, kind) => {
    const { report } = await scan(path);
    expect(report.document.title).toBe('Tiny');
    expect(report.redirects.map((hop) => hop.kind)).toEqual([kind]);
    const first = report.exchanges.find(({ request }) => request.url.endsWith(path));
    expect(first?.body?.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('a document that is left before it ends is not waited for, and said not to be kept', async () => {
    const { report } = await scan('/leave-unfinished');
    expect(report.document.title).toBe('Tiny');
    const first = report.exchanges.find(({ request }) => request.url.endsWith('unfinished'));
    expect(first?.body).toEqual({ size: 71, omitted: 'not_available' });
    expect(report.timings.settledMs).toBeLessThan(SETTLE_BUDGETS.balanced.requestHoldMs);
  });

  test('cookies of server and script are recorded with their flags', async () => {
    const { report } = await scan('/cookies');
    const cookies = report.cookies.toSorted((a, b) => a.name.localeCompare(b.name));
    expect(cookies).toMatchObject([
      { name: 'script', value: 'two', httpOnly: false, expiresAt: null },
      { name: 'server', value: 'one', httpOnly: true, sameSite: 'Lax' },
    ]);
  });

  test('console messages and uncaught errors are recorded with their level', async () => {
    const { report } = await scan('/console');
    const seen = report.console.map(({ level, text }) => `${level}: ${text.split('\n')[0]}`);
    expect(seen).toEqual(
      expect.arrayContaining([
        'log: number 1',
        'warning: careful',
        expect.stringMatching(/^exception: .*late/),
      ]),
    );
  });

  test.each(['/iframe', '/iframe/other-site'])(
    'the file of %s holds what its frame shows',
    async (path) => {
      const { report, html } = await scan(path);
      expect(html()).toMatch(/srcdoc="[^"]*Text of the inner frame/);
      const frame = report.exchanges.find(({ request }) => request.url.endsWith('/inner'));
      expect(frame).toMatchObject({ isNavigation: false, response: { status: 200 } });
    },
  );

  test('open shadow roots are part of the saved DOM', async () => {
    const { html } = await scan('/shadow');
    expect(html()).toContain('Text of the shadow root');
  });

  test('requests of scripts and workers are logged with method, body and address', async () => {
    const { report } = await scan('/fetch');
    const posted = report.exchanges.find(({ request }) => request.method === 'POST');
    expect(posted).toMatchObject({
      request: { postData: 'sent=1' },
      response: { status: 200, remoteAddress: { ip: '127.0.0.1', port: site.port } },
    });
    const worker = await scan('/worker');
    const fetched = worker.report.exchanges.find(({ request }) =>
      request.url.endsWith('from=worker'),
    );
    expect(fetched).toMatchObject({ target: 'worker', response: { status: 200 } });
  });

  test('a body’s hash is that of the bytes on the wire, whatever their encoding', async () => {
    const { report } = await scan('/latin');
    const script = report.exchanges.find(({ request }) => request.url.endsWith('latin.js'));
    const served = await (await fetch(`${site.url}/latin.js`)).bytes();
    expect(script?.body?.sha256).toBe(createHash('sha256').update(served).digest('hex'));
  });

  test.each(['/download', '/download/script'])(
    'what %s downloads is kept in an encrypted zip',
    async (path) => {
      const { report, outDir } = await scan(path);
      expect(report.outcome).toMatchObject({ status: 'done' });
      const [download] = report.downloads;
      expect(download).toMatchObject({
        state: 'kept',
        suggestedName: 'report.pdf',
        mediaType: 'application/pdf',
        path: 'downloads/1.zip',
      });
      const zip = readFileSync(join(outDir, 'downloads/1.zip'));
      expect(zip.subarray(0, 2).toString()).toBe('PK');
      expect(zip.includes('%PDF')).toBe(false);
    },
  );

  test.each([
    ['/missing', 404],
    ['/broken', 500],
  ])('the error page %s is a scan that is done', async (path, status) => {
    const { report } = await scan(path);
    expect(report.outcome).toMatchObject({ status: 'done' });
    expect(report.exchanges[0]?.response?.status).toBe(status);
  });

  test('a certificate that nobody trusts is recorded and the scan goes on', async () => {
    const { report } = await scan('/tiny', {}, secureSite);
    expect(report.outcome).toMatchObject({ status: 'done' });
    expect(report.document.title).toBe('Tiny');
    expect(report.certificates).toMatchObject([{ host: '127.0.0.1', trusted: false }]);
    expect(report.exchanges[0]?.response?.tls?.protocol).toMatch(/TLS/);
  });

  test('the options reach the site, and the secrets among them never reach the report', async () => {
    const { report, html, outDir } = await scan('/echo', {
      userAgent: 'Probe/1.0',
      language: 'fi-FI',
      referer: 'https://referrer.example/from',
      headers: { 'X-Probe': 'secret-header' },
      cookies: [{ name: 'session', value: 'secret-cookie' }],
    });
    for (const text of ['Probe/1.0', 'fi-FI', 'https://referrer.example/from', 'secret-cookie']) {
      expect(html()).toContain(text);
    }
    expect(html()).toContain('secret-header');
    expect(report.scan.options.headers).toEqual({ 'X-Probe': MASKED });
    for (const name of ['scan.json', 'network.har']) {
      expect(readFileSync(join(outDir, name), 'utf8')).not.toMatch(/secret-/);
    }
  });

  test('without JavaScript no script of the page runs', async () => {
    const { html } = await scan('/echo', { javascript: false });
    expect(html()).toContain('<title>Echo</title>');
  });

  test('the picture has the size that was asked for', async () => {
    const { outDir } = await scan('/tiny', { viewport: { width: 500, height: 400 } });
    const png = readFileSync(join(outDir, 'screenshot.png'));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([500, 400]);
    expect(statSync(join(outDir, 'screenshot.png')).size).toBeGreaterThan(100);
  });

  test('a page that holds a request open is settled all the same', async () => {
    site.hold('/held-open');
    const { report } = await scan('/poll', { rate: 'fast' });
    expect(report.outcome).toMatchObject({ status: 'done' });
    expect(report.timings.settledBy).toBe('quiet');
  });

  test('a page with many resources has each of them in the log, with its body', async () => {
    const { report } = await scan('/medium');
    const own = report.exchanges.filter(({ request }) => request.url.includes('/medium'));
    expect(own).toHaveLength(62);
    expect(own.filter(({ body }) => !body?.sha256)).toEqual([]);
  });
});
