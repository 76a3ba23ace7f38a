/** What the report says in the guard's name is the guard's: a page cannot have it said. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanOptions } from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBrowser } from '../../../../test/sites/find-test-browser.ts';
import { html } from '../../../../test/sites/route.ts';
import { type Site, startSite } from '../../../../test/sites/site-server.ts';
import { createLocalCapturer, type LocalCapturer } from '../capture-entry.ts';
import { addressBook } from '../recorders/network-evidence.ts';

let site: Site;
let folder: string;
let capturer: LocalCapturer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-voice-'));
  capturer = createLocalCapturer({ chromePath: findBrowser(), allowNetworks: ['127.0.0.0/8'] });
  site = await startSite({
    routes: {
      '/voice': html(`<title>-</title><script type="module">
        await navigator.serviceWorker.register('/voice.js');
        await navigator.serviceWorker.ready;
        navigator.serviceWorker.controller
          ?? await new Promise((resolve) => { navigator.serviceWorker.oncontrollerchange = resolve; });
        document.title = String((await fetch('/forged')).status);
      </script>`),
      '/voice/tunnels': html(`<title>-</title><img src="https://10.0.0.1/a"><script>
        new WebSocket('ws://10.0.0.2/b');
        new WebSocket('wss://10.0.0.3:8443/c');
      </script>`),
      '/voice.js': ({ response }) => {
        response.setHeader('content-type', 'text/javascript');
        response.end(`
          oninstall = () => skipWaiting();
          onactivate = (event) => event.waitUntil(clients.claim());
          onfetch = (event) => {
            if (!event.request.url.endsWith('/forged')) return;
            const headers = { 'x-webhood-refused': 'loopback' };
            event.respondWith(new Response('', { status: 403, headers }));
          };`);
      },
    },
  });
});
afterAll(async () => {
  await capturer.close();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a service worker that plays the guard is recorded as a service worker', async () => {
  const outDir = mkdtempSync(join(folder, 'scan-'));
  const options = ScanOptions.parse({});
  const { report } = await capturer.capture({ url: `${site.url}/voice`, options, outDir });
  expect(report.document.title).toBe('403');
  const forged = report.exchanges.filter(({ request }) => request.url.endsWith('/forged'));
  expect(forged).toContainEqual(
    expect.objectContaining({
      response: expect.objectContaining({ status: 403, fromServiceWorker: true }),
    }),
  );
  expect(forged.map(({ failure }) => failure?.error)).not.toContain('refused: loopback');
  expect(report.missing).not.toContainEqual(expect.objectContaining({ code: 'blocked_requests' }));
});

test('what the guard refused a tunnel says so, with the rule', async () => {
  const outDir = mkdtempSync(join(folder, 'scan-'));
  const { report } = await capturer.capture({ url: `${site.url}/voice/tunnels`, outDir });
  const refused = report.exchanges.filter(({ request }) => request.url.includes('10.0.0.'));
  expect(refused.map(({ failure }) => failure)).toEqual(
    refused.map(() => ({ error: 'refused: private', blocked: true, canceled: false })),
  );
  expect(refused).toHaveLength(3);
});

test('the address of a server is found by its host, also where that is an IPv6 address', () => {
  const connection = { verdict: 'allowed', bytesIn: 0, bytesOut: 0, durationMs: 0 } as const;
  const at = { ...connection, startedAt: '2026-01-01T00:00:00.000Z', port: 443 };
  const book = addressBook([
    { ...at, host: '[2606:4700::1]', address: '2606:4700::1', addresses: ['2606:4700::1'] },
    { ...at, host: 'A.com', address: '1.1.1.1', addresses: ['1.1.1.1'] },
  ]);
  expect(Object.fromEntries(book)).toEqual({
    '2606:4700::1:443': '2606:4700::1',
    'a.com:443': '1.1.1.1',
  });
});
