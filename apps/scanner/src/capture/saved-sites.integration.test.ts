import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanOptions } from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countColours } from '../../../../test/sites/count-colours.ts';
import { SAVED_PAGES } from '../../../../test/sites/saved/pages.ts';
import { startSavedSite } from '../../../../test/sites/saved/saved-site.ts';
import { createLocalCapturer, type LocalCapturer } from '../capture-entry.ts';

/** Fewer are on a page of which only a background was drawn. */
const COLOURS_OF_A_PICTURE = 20;

/** An empty answer leaves no file. */
const NOTHING = createHash('sha256').digest('hex');

let folder: string;
let capturer: LocalCapturer;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-saved-'));
  capturer = createLocalCapturer({ allowNetworks: ['127.0.0.0/8'], preparesAhead: true });
});
afterAll(async () => {
  await capturer.close();
  rmSync(folder, { recursive: true, force: true });
});

const PAGES = SAVED_PAGES.map((saved) => [`${saved.folder}${saved.path}`, saved] as const);

test.each(PAGES)('%s is captured without a missing resource', async (_, saved) => {
  const site = await startSavedSite(saved.folder);
  try {
    const outDir = mkdtempSync(join(folder, 'scan-'));
    const url = `${site.url}${saved.path}`;
    const { report } = await capturer.capture({ url, options: ScanOptions.parse({}), outDir });

    expect(report.missing).toEqual([]);
    expect(report.outcome).toEqual({ status: 'done', completeness: 'complete' });
    const failed = report.exchanges.filter((each) => each.failure || !each.response);
    expect(failed.map(({ request, failure }) => [request.url, failure])).toEqual([]);

    const icon = report.document.favicon;
    const seen = report.exchanges.map(({ request, response, body }) => ({
      path: request.url.replace(site.url, ''),
      status: response?.status,
      sha256: body?.size === 0 ? NOTHING : body?.sha256,
    }));
    // Headless Chromium shows no icon; the scanner asks for it after the page's own requests.
    const asked = site.answers.filter(({ path, sha256 }) => {
      return path !== '/favicon.ico' && sha256 !== icon?.sha256;
    });
    expect(seen).toEqual(expect.arrayContaining(asked));
    expect(asked.filter(({ status }) => status !== 200)).toEqual([]);
    expect(asked.length).toBeGreaterThan(0);
    for (const { body } of report.exchanges.filter((each) => each.body?.sha256)) {
      expect(report.artifacts.map(({ sha256 }) => sha256)).toContain(body?.sha256);
    }

    expect(readFileSync(join(outDir, 'page.txt'), 'utf8').trim()).not.toBe('');
    const picture = readFileSync(join(outDir, 'screenshot.png'));
    expect(countColours(picture)).toBeGreaterThan(COLOURS_OF_A_PICTURE);
  } finally {
    await site.close();
  }
});
