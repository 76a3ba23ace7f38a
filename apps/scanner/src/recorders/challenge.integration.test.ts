import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Report, ScanOptions } from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WALLS } from '../../../../test/sites/friendly/walls.ts';
import { type Site, startSite } from '../../../../test/sites/site-server.ts';
import { createLocalCapturer, type LocalCapturer } from '../capture-entry.ts';

let site: Site;
let folder: string;
let capturer: LocalCapturer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-challenge-'));
  site = await startSite({ routes: WALLS });
  capturer = createLocalCapturer({ allowNetworks: ['127.0.0.0/8'] });
});
afterAll(async () => {
  await capturer.close();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

async function scan(path: string): Promise<Report> {
  const outDir = mkdtempSync(join(folder, 'scan-'));
  const url = `${site.url}/walls/${path}`;
  const { report } = await capturer.capture({ url, options: ScanOptions.parse({}), outDir });
  expect(Report.safeParse(report).error).toBeUndefined();
  return report;
}

test('a wall is named, and what lies behind it is missing from a scan that is done', async () => {
  const report = await scan('interstitial');
  expect(report.challenge).toEqual({ vendor: 'Cloudflare', sign: 'cf-mitigated: challenge' });
  expect(report.missing).toMatchObject([{ code: 'challenge', what: 'Cloudflare' }]);
  expect(report.outcome).toEqual({ status: 'done', completeness: 'partial' });
});

test('a captcha in a contact form is no wall', async () => {
  const report = await scan('contact-form');
  expect(report.challenge).toBeUndefined();
  expect(report.missing.map(({ code }) => code)).not.toContain('challenge');
});
