/** Pages that repeat themselves, lie or leave; see `test/sites/hostile` for what they do. */
import type { ScanFailureCode } from '@webhood/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BODIES } from '../../../../test/sites/hostile/bodies.ts';
import { ESCAPES } from '../../../../test/sites/hostile/escapes.ts';
import { FLOODS } from '../../../../test/sites/hostile/floods.ts';
import { type HostileScans, startHostileScans } from './hostile-scans.fixture.ts';

let scans: HostileScans;
beforeAll(async () => {
  scans = await startHostileScans();
});
afterAll(() => scans.close());

const READABLE: [string, string][] = [
  ['/hostile/escape/blob', 'Blob'],
  ['/hostile/escape/close', 'Close'],
  ['/hostile/escape/closed-shadow', 'Closed'],
  ['/hostile/escape/data', 'Data'],
  ['/hostile/escape/dialog-then-leave', 'Tiny'],
  ['/hostile/escape/file', 'File'],
  ['/hostile/escape/frameset', 'Set'],
  ['/hostile/escape/javascript', 'Script'],
  ['/hostile/escape/open-document', 'Second'],
  ['/hostile/escape/overrides', 'Overrides'],
  ['/hostile/escape/service-worker', 'Service worker'],
  ['/hostile/escape/shadowed-frames', 'Frames'],
  ['/hostile/flood/downloads', 'Blobs'],
  ['/hostile/flood/endless-popups', 'Popups'],
  ['/hostile/flood/history', 'History'],
  ['/hostile/flood/permissions', 'Asks'],
  ['/hostile/flood/protocols', 'Protocols'],
  ['/hostile/flood/sockets', 'Sockets'],
  ['/hostile/flood/windows', 'Windows'],
  ['/hostile/body/cut-off', 'Cut'],
  ['/hostile/body/endless-image', 'Image'],
  ['/hostile/body/hanging-frames', 'Parts'],
  ['/hostile/body/hanging-parts', 'Parts'],
  ['/hostile/body/hanging-font', 'Font'],
  ['/hostile/body/huge-font', 'Font'],
  ['/hostile/body/huge-header', 'Header'],
  ['/hostile/body/huge-image', 'Image'],
];

const FAILURES: [string, ScanFailureCode][] = [
  ['/hostile/body/dripping-header', 'timeout'],
  ['/hostile/body/endless-header', 'connection_failed'],
  ['/hostile/body/nonsense', 'connection_failed'],
  ['/hostile/body/redirect-forever', 'redirect_loop'],
  ['/hostile/body/reset', 'connection_failed'],
  ['/hostile/body/to-blob', 'unsafe_redirect'],
  ['/hostile/body/to-chrome', 'unsafe_redirect'],
  ['/hostile/body/to-javascript', 'navigation_failed'],
];

describe('a page that floods, lies or leaves', () => {
  test.each(READABLE)('%s, with title, DOM and picture', async (path, title) => {
    const { report, kinds, text } = await scans.scan(path);
    expect(report.outcome.status).toBe('done');
    expect(report.document.title).toBe(title);
    expect(kinds).toEqual(expect.arrayContaining(['html', 'screenshot', 'har']));
    expect(text).not.toContain('root:x:0');
    await scans.scanOrdinary();
  });

  test.each(FAILURES)('%s is an error with the code %s', async (path, code) => {
    const { report } = await scans.scan(path);
    expect(report.outcome).toMatchObject({ status: 'error', code });
    expect(report.exchanges.length).toBeGreaterThan(0);
  });

  test('markup and formulas are kept as they are', async () => {
    const { report } = await scans.scan('/hostile/body/script-headers');
    expect(report.document.title).toBe('=HYPERLINK("http://evil.example","Click")');
    expect(report.console.map(({ text }) => text)).toContain('<script>alert(1)</script>');
    expect(report.summary.page.server).toBe('<script>alert(1)</script>');
  });

  test.each(['/hostile/body/two-gigabytes', '/hostile/body/script-file-name'])(
    '%s is stored under a name of ours, or bounded',
    async (path) => {
      const { report } = await scans.scan(path);
      const [download] = report.downloads;
      expect(download?.state).toMatch(/^(kept|too_large)$/);
      expect(download?.path ?? 'downloads/1.zip').toBe('downloads/1.zip');
    },
  );

  const paths = [...Object.keys(FLOODS), ...Object.keys(BODIES), ...Object.keys(ESCAPES)];
  const told = new Set([...READABLE, ...FAILURES].map(([path]) => path));
  const rest = paths.filter((path) => !told.has(path) && !/\.(?:js|svg|woff2)$/.test(path));
  test.each(rest)('%s ends in time and leaves the next scan alone', async (path) => {
    const { report } = await scans.scan(path);
    expect(report.exchanges.length).toBeGreaterThan(0);
    await scans.scanOrdinary();
  });
});

test('a hundred ordinary scans afterwards are complete', () => scans.scanManyOrdinary());
