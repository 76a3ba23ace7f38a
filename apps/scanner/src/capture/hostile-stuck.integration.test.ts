/** Pages that keep the processor or the memory busy; see `test/sites/hostile` for what they do. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HEAVY } from '../../../../test/sites/hostile/heavy.ts';
import { STUCK } from '../../../../test/sites/hostile/stuck.ts';
import { type HostileScans, startHostileScans } from './hostile-scans.fixture.ts';

let scans: HostileScans;
beforeAll(async () => {
  scans = await startHostileScans();
});
afterAll(() => scans.close());

/** Work inside the engine, which nothing ends from outside: what is left is the network log. */
const NATIVE = [
  '/hostile/stuck/clone',
  '/hostile/stuck/json',
  '/hostile/stuck/layout',
  '/hostile/stuck/sort',
  '/hostile/stuck/write',
  '/hostile/heavy/canvas',
  '/hostile/heavy/huge-link',
  '/hostile/heavy/svg',
];

const READABLE: [string, string][] = [
  ['/hostile/stuck/before-unload', 'Tiny'],
  ['/hostile/stuck/catches', 'Catches'],
  ['/hostile/stuck/frame', 'Outer'],
  ['/hostile/stuck/frame-alerts', 'Outer'],
  ['/hostile/stuck/getters', 'Getters'],
  ['/hostile/stuck/late-confirm', 'Late'],
  ['/hostile/stuck/observers', 'Observers'],
  ['/hostile/stuck/popup', 'Opener'],
  ['/hostile/stuck/promises', 'Promises'],
  ['/hostile/stuck/prompts', 'Prompts'],
  ['/hostile/stuck/regexp', 'Regexp'],
  ['/hostile/stuck/remote-alerts', 'Outer'],
  ['/hostile/stuck/remote-frame', 'Outer'],
  ['/hostile/stuck/sync-request', 'Sync'],
  ['/hostile/stuck/wasm', 'Wasm'],
  ['/hostile/stuck/worker', 'Worker'],
  ['/hostile/heavy/cookies', 'Cookies'],
  ['/hostile/heavy/entities', 'Entities'],
  ['/hostile/heavy/mathml', 'MathML'],
  ['/hostile/heavy/selectors', 'Selectors'],
  ['/hostile/heavy/storage', 'Storage'],
];

describe('a page that keeps its process busy', () => {
  test.each(READABLE)('%s, with title, DOM and picture', async (path, title) => {
    const { report, kinds } = await scans.scan(path);
    expect(report.outcome.status).toBe('done');
    expect(report.document.title).toBe(title);
    expect(kinds).toEqual(expect.arrayContaining(['html', 'screenshot', 'har']));
    await scans.scanOrdinary();
  });

  test.each(NATIVE)('%s is partial, with the network log', async (path) => {
    const { report, codes } = await scans.scan(path);
    expect(report.outcome).toEqual({ status: 'done', completeness: 'partial' });
    expect(codes).toEqual(expect.arrayContaining([expect.stringMatching(/^(page_|artifact_)/)]));
    expect(report.exchanges.length).toBeGreaterThan(0);
    await scans.scanOrdinary();
  });

  const rest = [...Object.keys(STUCK), ...Object.keys(HEAVY)].filter(
    (path) => !NATIVE.includes(path) && !READABLE.some(([readable]) => readable === path),
  );
  test.each(rest)('%s ends in time and leaves the next scan alone', async (path) => {
    const { report } = await scans.scan(path);
    expect(report.exchanges.length).toBeGreaterThan(0);
    await scans.scanOrdinary();
  });
});
