import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Exchange, ScanOptions, type ScanOptionsInput } from '@webhood/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { findAllBrowsers } from '../../../../test/sites/find-test-browser.ts';
import { IDENTITY } from '../../../../test/sites/identity/pages.ts';
import type { Route } from '../../../../test/sites/route.ts';
import { type Site, startSite } from '../../../../test/sites/site-server.ts';
import { createLocalCapturer, type LocalCapturer } from '../capture-entry.ts';

let site: Site;
let folder: string;
/** Of every request of the page and its workers since the scan began. */
let agents: string[] = [];
let languages: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-emulate-'));
  const routes = Object.entries(IDENTITY).map(([path, route]): [string, Route] => [
    path,
    (context) => {
      const { headers } = context.request;
      // Chromium now and then asks whether a service worker's script has changed, for itself.
      if (path.endsWith('/service-worker') && headers.referer?.endsWith(path)) {
        route(context);
        return;
      }
      agents.push(headers['user-agent'] ?? 'none');
      languages.push(headers['accept-language'] ?? 'none');
      route(context);
    },
  ]);
  site = await startSite({ routes: Object.fromEntries(routes) });
});
afterAll(async () => {
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Where code of a page runs; each tells what it sees. */
const PLACES = ['page', 'frame', 'worker', 'sharedWorker', 'serviceWorker', 'popup'] as const;
const Seen = z.record(z.string(), z.record(z.string(), z.unknown()));

describe.each(findAllBrowsers())('with %s', (chromePath) => {
  let capturer: LocalCapturer;
  let exchanges: Exchange[];
  beforeAll(() => {
    capturer = createLocalCapturer({ chromePath, allowNetworks: ['127.0.0.0/8', '::1/128'] });
  });
  afterAll(() => capturer.close());

  async function seenWith(options: ScanOptionsInput) {
    agents = [];
    languages = [];
    const outDir = mkdtempSync(join(folder, 'scan-'));
    const url = `${site.url}/identity`;
    const { report } = await capturer.capture({
      url,
      options: ScanOptions.parse(options),
      outDir,
    });
    exchanges = report.exchanges;
    const html = readFileSync(join(outDir, 'page.html'), 'utf8');
    const [, json] = /<script type="application\/json" id="seen">(.*?)<\/script>/s.exec(html) ?? [];
    return Seen.parse(JSON.parse(json ?? 'null'));
  }

  test('language and time zone are the same wherever code runs', async () => {
    const seen = await seenWith({ language: 'fi-FI', timeZone: 'Asia/Tokyo' });
    for (const place of PLACES) {
      expect([place, seen[place]]).toEqual([
        place,
        expect.objectContaining({
          languages: ['fi-FI', 'fi'],
          locale: 'fi-FI',
          timeZone: 'Asia/Tokyo',
          offsetMinutes: -540,
          sentLanguage: 'fi-FI,fi;q=0.9',
        }),
      ]);
    }
    expect(new Set(languages)).toEqual(new Set(['fi-FI,fi;q=0.9']));
  });

  test('a user agent, its hints and its platform are the same wherever code runs', async () => {
    const userAgent =
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';
    const seen = await seenWith({ userAgent });
    for (const place of PLACES) {
      expect([place, seen[place]]).toEqual([
        place,
        expect.objectContaining({
          userAgent,
          platform: 'Win32',
          hintPlatform: 'Windows',
          sentAgent: userAgent,
        }),
      ]);
    }
    expect(seen.headers?.['user-agent']).toBe(userAgent);
    expect(seen.headers?.['sec-ch-ua-platform']).toBe('"Windows"');
    // Also the requests for the workers' own scripts.
    expect(agents.length).toBeGreaterThan(10);
    expect(new Set(agents)).toEqual(new Set([userAgent]));
  });

  test('what each place asks for is in the log as that place’s', async () => {
    await seenWith({});
    const asked = exchanges
      .filter(({ request }) => request.url.includes('/identity/headers?from='))
      .map(({ target, request, response, body }) => [
        request.url.split('=')[1],
        target,
        response?.status,
        typeof body?.sha256,
      ]);
    expect(asked.toSorted()).toEqual([
      // The headless shell keeps frames of other sites in the page's own process.
      ['frame', expect.stringMatching(/^(?:page|iframe)$/), 200, 'string'],
      ['page', 'page', 200, 'string'],
      ['popup', 'popup', 200, 'string'],
      ['service-worker', 'service_worker', 200, 'string'],
      ['shared-worker', 'shared_worker', 200, 'string'],
      ['worker', 'worker', 200, 'string'],
    ]);
  });

  test('the viewport that was asked for is the one that the page has', async () => {
    const seen = await seenWith({ viewport: { width: 700, height: 500 } });
    expect(seen.page).toMatchObject({ viewport: '700x500' });
  });

  test('by default every place speaks as one desktop browser that is not headless', async () => {
    const seen = await seenWith({});
    const told = new Set(PLACES.map((place) => seen[place]?.userAgent));
    expect([...told]).toEqual([expect.stringMatching(/\bChrome\/\d/)]);
    expect([...new Set(agents)]).toEqual([...told]);
    expect(agents.join()).not.toContain('Headless');
  });

  test('a mobile device has touch, an upright screen of its own size, and its density', async () => {
    const seen = await seenWith({ device: 'mobile' });
    expect(seen.page).toMatchObject({
      touchPoints: 5,
      screen: '412x915',
      orientation: 'portrait-primary',
      pixelRatio: 2,
      hintMobile: true,
    });
    expect(seen.headers?.['sec-ch-ua-mobile']).toBe('?1');
  });

  test('the page of a stealthy scan and its workers tell the same', async () => {
    const seen = await seenWith({ stealth: true });
    for (const place of PLACES) {
      expect([place, seen[place]]).toEqual([
        place,
        expect.objectContaining({ processors: 8, brands: expect.stringContaining('Google') }),
      ]);
    }
  });
});
