import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanOptions, type ScanOptionsInput } from '@webhood/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { findAllBrowsers } from '../../../../test/sites/find-test-browser.ts';
import { IDENTITY } from '../../../../test/sites/identity/pages.ts';
import { type Site, startSite } from '../../../../test/sites/site-server.ts';
import { createLocalCapturer, type LocalCapturer } from '../capture-entry.ts';

let site: Site;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-emulate-'));
  site = await startSite({ routes: IDENTITY });
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
  beforeAll(() => {
    capturer = createLocalCapturer({ chromePath, allowNetworks: ['127.0.0.0/8', '::1/128'] });
  });
  afterAll(() => capturer.close());

  async function seenWith(options: ScanOptionsInput) {
    const outDir = mkdtempSync(join(folder, 'scan-'));
    const url = `${site.url}/identity`;
    await capturer.capture({ url, options: ScanOptions.parse(options), outDir });
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
        }),
      ]);
    }
    expect(seen.headers?.['accept-language']).toBe('fi-FI,fi;q=0.9');
  });

  test('a user agent, its hints and its platform are the same wherever code runs', async () => {
    const userAgent =
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';
    const seen = await seenWith({ userAgent });
    for (const place of PLACES) {
      expect([place, seen[place]]).toEqual([
        place,
        expect.objectContaining({ userAgent, platform: 'Win32', hintPlatform: 'Windows' }),
      ]);
    }
    expect(seen.headers?.['user-agent']).toBe(userAgent);
    expect(seen.headers?.['sec-ch-ua-platform']).toBe('"Windows"');
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
