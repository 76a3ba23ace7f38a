/**
 * Whole scans of pages that try to reach inside, each with a control: with the inside allowed the
 * same page does reach it, so that what is seen without is the policy's doing and not a page that
 * attempts nothing. 127.0.0.1 plays the public internet, 127.0.0.2 the inside; names are resolved
 * by a name server of this test.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Report, ScanOptions } from '@webhood/contract';
import { createAddressPolicy, createResolver } from '@webhood/network-policy';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type DnsServer,
  startDnsServer,
  type Zone,
} from '../../../../packages/network-policy/src/dial/dns-server.fixture.ts';
import { findBrowser } from '../../../../test/sites/find-test-browser.ts';
import { type BrowserSupervisor, createBrowserSupervisor } from '../browser/supervisor.ts';
import { createCapturer } from '../capture/capture.ts';
import { createEgressGuard } from './guard.ts';
import { INSIDE, type Origin, OUTSIDE, startOrigin } from './proxy-client.fixture.ts';

const closing: (() => Promise<unknown>)[] = [];
let folder: string;
let supervisor: BrowserSupervisor;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-inside-'));
  supervisor = createBrowserSupervisor({
    chromePath: findBrowser(),
    log: { info() {}, warn() {} },
  });
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(async () => {
  await supervisor.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Ground {
  outside: Origin;
  /** Listens on the same port, so that a name alone decides between the two. */
  inside: Origin;
  dns: DnsServer;
  zones: Record<string, Zone>;
  scan(url: string, allowed?: string[]): Promise<Report>;
}

async function ground(page: (port: number) => RequestListener): Promise<Ground> {
  let listener: RequestListener = () => undefined;
  const outside = await startOrigin((request, response) => listener(request, response));
  listener = page(outside.port);
  const inside = await startOrigin(
    (_request, response) => response.writeHead(200, { 'access-control-allow-origin': '*' }).end(),
    { host: INSIDE, port: outside.port, upgrade: (socket) => socket.destroy() },
  );
  const zones: Record<string, Zone> = {};
  const dns = await startDnsServer(zones);
  closing.push(outside.close, inside.close, dns.close);
  const resolver = createResolver({ servers: [dns.address], hosts: { find: async () => [] } });

  return {
    outside,
    inside,
    dns,
    zones,
    async scan(url, allowed = [`${OUTSIDE}/32`]) {
      const policy = createAddressPolicy({ allowNetworks: allowed });
      const egress = createEgressGuard({ policy, resolver });
      const capturer = createCapturer({ supervisor, egress, preparesAhead: false });
      const result = await capturer.capture({
        scanId: 'insidescan00001',
        slug: 'inside',
        attempt: 1,
        url,
        options: ScanOptions.parse({ rate: 'balanced' }),
        outDir: mkdtempSync(join(folder, 'scan-')),
        scanner: { name: 'test', version: '0' },
      });
      await capturer.released();
      await egress.close();
      if (result.kind === 'failed') throw new Error(`${result.code}: ${result.message}`);
      return result.report;
    },
  };
}

const BOTH = [`${OUTSIDE}/32`, `${INSIDE}/32`];

/** How the inside is written, and under which host the guard is asked for it. */
const SPELLINGS: [string, string][] = [
  ['127.0.0.2', '127.0.0.2'],
  ['2130706434', '127.0.0.2'],
  ['0x7f000002', '127.0.0.2'],
  ['0177.0.0.2', '127.0.0.2'],
  ['127.2', '127.0.0.2'],
  ['%31%32%37.0.0.2', '127.0.0.2'],
  ['１２７。０。０。２', '127.0.0.2'],
  ['127.0.0.2.', '127.0.0.2'],
  ['[::ffff:7f00:2]', '[::ffff:7f00:2]'],
  ['inside.com', 'inside.com'],
  ['mixed.com', 'mixed.com'],
];

/** Every way of a page to ask for something, one URL each. */
const WAYS: Record<string, (url: string) => string> = {
  img: (url) => `<img src="${url}">`,
  script: (url) => `<script src="${url}"></script>`,
  style: (url) => `<link rel="stylesheet" href="${url}">`,
  iframe: (url) => `<iframe src="${url}"></iframe>`,
  css: (url) => `<p style="background: url('${url}')">x</p>`,
  video: (url) => `<video src="${url}" preload="auto"></video>`,
  fetch: (url) => `<script>fetch(${JSON.stringify(url)}).catch(() => {})</script>`,
  xhr: (url) =>
    `<script>{ const x = new XMLHttpRequest(); x.open('POST', ${JSON.stringify(url)}); x.send('x'); }</script>`,
  beacon: (url) => `<script>navigator.sendBeacon(${JSON.stringify(url)}, 'x')</script>`,
  events: (url) => `<script>new EventSource(${JSON.stringify(url)})</script>`,
  websocket: (url) =>
    `<script>new WebSocket(${JSON.stringify(url.replace('http', 'ws'))})</script>`,
  redirect: (url) => `<img src="/to?${encodeURIComponent(url)}">`,
};

function pageWith(html: (port: number) => string): (port: number) => RequestListener {
  return (port) => (request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://x');
    if (pathname === '/to') {
      // UTF-8 as it is: browsers read it so.
      const target = Buffer.from(decodeURIComponent(search.slice(1))).toString('latin1');
      response.writeHead(302, { location: target }).end();
    } else if (pathname === '/') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(`<!DOCTYPE html><title>Page</title>${html(port)}`);
    } else response.writeHead(404).end();
  };
}

const ZONES: Record<string, Zone> = {
  'inside.com': { A: [INSIDE] },
  'mixed.com': { A: [OUTSIDE, INSIDE] },
};

describe('no part of a page reaches inside', () => {
  it.each(Object.entries(WAYS))('as %s, however the address is written', async (_way, element) => {
    const { outside, inside, zones, scan } = await ground(
      pageWith((port) => SPELLINGS.map(([host]) => element(`http://${host}:${port}/x`)).join('')),
    );
    Object.assign(zones, ZONES);
    const url = `http://${OUTSIDE}:${outside.port}/`;
    const report = await scan(url);
    expect(inside.visits()).toBe(0);
    const refused = report.connections.filter(({ verdict }) => verdict === 'refused');
    expect(new Set(refused.map(({ host }) => host))).toEqual(
      new Set(SPELLINGS.map(([, host]) => host)),
    );
    expect(new Set(refused.map(({ rule }) => rule))).toEqual(new Set(['loopback']));
    expect(report.missing).toContainEqual(expect.objectContaining({ code: 'blocked_requests' }));

    await scan(url, BOTH);
    expect(inside.visits()).toBeGreaterThan(0);
  });

  it.each(SPELLINGS)('as the scanned URL itself, written as %s', async (host, asked) => {
    const { outside, inside, zones, scan } = await ground(pageWith(() => ''));
    Object.assign(zones, ZONES);
    const direct = await scan(`http://${host}:${outside.port}/`);
    const target = encodeURIComponent(`http://${host}:${outside.port}/`);
    const redirected = await scan(`http://${OUTSIDE}:${outside.port}/to?${target}`);
    for (const { outcome, connections } of [direct, redirected]) {
      expect(outcome).toMatchObject({ status: 'error', code: 'blocked_destination' });
      expect(connections).toContainEqual(
        expect.objectContaining({ host: asked, verdict: 'refused', rule: 'loopback' }),
      );
    }
    expect(inside.visits()).toBe(0);
  });
});

describe('a name that is public first and inside after', () => {
  /** Every request is a connection of its own, and every connection a question of its own. */
  const rebinding = (zones: Record<string, Zone>, port: number): RequestListener => {
    return (request, response) => {
      zones['rebind.com'] = { A: [INSIDE], ttl: 0 };
      response.writeHead(200, { 'content-type': 'text/html', connection: 'close' });
      if (request.url !== '/') response.end();
      else {
        response.end(`<!DOCTYPE html><title>Rebinding</title><script type="module">
          for (let count = 0; count < 5; count += 1) {
            await fetch('/again?' + count).catch(() => {});
            await new Promise((resolve) => {
              const socket = new WebSocket('ws://rebind.com:${port}/');
              socket.onclose = resolve;
            });
          }
          document.title = 'tried';
        </script>`);
      }
    };
  };

  it.each([
    ['refused', [`${OUTSIDE}/32`]],
    ['reached where it is allowed, which shows that the page does try', BOTH],
  ])('is %s', async (_verdict, allowed) => {
    const place = await ground((port) => (request, response) => {
      rebinding(place.zones, port)(request, response);
    });
    place.zones['rebind.com'] = { A: [OUTSIDE], ttl: 0 };
    const report = await place.scan(`http://rebind.com:${place.outside.port}/`, allowed);
    expect(place.outside.visits()).toBe(1);
    expect(place.dns.questions().length).toBeGreaterThan(2);
    if (allowed === BOTH) {
      expect(place.inside.visits()).toBeGreaterThan(0);
      return;
    }
    expect(place.inside.visits()).toBe(0);
    expect(report.document.title).toBe('tried');
    expect(report.connections).toContainEqual(
      expect.objectContaining({
        host: 'rebind.com',
        verdict: 'refused',
        rule: 'loopback',
        address: INSIDE,
        addresses: [INSIDE],
      }),
    );
  });
});
