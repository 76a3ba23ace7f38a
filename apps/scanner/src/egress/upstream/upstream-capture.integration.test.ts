/** Upstream proxies as a whole scan meets them: the browser, the guard, and what is written down. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseProxyUrl, type Report, ScanOptions } from '@webhood/contract';
import { createAddressPolicy } from '@webhood/network-policy';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from '../../../../../test/sites/find-test-browser.ts';
import type { Routes } from '../../../../../test/sites/route.ts';
import { type Site, startSite } from '../../../../../test/sites/site-server.ts';
import { type BrowserSupervisor, createBrowserSupervisor } from '../../browser/supervisor.ts';
import { createCapturer } from '../../capture/capture.ts';
import { createEgressGuard, type EgressGuardOptions } from '../guard.ts';
import { startHttpProxy, startSocksProxy, type UpstreamProxy } from './upstream-proxy.fixture.ts';

/** Exists for the upstream proxies of these tests only. */
const NAME = 'beyond-the-upstream.com';
/** Made for this run, so that no other process of the machine can happen to hold it. */
const PASSWORD = randomBytes(12).toString('hex');
const CREDENTIALS = { username: 'proxy-user', password: PASSWORD };
const TOKEN = Buffer.from(`proxy-user:${PASSWORD}`).toString('base64');

const closing: (() => Promise<unknown>)[] = [];
let folder: string;
let site: Site;
let secureSite: Site;
let supervisor: BrowserSupervisor;
/** Resolves when the page's script has asked for it. */
let second = Promise.withResolvers<void>();

const PAGES: Routes = {
  '/upstream/page': ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(`<!DOCTYPE html><title>Upstream</title><p id="ws"></p><script>
      const socket = new WebSocket('ws://' + location.host + '/net/echo');
      socket.onopen = () => socket.send('through');
      socket.onmessage = ({ data }) => { document.title = 'heard ' + data; };
    </script>`);
  },
  '/upstream/then-gone': ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(`<!DOCTYPE html><title>First</title><script>
      fetch('/upstream/second').then(() => fetch('/upstream/third'))
        .then(({ status }) => { document.title = 'then ' + status; });
    </script>`);
  },
  '/upstream/second': () => second.resolve(),
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-upstream-'));
  [site, secureSite] = await Promise.all([
    startSite({ routes: PAGES }),
    startSite({ tls: true, routes: PAGES }),
  ]);
  supervisor = createBrowserSupervisor({
    chromePath: findBrowser(),
    log: { info() {}, warn() {} },
  });
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(async () => {
  await Promise.all([supervisor.close(), site.close(), secureSite.close()]);
  rmSync(folder, { recursive: true, force: true });
});

async function started(starting: Promise<UpstreamProxy>): Promise<UpstreamProxy> {
  const proxy = await starting;
  closing.push(proxy.close);
  return proxy;
}

async function scan(
  url: string,
  { proxy, ...settings }: Partial<EgressGuardOptions> & { proxy?: string } = {},
): Promise<{ report: Report; outDir: string }> {
  const egress = createEgressGuard({ policy: createAddressPolicy(), ...settings });
  const capturer = createCapturer({ supervisor, egress, preparesAhead: false });
  closing.push(async () => {
    await capturer.released();
    await egress.close();
  });
  const outDir = mkdtempSync(join(folder, 'scan-'));
  const result = await capturer.capture({
    scanId: 'upstreamscan001',
    slug: 'upstream',
    attempt: 1,
    url,
    options: ScanOptions.parse({ rate: 'fast', ...(proxy ? { proxy } : {}) }),
    outDir,
    scanner: { name: 'test', version: '0' },
  });
  if (result.kind === 'failed') throw new Error(`${result.code}: ${result.message}`);
  return { report: result.report, outDir };
}

function ownProxies(url: string): Partial<EgressGuardOptions> {
  const parsed = parseProxyUrl(url);
  if (parsed.kind === 'invalid') throw new Error(parsed.fault);
  const { proxy } = parsed;
  return { proxies: { http: proxy, https: proxy, bypasses: () => false } };
}

function everythingIn(outDir: string): string {
  return readdirSync(outDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

function commandLines(): string {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .map((pid) => {
      try {
        return `${readFileSync(`/proc/${pid}/cmdline`)}${readFileSync(`/proc/${pid}/environ`)}`;
      } catch {
        // Gone meanwhile, or somebody else's.
        return '';
      }
    })
    .join('\n');
}

const KINDS = [
  ['http', startHttpProxy],
  ['socks5', startSocksProxy],
] as const;

describe.each(KINDS)('through a proxy of kind %s', (kind, start) => {
  it.each(['http', 'https'] as const)(
    'a page over %s arrives with its WebSocket, and its password is written nowhere',
    async (scheme) => {
      const proxy = await started(start({ credentials: CREDENTIALS }));
      const { port } = scheme === 'https' ? secureSite : site;
      const url = `${kind}://proxy-user:${PASSWORD}@127.0.0.1:${proxy.port}`;
      const { report, outDir } = await scan(`${scheme}://${NAME}:${port}/upstream/page`, {
        proxy: url,
        trustsScanProxies: true,
      });
      expect(report.outcome).toMatchObject({ status: 'done' });
      if (scheme === 'http') expect(report.document.title).toBe('heard through');
      expect(report.connections.length).toBeGreaterThan(0);
      for (const connection of report.connections) {
        expect(connection).toMatchObject({ host: NAME, upstream: kind, addresses: [] });
        expect(connection).not.toHaveProperty('address');
      }
      expect(report.exchanges[0]?.response).not.toHaveProperty('remoteAddress');
      expect(report.scan.options.proxy).toBe(`${kind}://***@127.0.0.1:${proxy.port}`);
      const written = everythingIn(outDir) + (process.platform === 'linux' ? commandLines() : '');
      expect(written).toContain(NAME);
      expect(written).not.toContain(PASSWORD);
      expect(written).not.toContain(TOKEN);
    },
  );

  it.each(['http', 'https'])('over %s, a wrong password ends the scan as that', async (scheme) => {
    const proxy = await started(start({ credentials: CREDENTIALS }));
    const { report } = await scan(`${scheme}://${NAME}/`, {
      ...ownProxies(`${kind}://proxy-user:wrong@127.0.0.1:${proxy.port}`),
    });
    expect(report.outcome).toEqual({
      status: 'error',
      code: 'proxy_failed',
      message: expect.stringContaining('proxy_auth_failed'),
    });
  });

  it('a proxy that dies amid a scan leaves what was seen until then', async () => {
    second = Promise.withResolvers();
    const proxy = await started(start({}));
    void second.promise.then(proxy.close);
    const { report } = await scan(`http://${NAME}:${site.port}/upstream/then-gone`, {
      ...ownProxies(`${kind}://127.0.0.1:${proxy.port}`),
    });
    expect(report.document.title).toBe('then 502');
    expect(report.connections).toContainEqual(
      expect.objectContaining({ verdict: 'failed', rule: 'proxy_unreachable', upstream: kind }),
    );
  });
});

it.each(['http', 'https'])('over %s, a proxy that nobody runs ends the scan as that', async (s) => {
  const proxy = await startHttpProxy();
  await proxy.close();
  const { report } = await scan(`${s}://${NAME}/`, {
    ...ownProxies(`http://127.0.0.1:${proxy.port}`),
  });
  expect(report.outcome).toMatchObject({ status: 'error', code: 'proxy_failed' });
});

it.each([
  ['http', (port: number) => `http://127.0.0.1:${port}`],
  ['https', (port: number) => `socks5://0x7f.1:${port}`],
  ['http', (port: number) => `http://localhost:${port}`],
  ['https', () => 'http://10.0.0.1:6379'],
  ['http', () => 'socks5://[::ffff:169.254.169.254]:80'],
  ['https', () => 'http://1.1.1.1:25'],
])('over %s, no user reaches inside with a proxy of their own (%#)', async (scheme, proxyFor) => {
  const inside = await started(startHttpProxy());
  const { report } = await scan(`${scheme}://${NAME}/`, { proxy: proxyFor(inside.port) });
  expect(report.outcome).toMatchObject({
    status: 'error',
    code: 'blocked_destination',
    message: expect.stringContaining('proxy'),
  });
  expect(report.connections).toContainEqual(
    expect.objectContaining({ verdict: 'refused', rule: 'proxy_not_allowed' }),
  );
  expect(inside.visits()).toBe(0);
});
