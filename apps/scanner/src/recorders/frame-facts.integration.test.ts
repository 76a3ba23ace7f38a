import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Report, ScanOptions } from '@webhood/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Route } from '../../../../test/sites/route.ts';
import { type Site, startSite } from '../../../../test/sites/site-server.ts';
import { createLocalCapturer, type LocalCapturer } from '../capture-entry.ts';

const INLINE = 'window.planted = { deep: 1 }; const lexical = 1;';

const lure = (port: number): string => `<!DOCTYPE html><html lang="en"><title>Sign in</title>
<meta name="description" content="A lure"><meta property="og:title" content="Bank">
<p>Visible words</p><p style="display:none">Hidden words</p>
<form action="https://collector.example/take" method="post">
  <label>Card number <input name="cardnumber" autocomplete="cc-number"></label>
  <input type="password" name="pass" inputmode="numeric" placeholder="Your password"><input type="hidden" name="csrf">
  <button formaction="https://second.example/take">Pay</button>
</form>
<input name="loose" aria-label="No form around">
<div id="host"></div>
<script>${INLINE}</script><script src="/outside.js"></script>
<script>
  const root = host.attachShadow({ mode: 'open' });
  root.innerHTML = '<form action="/inner"><input name="in-shadow"></form>';
  localStorage.setItem('kept', 'value');
  sessionStorage.setItem('short', 'lived');
  const request = indexedDB.open('Ledger', 1);
  request.onupgradeneeded = () => request.result.createObjectStore('entries');
  request.onsuccess = () => {
    const frame = document.createElement('iframe');
    frame.name = 'inner';
    frame.src = 'http://localhost:${port}/facts-frame';
    document.body.append(frame);
  };
</script>`;

let site: Site;
let folder: string;
let capturer: LocalCapturer;

const html =
  (text: () => string): Route =>
  ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(text());
  };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-facts-'));
  site = await startSite({
    routes: {
      '/facts': html(() => lure(site.port)),
      '/facts-frame': html(
        () => '<!DOCTYPE html><form action="/framed"><select name="choice"></select></form>',
      ),
      '/outside.js': ({ response }) => {
        response.writeHead(200, { 'content-type': 'text/javascript' });
        response.end('window.fromOutside = true;');
      },
      '/facts-clobbered': html(
        () => `<!DOCTYPE html><title>Kept</title><p>Still read</p>
          <form action="http://["><input name="in-broken"></form>
          <form action="javascript:send()"><input name="in-script"></form>
          <img name="createTreeWalker"><img name="body"><img name="baseURI"><img name="URL">
          <img name="querySelectorAll"><img name="activeElement">`,
      ),
      '/facts-srcdoc': html(
        () => `<!DOCTYPE html><title>Frame</title>
          <iframe srcdoc="<form action='/here'><input name=a></form>"></iframe>`,
      ),
      '/facts-many': html(
        () => `<!DOCTYPE html><title>Many</title><div id="all"></div><script>
          all.innerHTML = "<form><input name=a></form>".repeat(250);
        </script>`,
      ),
      '/to-form': html(
        () => '<!DOCTYPE html><form id="f" action="/tiny"></form><script>f.submit()</script>',
      ),
      '/to-refresh': ({ response }) => {
        response.writeHead(200, { 'content-type': 'text/html', refresh: '0; url=/tiny' });
        response.end('<!DOCTYPE html><p>Wait');
      },
      '/to-meta': html(
        () => '<!DOCTYPE html><meta http-equiv="refresh" content="0; url=/tiny"><p>Wait',
      ),
      '/flash': html(
        () =>
          '<!DOCTYPE html><body style="background:#c00"><h1>Flash</h1><script>setTimeout(() => location.replace("/tiny"), 300)</script><img src="/slow.png">',
      ),
      '/slow.png': ({ response }) => void setTimeout(() => response.end(), 800),
      '/to-script': html(() => '<!DOCTYPE html><script>location.href = "/tiny"</script>'),
    },
  });
  capturer = createLocalCapturer({ allowNetworks: ['127.0.0.0/8', '::1/128'] });
});

afterAll(async () => {
  await capturer.close();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

async function scan(path: string, options: { earlyScreenshot?: boolean } = {}) {
  const outDir = mkdtempSync(join(folder, 'scan-'));
  const { report } = await capturer.capture({
    url: `${site.url}${path}`,
    options: ScanOptions.parse({ rate: 'balanced', ...options }),
    outDir,
  });
  expect(Report.safeParse(report).error).toBeUndefined();
  return { report, outDir };
}

describe('a page of many parts', () => {
  let report: Report;
  let text: string;
  beforeAll(async () => {
    const scanned = await scan('/facts');
    report = scanned.report;
    text = readFileSync(join(scanned.outDir, 'page.txt'), 'utf8');
  });

  test('every form is found: with labels, in shadow roots, in frames of other processes', () => {
    const forms = report.document.forms.map(({ action, fields }) => ({
      action: action.replace(/:\d+/, ''),
      fields: fields.map(({ name, type, label }) => [name, type, label]),
    }));
    expect(forms).toEqual([
      {
        action: 'https://collector.example/take',
        fields: [
          ['cardnumber', 'text', 'Card number'],
          ['pass', 'password', 'Your password'],
          ['csrf', 'hidden', ''],
        ],
      },
      { action: 'http://127.0.0.1/inner', fields: [['in-shadow', 'text', '']] },
      { action: '', fields: [['loose', 'text', 'No form around']] },
      { action: 'http://localhost/framed', fields: [['choice', 'select', '']] },
    ]);
  });

  test('a form says what it asks for and whether it leaves the site', () => {
    expect(report.document.forms[0]).toMatchObject({
      method: 'post',
      buttonActions: ['https://second.example/take'],
      asksPassword: true,
      asksCard: true,
      leavesSite: true,
    });
    expect(report.document.forms[1]).toMatchObject({
      asksPassword: false,
      asksCard: false,
      leavesSite: false,
    });
  });

  test('scripts are listed, inline ones with the hash of their text', () => {
    expect(report.document.scripts).toContainEqual({
      type: '',
      length: INLINE.length,
      sha256: createHash('sha256').update(INLINE).digest('hex'),
    });
    expect(report.document.scripts.map(({ url }) => url)).toContain(`${site.url}/outside.js`);
  });

  test('globals are those that a blank page does not have', () => {
    const { globals } = report.document;
    expect(globals).toContainEqual({ name: 'planted', type: 'object' });
    expect(globals).toContainEqual({ name: 'fromOutside', type: 'boolean' });
    expect(globals.map(({ name }) => name)).not.toContain('localStorage');
    expect(globals.length).toBeLessThan(10);
  });

  test('the visible text is a file of its own, without what is not shown', () => {
    expect(text).toContain('Visible words');
    expect(text).not.toContain('Hidden words');
    expect(report.document.textLength).toBe(text.length);
  });

  test('meta tags and frames are listed', () => {
    expect(report.document.meta).toEqual([
      { name: 'description', content: 'A lure' },
      { name: 'og:title', content: 'Bank' },
    ]);
    expect(report.document.frames).toMatchObject([
      {
        url: `http://localhost:${site.port}/facts-frame`,
        parentUrl: `${site.url}/facts`,
        name: 'inner',
      },
    ]);
  });

  test('what it stores is recorded', () => {
    const origin = site.url;
    expect(report.storage).toEqual({
      local: [{ origin, key: 'kept', value: 'value', length: 5 }],
      session: [{ origin, key: 'short', value: 'lived', length: 5 }],
      databases: [{ origin, name: 'Ledger', objectStores: ['entries'] }],
    });
  });
});

test.each([
  ['/to-form', 'script', 'form'],
  ['/to-refresh', 'meta', 'refresh_header'],
  ['/to-meta', 'meta', 'meta_refresh'],
  ['/to-script', 'script', 'location'],
])('%s moves on by %s: %s', async (path, kind, cause) => {
  const { report } = await scan(path);
  expect(report.redirects).toMatchObject([{ kind, cause, from: `${site.url}${path}` }]);
  expect(report.timings.settledBy).toBe('quiet');
});

test('what flashes up before the page moves on is in the early picture, when asked for', async () => {
  const asked = await scan('/flash', { earlyScreenshot: true });
  expect(asked.report.scan.finalUrl).toBe(`${site.url}/tiny`);
  const kinds = asked.report.artifacts.map(({ kind }) => kind);
  expect(kinds).toContain('screenshot_early');
  const early = readFileSync(join(asked.outDir, 'screenshot-early.png'));
  const late = readFileSync(join(asked.outDir, 'screenshot.png'));
  expect(early.equals(late)).toBe(false);
  const { report } = await scan('/flash');
  expect(report.artifacts.map(({ kind }) => kind)).not.toContain('screenshot_early');
});

test('a page that shadows the document’s own names is read all the same', async () => {
  const { report, outDir } = await scan('/facts-clobbered');
  expect(readFileSync(join(outDir, 'page.txt'), 'utf8')).toContain('Still read');
  expect(report.document.forms).toMatchObject([
    { action: 'http://[', fields: [{ name: 'in-broken' }], leavesSite: false },
    { action: 'javascript:send()', fields: [{ name: 'in-script' }], leavesSite: false },
  ]);
  expect(report.missing).toEqual([]);
});

test('a frame without an address belongs to the site of the page around it', async () => {
  const { report } = await scan('/facts-srcdoc');
  expect(report.document.forms).toMatchObject([
    { documentUrl: 'about:srcdoc', action: `${site.url}/here`, leavesSite: false },
  ]);
});

test('more forms than are kept are counted', async () => {
  const { report } = await scan('/facts-many');
  expect(report.document.forms).toHaveLength(200);
  expect(report.missing).toMatchObject([{ code: 'truncated', what: 'forms', dropped: 50 }]);
});
