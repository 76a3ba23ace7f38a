import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanOptions, type ScanOptionsInput } from '@webhood/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BOT_CHECKS } from '../../../../test/sites/bot-checks/pages.ts';
import { type CheckResult, readResults } from '../../../../test/sites/bot-checks/read-results.ts';
import { findAllBrowsers } from '../../../../test/sites/find-test-browser.ts';
import { type Site, startSite } from '../../../../test/sites/site-server.ts';
import { createLocalCapturer, type LocalCapturer } from '../capture-entry.ts';

let site: Site;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-stealth-'));
  site = await startSite({ routes: BOT_CHECKS });
});
afterAll(async () => {
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

const failed = (results: CheckResult[]) => results.filter(({ passed }) => !passed);

describe.each(findAllBrowsers())('with %s', (chromePath) => {
  let capturer: LocalCapturer;
  beforeAll(() => {
    capturer = createLocalCapturer({ chromePath, allowNetworks: ['127.0.0.0/8'] });
  });
  afterAll(() => capturer.close());

  async function checksOf(options: ScanOptionsInput) {
    const outDir = mkdtempSync(join(folder, 'scan-'));
    const url = `${site.url}/bot-checks`;
    const { report } = await capturer.capture({ url, options: ScanOptions.parse(options), outDir });
    return { report, results: readResults(readFileSync(join(outDir, 'page.html'), 'utf8')) };
  }

  test('a stealthy scan passes the published checks for driven browsers', async () => {
    const { report, results } = await checksOf({ stealth: true });
    expect(results.length).toBeGreaterThanOrEqual(30);
    expect(failed(results)).toEqual([]);
    expect(report.scan.options.stealth).toBe(true);
  });

  test('a stealthy scan keeps what the page writes to its console', async () => {
    const { report } = await checksOf({ stealth: true });
    expect(report.console.map(({ text }) => text)).toContain('bot-checks done');
  });

  test('an ordinary scan does not pass for a person’s browser', async () => {
    const { results } = await checksOf({});
    expect(failed(results).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['hint-brands', 'webgl', 'window-size']),
    );
  });
});
