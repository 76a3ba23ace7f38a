import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Report, ScanOptions } from '@webhood/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findAllBrowsers } from '../../../../test/sites/find-test-browser.ts';
import { ICON, ICONS } from '../../../../test/sites/friendly/icons.ts';
import { type Site, startSite } from '../../../../test/sites/site-server.ts';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import { createLocalCapturer, type LocalCapturer } from '../capture-entry.ts';

/** Of `ICON`, by Python's mmh3 over its base64.encodebytes. */
const ICON_MURMUR3 = -878653651;

let site: Site;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-favicon-'));
  site = await startSite({ routes: ICONS });
});
afterAll(async () => {
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

describe.each(findAllBrowsers())('with %s', (chromePath) => {
  let capturer: LocalCapturer;
  beforeAll(() => {
    capturer = createLocalCapturer({ chromePath, allowNetworks: ['127.0.0.0/8', '::1/128'] });
  });
  afterAll(() => capturer.close());

  async function scan(path: string) {
    const outDir = mkdtempSync(join(folder, 'scan-'));
    const url = `${site.url}/icons/${path}`;
    const { report } = await capturer.capture({ url, options: ScanOptions.parse({}), outDir });
    expect(Report.safeParse(report).error).toBeUndefined();
    return report;
  }

  test.each([
    ['linked', /\/icons\/linked\.png$/],
    ['by-habit', /\/favicon\.ico$/],
    ['other-site', /localhost:\d+\/icons\/linked\.png$/],
    ['data', /^data:image\/png/],
  ])('the icon of a page that has it %s is recorded with its hashes', async (path, url) => {
    const { document, outcome } = await scan(path);
    expect(document.favicon).toEqual({
      url: expect.stringMatching(url),
      mediaType: 'image/png',
      size: ICON.length,
      sha256: createHash('sha256').update(ICON).digest('hex'),
      murmur3: ICON_MURMUR3,
    });
    expect(outcome).toEqual({ status: 'done', completeness: 'complete' });
  });

  test.each(['missing', 'is-a-page'])('a page whose icon is %s has none', async (path) => {
    const { document, missing } = await scan(path);
    expect(document.favicon).toBeUndefined();
    expect(missing).toEqual([]);
  });

  test('an icon past the bound is not kept, and the report says so', async () => {
    const { document, missing } = await scan('large');
    expect(document.favicon).toBeUndefined();
    expect(missing).toMatchObject([{ code: 'artifact_failed', what: 'favicon' }]);
  });

  test('an icon that never comes holds the scan no longer than its bound', async () => {
    const { missing, timings } = await scan('never');
    expect(missing).toMatchObject([{ what: 'favicon' }]);
    expect(timings.totalMs - timings.settledMs).toBeLessThan(CAPTURE_LIMITS.faviconWaitMs + 1_000);
  });

  test('the guard stands before icons too', async () => {
    const { document, connections } = await scan('forbidden');
    expect(document.favicon).toBeUndefined();
    expect(connections).toContainEqual(
      expect.objectContaining({ host: '169.254.169.254', verdict: 'refused' }),
    );
  });
});
