/**
 * Nothing of a scan is left for the next one. One page plants every kind of state a page can
 * have, and a scan of the probe beside it must see none, in the same warm browser and on the same
 * origin. The page that plants also probes: what it does not see itself proves nothing.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { ScanOptions } from '@webhood/contract';
import { createAddressPolicy } from '@webhood/network-policy';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { observed } from '../../../../test/observed.ts';
import { findAllBrowsers, findBrowser } from '../../../../test/sites/find-test-browser.ts';
import { type Site, startSite } from '../../../../test/sites/site-server.ts';
import { readGroup } from '../browser/process-group.ts';
import { createBrowserSupervisor } from '../browser/supervisor.ts';
import { createLocalCapturer, type LocalCapturer } from '../capture-entry.ts';
import { createEgressGuard } from '../egress/guard.ts';
import { createCapturer } from './capture.ts';

/** Kinds whose planting must be seen to work where it was planted. */
const KINDS = [
  'cookie',
  'localStorage',
  'sessionStorage',
  'indexedDb',
  'cacheApi',
  'serviceWorker',
  'opfs',
  'bucket',
  'httpCache',
  'clientHints',
  'httpAuth',
  'sharedWorker',
  'windowName',
  'compressionDictionary',
  'preflightCache',
  'connection',
  'tlsSession',
];

/** In every file that is made of what the page has. */
const MARKER = 'left-behind-by-a-scan';

const PROBE = `
const seen = [];
const check = async (kind, test) => { try { if (await test()) seen.push(kind); } catch (error) { console.log(kind + ': ' + error); } };
const within = (promise) => Promise.race([promise, new Promise((resolve) => setTimeout(resolve, 1500))]);
const openDb = () => new Promise((resolve, reject) => {
  const request = indexedDB.open('planted');
  request.onsuccess = () => resolve(request.result.version > 1); request.onerror = reject;
});
const askWorker = () => new Promise((resolve) => {
  const worker = new SharedWorker('/state/shared.js');
  worker.port.onmessage = ({ data }) => resolve(data > 1);
  worker.port.start();
});
async function probe() {
  await check('cookie', () => document.cookie.includes('planted'));
  await check('localStorage', () => localStorage.getItem('planted'));
  await check('sessionStorage', () => sessionStorage.getItem('planted'));
  await check('windowName', () => window.name === 'planted');
  await check('cacheApi', () => caches.has('planted'));
  await check('serviceWorker', async () => (await navigator.serviceWorker.getRegistrations()).length > 0);
  await check('indexedDb', async () => (await indexedDB.databases()).some(({ name }) => name === 'planted'));
  await check('opfs', async () => { for await (const name of (await navigator.storage.getDirectory()).keys()) if (name === 'planted') return true; });
  await check('bucket', async () => (await navigator.storageBuckets.keys()).includes('planted'));
  const first = await (await fetch('/state/once')).text();
  await check('httpCache', async () => (await (await fetch('/state/cached')).text()) !== first);
  await check('clientHints', async () => (await (await fetch('/state/headers')).text()).includes('sec-ch-ua-full-version-list'));
  await check('httpAuth', async () => (await fetch('/state/auth-seen')).status === 200);
  await check('sharedWorker', () => within(askWorker()));
  await check('compressionDictionary', async () => (await (await fetch('/state/dictionary-user')).text()) === 'known');
  const askAcross = (path) => fetch(other + path, { headers: { 'x-planted': '1' } }).then((response) => response.text());
  await check('preflightCache', async () => (await askAcross('/state/across')) === 'unasked');
  await check('connection', async () => (await (await fetch('/state/connection')).text()) === 'known');
  await check('tlsSession', async () => (await (await fetch(secure + '/state/tls')).text()) === 'resumed');
  document.title = 'seen:' + seen.sort().join(',');
}`;

const PLANT = `
async function plant() {
  document.cookie = 'planted=1; max-age=86400';
  localStorage.setItem('planted', '1'); sessionStorage.setItem('planted', '1'); window.name = 'planted';
  await check('plant', async () => {
    await caches.open('planted');
    await within(navigator.serviceWorker.register('/state/sw.js'));
    await within(new Promise((resolve) => { const request = indexedDB.open('planted', 2); request.onsuccess = () => { request.result.close(); resolve(); }; }));
    await (await navigator.storage.getDirectory()).getFileHandle('planted', { create: true });
    await navigator.storageBuckets.open('planted');
    await fetch('/state/cached');
    const request = new XMLHttpRequest();
    request.open('GET', '/state/auth', true, 'planted', 'planted');
    await within(new Promise((resolve) => { request.onloadend = resolve; request.send(); }));
    await within(askWorker());
    await fetch('/state/dictionary');
    await fetch(other + '/state/across', { headers: { 'x-planted': '1' } });
    await fetch('/state/connection');
    await fetch(secure + '/state/tls');
  });
}`;

let site: Site;
/** Another origin of the same machine, and one behind TLS. */
let other: Site;
let secure: Site;
let folder: string;
let served = 0;
/** Until then the file that a page has downloaded is on its way. */
let fileMayEnd = Promise.withResolvers<void>();
/** How often the page's browser asked whether it may ask, and over which connections it came. */
let preflights = 0;
const connections = new WeakSet<object>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-next-'));
  other = await startSite({
    routes: {
      '/state/across': ({ request, response }) => {
        response.setHeader('access-control-allow-origin', '*');
        response.setHeader('access-control-allow-headers', 'x-planted');
        response.setHeader('access-control-max-age', '7200');
        response.setHeader('cache-control', 'no-store');
        if (request.method === 'OPTIONS') preflights += 1;
        const wasAsked = preflights > 0;
        if (request.method !== 'OPTIONS') preflights = 0;
        response.end(wasAsked ? 'asked' : 'unasked');
      },
    },
  });
  secure = await startSite({
    tls: true,
    routes: {
      // A connection for each answer, so that the next one has a session to resume.
      '/state/tls': ({ request, response }) => {
        response.setHeader('access-control-allow-origin', '*');
        response.setHeader('connection', 'close');
        response.setHeader('cache-control', 'no-store');
        const isResumed = request.socket instanceof TLSSocket && request.socket.isSessionReused();
        response.end(isResumed ? 'resumed' : 'full handshake');
      },
    },
  });
  const addresses = `const other = '${other.url}', secure = '${secure.url}';`;
  site = await startSite({
    routes: {
      '/state/plant': ({ response }) => {
        response.setHeader('accept-ch', 'Sec-CH-UA-Full-Version-List');
        response.setHeader('content-type', 'text/html');
        response.end(
          `<title>-</title><script>${addresses}${PROBE}${PLANT}plant().then(probe)</script>`,
        );
      },
      '/state/probe': ({ response }) => {
        response.setHeader('content-type', 'text/html');
        response.end(`<title>-</title><script>${addresses}${PROBE}probe()</script>`);
      },
      // What came from the cache is older than what was just given out.
      '/state/once': ({ response }) => {
        served += 1;
        response.setHeader('cache-control', 'no-store');
        response.end(String(served));
      },
      '/state/cached': ({ response }) => {
        response.setHeader('cache-control', 'max-age=86400');
        response.end(String(served));
      },
      '/state/headers': ({ request, response }) => {
        response.setHeader('cache-control', 'no-store');
        response.end(Object.keys(request.headers).join());
      },
      '/state/auth': ({ request, response }) => {
        const isKnown = request.headers.authorization !== undefined;
        response.writeHead(isKnown ? 200 : 401, { 'www-authenticate': 'Basic realm="planted"' });
        response.end();
      },
      // Under the same path, where a browser that knows a password sends it unasked.
      '/state/auth-seen': ({ request, response }) => {
        response.writeHead(request.headers.authorization === undefined ? 403 : 200).end();
      },
      '/state/files': ({ response }) => {
        response.setHeader('content-type', 'text/html');
        response.setHeader('set-cookie', `${MARKER}=1; max-age=86400`);
        response.end(`<title>-</title><a id="a" href="/state/file" download>file</a><script>
          a.click();
          localStorage.setItem('${MARKER}', '1');
          indexedDB.open('${MARKER}');
          caches.open('${MARKER}').then((cache) => cache.put('/x', new Response('${MARKER}')));
        </script>`);
      },
      '/state/file': ({ response }) => {
        response.setHeader('content-disposition', 'attachment');
        response.setHeader('cache-control', 'max-age=86400');
        response.write(MARKER.repeat(5_000));
        void fileMayEnd.promise.then(() => response.end());
      },
      '/state/copies': ({ response }) => {
        response.setHeader('content-type', 'text/html');
        response.end(`<title>-</title><textarea id="t">planted</textarea><script>(async () => {
          const done = [];
          t.select();
          if (document.execCommand('copy')) done.push('command');
          await navigator.clipboard.writeText('planted').then(() => done.push('text'), () => {});
          const item = new ClipboardItem({ 'text/plain': new Blob(['planted'], { type: 'text/plain' }) });
          await navigator.clipboard.write([item]).then(() => done.push('item'), () => {});
          document.title = 'copied: ' + (done.join() || 'nothing');
        })()</script>`);
      },
      '/state/pastes': ({ response }) => {
        response.setHeader('content-type', 'text/html');
        response.end(`<title>-</title><textarea id="t"></textarea><script>(async () => {
          t.focus();
          document.execCommand('paste');
          const text = await navigator.clipboard.readText().catch(() => '');
          const items = await navigator.clipboard.read().catch(() => []);
          document.title = 'pasted: ' + (t.value || text || items.length || 'nothing');
        })()</script>`);
      },
      '/state/dictionary': ({ response }) => {
        response.setHeader('use-as-dictionary', 'match="/state/dictionary-user"');
        response.setHeader('cache-control', 'max-age=86400');
        response.end('planted '.repeat(100));
      },
      '/state/dictionary-user': ({ request, response }) => {
        response.setHeader('cache-control', 'no-store');
        response.end('available-dictionary' in request.headers ? 'known' : 'unknown');
      },
      '/state/connection': ({ request, response }) => {
        const isKnown = connections.has(request.socket);
        connections.add(request.socket);
        response.setHeader('cache-control', 'no-store');
        response.end(isKnown ? 'known' : 'new');
      },
      '/state/sw.js': ({ response }) => {
        response.setHeader('content-type', 'text/javascript');
        response.end('self.addEventListener("install", () => self.skipWaiting());');
      },
      '/state/shared.js': ({ response }) => {
        response.setHeader('content-type', 'text/javascript');
        response.end('let n = 0; onconnect = ({ ports: [port] }) => port.postMessage(++n);');
      },
    },
  });
});
afterAll(async () => {
  await Promise.all([site.close(), other.close(), secure.close()]);
  rmSync(folder, { recursive: true, force: true });
});

function scanner(chromePath: string, onStart: (pid: number) => void = () => undefined) {
  const log = {
    info: ({ pid }: { pid?: number }, event: string) => {
      if (event === 'browser.started' && pid !== undefined) onStart(pid);
    },
    warn() {},
  };
  const allowNetworks = ['127.0.0.0/8'];
  return createLocalCapturer({ chromePath, allowNetworks, preparesAhead: true, log });
}

async function titleOf(capturer: LocalCapturer, path: string): Promise<string> {
  const outDir = mkdtempSync(join(folder, 'scan-'));
  const options = ScanOptions.parse({ rate: 'slow' });
  const { report } = await capturer.capture({ url: `${site.url}${path}`, options, outDir });
  return report.document.title ?? '';
}

describe.each(findAllBrowsers())('with %s', (chromePath) => {
  test('the next scan sees nothing of what a page planted', async () => {
    const browsers: number[] = [];
    const capturer = scanner(chromePath, (pid) => browsers.push(pid));
    try {
      const planted = await titleOf(capturer, '/state/plant');
      expect(planted.replace('seen:', '').split(',')).toEqual(KINDS.toSorted());
      expect(await titleOf(capturer, '/state/probe')).toBe('seen:');
      expect(browsers).toHaveLength(1);
    } finally {
      await capturer.close();
    }
  });
});

test.runIf(process.platform === 'linux').each(findAllBrowsers())(
  '%s has no file of a scan in its folder once that has ended',
  async (chromePath) => {
    const browsers: number[] = [];
    const capturer = scanner(chromePath, (pid) => browsers.push(pid));
    fileMayEnd = Promise.withResolvers();
    try {
      const outDir = mkdtempSync(join(folder, 'files-'));
      const scan = capturer.capture({ url: `${site.url}/state/files`, outDir });
      await expect.poll(() => browsers).toHaveLength(1);
      const profile = profileOf(browsers[0] ?? 0);
      await expect.poll(() => filesWith(profile, MARKER)).not.toEqual([]);
      fileMayEnd.resolve();
      const { report } = await scan;
      expect(report.downloads).toHaveLength(1);
      await expect.poll(() => filesWith(profile, MARKER)).toEqual([]);
      expect(readdirSync(profile).length).toBeGreaterThan(0);
    } finally {
      fileMayEnd.resolve();
      await capturer.close();
    }
  },
);

test.each(findAllBrowsers())('with %s, no page reaches the clipboard', async (chromePath) => {
  // It is the browser's, not the context's: who has the permission sees what others wrote.
  const supervisor = createBrowserSupervisor({ chromePath, log: { info() {}, warn() {} } });
  const egress = createEgressGuard({
    policy: createAddressPolicy({ allowNetworks: ['127.0.0.0/8'] }),
  });
  const capturer = createCapturer({ supervisor, egress, preparesAhead: false });
  const scan = async (path: string) => {
    const result = await capturer.capture({
      scanId: 'clipboardscan01',
      slug: 'clipboard',
      attempt: 1,
      url: `${site.url}${path}`,
      options: ScanOptions.parse({}),
      outDir: mkdtempSync(join(folder, 'clipboard-')),
      scanner: { name: 'test', version: '0' },
    });
    if (result.kind === 'failed') throw new Error(result.message);
    return result.report.document.title;
  };
  const { context, network } = await supervisor.openContext((source) => egress.open(source));
  try {
    const { session } = await context.openPage();
    await session.send('Page.enable');
    await session.send('Runtime.runIfWaitingForDebugger');
    const permissions = ['clipboardReadWrite', 'clipboardSanitizedWrite'] as const;
    await context.control.send('Browser.grantPermissions', {
      permissions: [...permissions],
      browserContextId: context.id,
    });
    await session.send('Emulation.setFocusEmulationEnabled', { enabled: true });
    const loaded = new Promise((resolve) => session.on('Page.loadEventFired', resolve));
    await session.send('Page.navigate', { url: `${site.url}/tiny` });
    await loaded;
    const run = async (expression: string) =>
      (
        await session.send('Runtime.evaluate', {
          expression,
          awaitPromise: true,
          userGesture: true,
        })
      ).result.value;
    await run('navigator.clipboard.writeText("ours")');
    expect(await scan('/state/copies')).toBe('copied: nothing');
    expect(await run('navigator.clipboard.readText()')).toBe('ours');
    expect(await scan('/state/pastes')).toBe('pasted: nothing');
  } finally {
    await network.stop();
    await supervisor.close();
    await egress.close();
  }
});

function profileOf(browser: number): string {
  const flag = '--user-data-dir=';
  const leader = readGroup(browser).find(({ pid }) => pid === browser);
  const found = leader?.commandLine.split('\0').find((word) => word.startsWith(flag));
  if (found === undefined) throw new Error('the browser has no folder');
  return found.slice(flag.length);
}

/** Names of the files below a folder that have this text in them. */
function filesWith(below: string, text: string): string[] {
  return readdirSync(below, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      try {
        return readFileSync(path).includes(text);
      } catch {
        // The browser has just removed it.
        return false;
      }
    });
}

test.runIf(process.platform === 'linux')('a crash gets the next scan a new browser', async () => {
  const browsers: number[] = [];
  const capturer = scanner(findBrowser(), (pid) => browsers.push(pid));
  const held = site.hold('/held-for-crash');
  try {
    const outDir = mkdtempSync(join(folder, 'crash-'));
    const page = capturer.capture({ url: `${site.url}/held-for-crash`, outDir });
    await held.requested;
    for (const { pid, commandLine } of readGroup(browsers[0] ?? 0)) {
      if (commandLine.includes('--type=renderer')) process.kill(pid, 'SIGKILL');
    }
    const { outcome } = await page;
    expect(outcome).toMatchObject({ status: 'error', code: 'page_crashed' });
    const seen = await titleOf(capturer, '/state/probe');
    expect(seen).toBe('seen:');
    expect(browsers).toHaveLength(2);
    const code = outcome.status === 'error' ? outcome.code : outcome.status;
    observed(`${code}; the next scan has another browser and sees nothing of it`);
  } finally {
    held.release();
    await capturer.close();
  }
});
