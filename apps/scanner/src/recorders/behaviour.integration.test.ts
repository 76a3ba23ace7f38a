import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Report, ScanOptions, type ScanOptionsInput } from '@webhood/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findAllBrowsers } from '../../../../test/sites/find-test-browser.ts';
import { LURE_COMMAND, LURES } from '../../../../test/sites/hostile/lures.ts';
import { type Site, startSite } from '../../../../test/sites/site-server.ts';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import { createLocalCapturer, type LocalCapturer } from '../capture-entry.ts';

let site: Site;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-behaviour-'));
  site = await startSite({ routes: LURES });
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

  async function scan(path: string, options: ScanOptionsInput = {}) {
    const outDir = mkdtempSync(join(folder, 'scan-'));
    const url = `${site.url}/hostile/lure/${path}`;
    const { report } = await capturer.capture({ url, options: ScanOptions.parse(options), outDir });
    expect(Report.safeParse(report).error).toBeUndefined();
    return report;
  }

  test.each([
    ['timer', 'async_api', false],
    ['timer', 'async_api', true],
    ['clipboard-item', 'async_api', false],
    ['copy-command', 'copy_command', false],
    ['copy-event', 'copy_event', false],
  ])('the command of /%s is recorded by %s, stealthy: %s', async (path, via, stealth) => {
    const { clipboard, outcome } = await scan(path, { stealth });
    const url = `${site.url}/hostile/lure/${path}`;
    expect(clipboard).toEqual([
      { text: LURE_COMMAND, via, url, atMs: expect.any(Number), looksLikeCommand: true },
    ]);
    expect(outcome).toEqual({ status: 'done', completeness: 'complete' });
  });

  test('a frame of another site is heard too', async () => {
    const { clipboard } = await scan('remote-frame');
    expect(clipboard).toMatchObject([{ text: LURE_COMMAND, url: /localhost/ }]);
  });

  test('what the page asks for is recorded, and refused', async () => {
    const report = await scan('ask-all');
    expect(report.permissions.map(({ name }) => name)).toEqual([
      'geolocation',
      'notifications',
      'camera',
      'microphone',
      'clipboard-read',
      'midi',
    ]);
    expect(report.notifications).toMatchObject([{ title: 'Virus found', body: 'Call us' }]);
    expect(report.dialogs).toMatchObject([{ kind: 'print' }]);
    expect(report.document.title).toBe('denied');
  });

  test('a page that writes without end leaves a bounded record that says so', async () => {
    const { clipboard, missing } = await scan('without-end');
    expect(clipboard).toHaveLength(CAPTURE_LIMITS.clipboardWrites);
    expect(clipboard[0]?.text).toHaveLength(CAPTURE_LIMITS.clipboardLength);
    expect(missing).toMatchObject([{ code: 'truncated', what: 'clipboard' }]);
  });

  test.each([false, true])(
    'a page that looks for the watcher finds none, stealthy: %s',
    async (stealth) => {
      const { document, notifications } = await scan('looks-around', { stealth });
      expect(document.title).toBe('clean');
      expect(notifications).toMatchObject([{ title: 'x' }]);
    },
  );

  test('a flooded console does not deafen the scan to what follows', async () => {
    const { clipboard } = await scan('console-flood');
    expect(clipboard).toMatchObject([{ text: LURE_COMMAND }]);
  });
});
