// What the console promises: Lighthouse, a log of 2,000 requests, 10,000 results, 20 MB of HTML. On
// an installation of its own with real scans, in a real browser.
//
//   node bench/console.ts [--parts log,html,results,scores] [--scans 10000] [--json]
//
// The console must have been built.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { signInAsAdmin } from '../test/e2e/support/console.ts';
import { createInstallation } from '../test/e2e/support/installation.ts';
import { freePort } from '../test/e2e/support/processes.ts';
import { launchTestBrowser } from '../test/e2e/support/unprivileged-chromium.ts';
import { startSite } from '../test/sites/site-server.ts';
import { MANY_RESOURCES, scanOfLargeDom } from './support/heavy-scans.ts';
import { wholeNumber } from './support/lanes.ts';
import { lighthouseScores } from './support/lighthouse-scores.ts';
import { filterMs, scrollFrames, watchLongTasks } from './support/page-measures.ts';
import { openSeededDatabase } from './support/seeded-database.ts';

const BOUNDS = {
  score: 95,
  usableMs: 1_000,
  /** Of 60, less what a timer's jitter costs. */
  fps: 58,
  filterMs: 50,
  /** A task of the main thread that people feel as a stop. */
  longestTaskMs: 200,
};
const WINDOW = { width: 1440, height: 900 };
const SCAN_MS = 120_000;
const LIST_MS = 60_000;

const PARTS = ['log', 'html', 'results', 'scores'] as const;
type Part = (typeof PARTS)[number];

const { values } = parseArgs({
  options: {
    parts: { type: 'string', default: PARTS.join(',') },
    scans: { type: 'string', default: '10000' },
    json: { type: 'boolean', default: false },
  },
});
const scans = wholeNumber('scans', values.scans);
const parts = values.parts.split(',').map(partNamed);
const figures: Record<string, unknown> = {};
const missed: string[] = [];

/** What has been opened, to be closed in reverse, also when opening the next fails. */
const opened: (() => unknown)[] = [];
try {
  await measure();
} finally {
  for (const close of opened.toReversed()) await close();
}
const outcome = { benchmark: 'console', parts, scans, figures, missed };
if (values.json) process.stdout.write(`${JSON.stringify(outcome)}\n`);
process.exitCode = missed.length === 0 ? 0 : 1;

async function measure(): Promise<void> {
  const site = await startSite({ routes: MANY_RESOURCES });
  opened.push(() => site.close());
  const installation = await createInstallation();
  opened.push(() => installation.close());
  if (parts.includes('results') || parts.includes('scores')) {
    // Also for the commands that make tokens.
    installation.env.DATABASE_URL = await seededDatabase();
  }
  const port = await freePort();
  const browser = await launchTestBrowser([
    `--remote-debugging-port=${port}`,
    // The server has made its certificate itself.
    '--ignore-certificate-errors',
  ]);
  opened.push(() => browser.close());
  const page = await signInAsAdmin(browser.browser, installation, installation.start(['up']));
  await page.setViewportSize(WINDOW);
  const scan = (path: string) => scanned(page, installation.url, `${site.url}${path}`);
  if (parts.includes('log')) await measureLog(page, await scan('/bench/many'));
  if (parts.includes('scores')) {
    await measureScores(page, installation.url, await scan('/medium'), port);
  }
  if (parts.includes('html')) {
    await measureHtml(page, await scanOfLargeDom(installation, await installation.client()));
  }
  if (parts.includes('results')) await measureResults(page);
}

async function seededDatabase(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'webhood-console-bench-'));
  opened.push(() => rmSync(folder, { recursive: true, force: true }));
  const database = await openSeededDatabase(folder, scans);
  opened.push(() => database.close());
  return database.url;
}

function partNamed(name: string): Part {
  const part = PARTS.find((one) => one === name);
  if (!part) throw new Error(`--parts knows ${PARTS.join(', ')}, not "${name}"`);
  return part;
}

function note(name: string, value: unknown, isHeld: boolean): void {
  figures[name] = value;
  if (!isHeld) missed.push(name);
  process.stderr.write(`${name}: ${JSON.stringify(value)}${isHeld ? '' : ' (missed)'}\n`);
}

async function scanned(page: Page, origin: string, url: string): Promise<string> {
  const answer = await page.request.post('/api/v1/scans', {
    data: { url, options: { timeoutMs: SCAN_MS } },
    headers: { origin },
  });
  const { id } = (await answer.json()) as { id: string };
  await page.goto(`/scans/${id}`);
  await page.getByText('Key facts').waitFor({ timeout: SCAN_MS });
  return id;
}

async function measureLog(page: Page, id: string): Promise<void> {
  const fresh = await page.context().newPage();
  await fresh.setViewportSize(WINDOW);
  const startedMs = performance.now();
  await fresh.goto(`/scans/${id}?tab=network`, { waitUntil: 'commit' });
  await fresh.getByRole('row').nth(10).waitFor();
  const usableMs = Math.round(performance.now() - startedMs);
  const requests = await fresh.getByRole('table').getAttribute('aria-rowcount');
  note('log rows', Number(requests) - 1, Number(requests) > 2_000);
  note('log usable ms', usableMs, usableMs < BOUNDS.usableMs);
  const frames = await scrollFrames(fresh);
  note('log scrolling', frames, frames.fps >= BOUNDS.fps);
  const words = ['n=1', 'n=19', 'n=199', 'n=19', 'image', 'many', '', 'gif'];
  const slowest = await filterMs(fresh, 'main input[type=search]', words);
  note('log filter ms, slowest', slowest, slowest < BOUNDS.filterMs);
  await fresh.close();
}

async function measureHtml(page: Page, id: string): Promise<void> {
  const fresh = await page.context().newPage();
  await fresh.setViewportSize(WINDOW);
  const longestTask = await watchLongTasks(fresh);
  const startedMs = performance.now();
  await fresh.goto(`/scans/${id}?tab=dom`, { waitUntil: 'commit' });
  await fresh.locator('.cm-line').first().waitFor();
  note('20 MB of HTML shown ms', Math.round(performance.now() - startedMs), true);
  const frames = await scrollFrames(fresh);
  note('20 MB of HTML scrolling', frames, true);
  const longest = Math.round(await longestTask());
  note('20 MB of HTML, longest task ms', longest, longest < BOUNDS.longestTaskMs);
  await fresh.close();
}

async function measureResults(page: Page): Promise<void> {
  await page.goto('/search');
  await page.getByRole('list', { name: 'Results' }).locator('li').first().waitFor();
  const first = await scrollFrames(page);
  note('results scrolling while they load', first, true);
  const startedMs = performance.now();
  while (!(await page.getByText('That is all.').isVisible())) {
    if (performance.now() - startedMs > LIST_MS) break;
    await page.evaluate('scrollTo(0, document.body.scrollHeight)');
    await page.waitForTimeout(30);
  }
  const loaded = await page.evaluate<number>('document.body.scrollHeight / 48');
  note('results loaded, about', Math.round(loaded), loaded > scans * 0.95);
  await page.evaluate('scrollTo(0, 0)');
  const frames = await scrollFrames(page);
  note('10,000 results scrolling', frames, frames.fps >= BOUNDS.fps);
}

async function measureScores(page: Page, origin: string, id: string, port: number): Promise<void> {
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  for (const [name, path] of [
    ['start', '/'],
    ['scan', `/scans/${id}`],
    ['search', '/search'],
  ]) {
    const scores = await lighthouseScores(`${origin}${path}`, port, cookie);
    const isHeld = Math.min(scores.performance, scores.accessibility) >= BOUNDS.score;
    note(`Lighthouse, ${name} page`, scores, isHeld);
  }
}
