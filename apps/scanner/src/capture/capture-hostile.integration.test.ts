import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type PartialReasonCode,
  Report,
  type ScanFailureCode,
  ScanOptions,
} from '@webhood/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Site, startSite } from '../../../../test/sites/site-server.ts';
import { createLocalCapturer, type LocalCapturer } from '../capture-entry.ts';

const TIMEOUT_MS = 10_000;
/** The contract: terminal within the deadline and this. */
const GRACE_MS = 5_000;

let site: Site;
let folder: string;
let capturer: LocalCapturer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-hostile-'));
  site = await startSite();
  capturer = createLocalCapturer({ allowNetworks: ['127.0.0.0/8'], preparesAhead: true });
  // The first scan also starts the browser; the deadlines below are of the page alone.
  await scan('/tiny');
});

afterAll(async () => {
  await capturer.close();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

async function scan(path: string, options: { fullPage?: boolean } = {}) {
  const outDir = mkdtempSync(join(folder, 'scan-'));
  const startedAt = performance.now();
  const { report } = await capturer.capture({
    url: `${site.url}${path}`,
    options: ScanOptions.parse({ rate: 'fast', timeoutMs: TIMEOUT_MS, ...options }),
    outDir,
  });
  expect(performance.now() - startedAt).toBeLessThan(TIMEOUT_MS + GRACE_MS);
  expect(Report.safeParse(report).error).toBeUndefined();
  const text = readFileSync(join(outDir, 'scan.json'), 'utf8');
  return { report, outDir, text, reasons: report.missing.map(({ code }) => code) };
}

describe('a hostile page ends the scan in time', () => {
  test.each<[string, string]>([
    ['/hostile/alert', 'Alert'],
    ['/hostile/alerts-without-end', 'Alerts'],
    ['/hostile/print-loop', 'Print'],
    ['/hostile/spin', 'Spin'],
    ['/hostile/spin-on-timer', 'Spin'],
    ['/hostile/drip', 'Drip'],
    ['/hostile/hash-flood', 'Hash'],
    ['/hostile/location-flood', 'Flood'],
    ['/hostile/clobbered', 'Clobbered'],
    ['/hostile/popups', 'Popups'],
  ])('%s, with title, DOM and picture', async (path, title) => {
    const { report } = await scan(path);
    expect(report.outcome.status).toBe('done');
    expect(report.document.title).toBe(title);
    const kinds = report.artifacts.map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['html', 'screenshot', 'har']));
  });

  test.each<[string, PartialReasonCode[]]>([
    ['/hostile/spin', ['page_unresponsive']],
    ['/hostile/spin-on-timer', ['page_unresponsive']],
    ['/hostile/alerts-without-end', ['page_unresponsive', 'truncated']],
    ['/hostile/drip', ['load_timeout']],
    ['/hostile/downloads', ['truncated']],
    ['/hostile/endless-download', ['truncated']],
  ])('%s, and says what is missing: %j', async (path, codes) => {
    const { report, reasons } = await scan(path);
    expect(report.outcome).toEqual({ status: 'done', completeness: 'partial' });
    expect(reasons).toEqual(expect.arrayContaining(codes));
  });

  test.each<[string, ScanFailureCode]>([
    ['/hostile/no-headers', 'timeout'],
    ['/hostile/redirect-loop', 'redirect_loop'],
    ['/hostile/to-file', 'unsafe_redirect'],
    ['/hostile/to-data', 'unsafe_redirect'],
    ['/hostile/to-metadata', 'blocked_destination'],
  ])('%s is an error with the code %s, and the network log is kept', async (path, code) => {
    const { report } = await scan(path);
    expect(report.outcome).toMatchObject({ status: 'error', code });
    expect(report.exchanges.length).toBeGreaterThan(0);
  });

  test.each([
    '/hostile/memory',
    '/hostile/console-flood',
    '/hostile/huge-title',
    '/hostile/huge-text',
    '/hostile/many-nodes',
    '/hostile/endless-body',
    '/hostile/gzip-bomb',
  ])('%s, bounded', async (path) => {
    const { report, text } = await scan(path);
    expect(report.outcome).toEqual({ status: 'done', completeness: 'partial' });
    expect(text.length).toBeLessThan(1_000_000);
  });
});

describe('what a hostile page leaves in the report', () => {
  test('dialogs are dismissed and recorded with their text', async () => {
    const { report } = await scan('/hostile/alert');
    expect(report.dialogs.map(({ kind, text }) => [kind, text])).toEqual([
      ['alert', 'first'],
      ['confirm', 'second'],
      ['prompt', 'third'],
    ]);
  });

  test('a request for a password is cancelled and recorded', async () => {
    const { report } = await scan('/hostile/basic-auth');
    expect(report.dialogs).toMatchObject([
      { kind: 'basic_auth', text: expect.stringContaining('Give me your password') },
    ]);
  });

  test('a redirect that is not followed is still a hop', async () => {
    const { report } = await scan('/hostile/to-file');
    expect(report.redirects).toMatchObject([{ to: 'file:///etc/passwd', status: 302 }]);
  });

  test('nothing of a local file gets into the evidence', async () => {
    const { outDir, text } = await scan('/hostile/file-frame');
    expect(text + readFileSync(join(outDir, 'page.html'), 'utf8')).not.toContain('root:');
  });

  test('a download is stored under a name of ours, whatever the site calls it', async () => {
    const { report } = await scan('/hostile/path-download');
    expect(report.downloads).toMatchObject([{ state: 'kept', path: 'downloads/1.zip' }]);
  });

  test('windows that it opened are listed, and no more than a few were let run', async () => {
    const { report } = await scan('/hostile/popups');
    expect(report.popups).toHaveLength(50);
    const popups = report.exchanges.filter(({ target }) => target === 'popup');
    expect(new Set(popups.map(({ request }) => request.url)).size).toBeLessThanOrEqual(5);
  });

  test('a page higher than a picture can be is clipped and the report says so', async () => {
    const { outDir, report } = await scan('/hostile/tall', { fullPage: true });
    const height = readFileSync(join(outDir, 'screenshot.png')).readUInt32BE(20);
    expect(height).toBeLessThan(16_384);
    expect(report.missing).toMatchObject([{ code: 'truncated', what: 'screenshot' }]);
  });
});

test('nothing of one scan is seen by the next', async () => {
  const titles = [await scan('/hostile/state'), await scan('/hostile/state')].map(
    ({ report }) => report.document.title,
  );
  expect(titles).toEqual(['fresh', 'fresh']);
});

test('a scan that is stopped ends at once', async () => {
  const stop = new AbortController();
  const held = site.hold('/held');
  const capture = capturer.capture({
    url: `${site.url}/held`,
    outDir: mkdtempSync(join(folder, 'scan-')),
    signal: stop.signal,
  });
  await held.requested;
  stop.abort();
  await expect(capture).rejects.toMatchObject({ code: 'cancelled' });
});

test('after all of them an ordinary page is scanned completely', async () => {
  const { report } = await scan('/tiny');
  expect(report.outcome).toEqual({ status: 'done', completeness: 'complete' });
});
