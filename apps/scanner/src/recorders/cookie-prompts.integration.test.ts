import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanOptions, type ScanOptionsInput } from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COOKIE_PROMPTS } from '../../../../test/sites/cookie-prompts/pages.ts';
import { findBrowser } from '../../../../test/sites/find-test-browser.ts';
import { type Site, startSite } from '../../../../test/sites/site-server.ts';
import { createLocalCapturer, type LocalCapturer } from '../capture-entry.ts';

let site: Site;
let folder: string;
let capturer: LocalCapturer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-prompts-'));
  site = await startSite({ routes: COOKIE_PROMPTS });
  capturer = createLocalCapturer({ chromePath: findBrowser(), allowNetworks: ['127.0.0.0/8'] });
});
afterAll(async () => {
  await capturer.close();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

async function scan(path: string, options: ScanOptionsInput) {
  const outDir = mkdtempSync(join(folder, 'scan-'));
  const url = `${site.url}/cookie-prompt/${path}`;
  const { report } = await capturer.capture({ url, options: ScanOptions.parse(options), outDir });
  return { report, html: readFileSync(join(outDir, 'page.html'), 'utf8') };
}

test.each([
  ['markup', false],
  ['script', false],
  ['words', false],
  ['markup', true],
  ['script', true],
])('a prompt known by its %s is refused (stealth: %s)', async (path, stealth) => {
  const { report, html } = await scan(path, { skipCookiePrompts: true, stealth });
  expect(html).toContain('data-consent="none"');
  expect(report.scan.options.skipCookiePrompts).toBe(true);
  expect(report.console.filter(({ text }) => text.includes('lifecycle'))).toEqual([]);
});

test('a prompt is left alone unless its answer was asked for', async () => {
  const { html } = await scan('markup', {});
  expect(html).toContain('id="onetrust-banner-sdk"');
  expect(html).not.toContain('data-consent');
});

test('a page without a prompt is held for a second or so at most', async () => {
  const { report } = await scan('none', { skipCookiePrompts: true });
  expect(report.timings.settledBy).toBe('quiet');
  expect(report.timings.settledMs).toBeLessThan(5_000);
});
