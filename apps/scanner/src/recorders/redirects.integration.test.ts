import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Report, ScanOptions } from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MOVES } from '../../../../test/sites/friendly/moves.ts';
import { type Site, startSite } from '../../../../test/sites/site-server.ts';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import { createLocalCapturer, type LocalCapturer } from '../capture-entry.ts';

let site: Site;
let folder: string;
let capturer: LocalCapturer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-moves-'));
  site = await startSite({ routes: MOVES });
  capturer = createLocalCapturer({ allowNetworks: ['127.0.0.0/8'] });
});
afterAll(async () => {
  await capturer.close();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

async function scan(path: string): Promise<Report> {
  const outDir = mkdtempSync(join(folder, 'scan-'));
  const url = `${site.url}/moves/${path}`;
  const { report } = await capturer.capture({ url, options: ScanOptions.parse({}), outDir });
  expect(Report.safeParse(report).error).toBeUndefined();
  return report;
}

test.each<[string, [string, string, string][]]>([
  [
    'push',
    [
      ['/moves/push', 'history', '/moves/pushed?step=1'],
      ['/moves/pushed?step=1', 'history', '/moves/replaced'],
    ],
  ],
  [
    'push-then-leave',
    [
      ['/moves/push-then-leave', 'history', '/moves/pushed'],
      ['/moves/pushed', 'location', '/tiny'],
    ],
  ],
  [
    'back',
    [
      ['/moves/back', 'location', '/moves/returns'],
      ['/moves/returns', 'history', '/moves/back'],
    ],
  ],
  [
    'chain',
    [
      ['/moves/chain', 'location', '/moves/chain/http'],
      ['/moves/chain/http', 'http_status', '/moves/chain/form'],
      ['/moves/chain/form', 'form', '/tiny'],
    ],
  ],
  ['link', [['/moves/link', 'link', '/tiny']]],
  ['reload', [['/moves/reload', 'reload', '/moves/reload']]],
])('the steps of /%s are told in order, each from the page that made it', async (path, steps) => {
  const { redirects } = await scan(path);
  const seen = redirects.map(({ from, cause, to }) => [
    from.slice(site.url.length),
    cause,
    to.slice(site.url.length),
  ]);
  expect(seen).toEqual(steps);
});

test('a page that renames itself without end leaves a bounded chain that says so', async () => {
  const { redirects, missing } = await scan('without-end');
  expect(redirects).toHaveLength(CAPTURE_LIMITS.redirects);
  expect(missing).toContainEqual(expect.objectContaining({ what: 'redirects', dropped: 50 }));
});

/** Of the times at which a page can leave, those around the moment at which it is read. */
test.each([120, 150, 180, 210, 240])(
  'a page that leaves after %i ms is pictured at once',
  async (ms) => {
    const { artifacts, timings } = await scan(`after?ms=${ms}`);
    expect(artifacts.map(({ kind }) => kind)).toContain('screenshot');
    expect(timings.totalMs - timings.settledMs).toBeLessThan(5_000);
  },
);
