// Pictures of every page and state of the console, to look at before and after a change:
//
//   node scripts/console-screenshots.mjs [folder]
//
// Starts an installation of its own with a web site beside it, and leaves nothing but the pictures
// (`screenshots/` unless a folder is given). The console must have been built.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { argv } from 'node:process';
import { signInAsAdmin } from '../test/e2e/support/console.ts';
import { HOSTILE_PAGE } from '../test/e2e/support/hostile-page.ts';
import { createInstallation } from '../test/e2e/support/installation.ts';
import { launchTestBrowser } from '../test/e2e/support/unprivileged-chromium.ts';
import { SHOWCASE, SHOWCASE_PATHS } from '../test/sites/showcase.ts';
import { startSite } from '../test/sites/site-server.ts';

const SIZES = { 1440: 900, 1024: 768, 390: 844 };
const THEMES = ['light', 'dark'];
/** Until a page stands still; past this the picture shows that it did not. */
const QUIET_MS = 10_000;
/** The page that most pictures of a scan show. */
const SIGN_IN = '/showcase/mail/sign-in';
/** A scan of the site; past this something is wrong. */
const SCAN_MS = 60_000;

const folder = resolve(argv[2] ?? 'screenshots');
const site = await startSite({ routes: { ...HOSTILE_PAGE, ...SHOWCASE } });
const installation = await createInstallation();
const browser = await launchTestBrowser();
let taken = 0;
try {
  mkdirSync(folder, { recursive: true });
  const up = installation.start(['up']);
  await installation.ready(up);
  const signedOut = await browser.browser.newPage({
    ignoreHTTPSErrors: true,
    baseURL: installation.url,
  });
  await take(signedOut, { name: 'sign-in', path: '/sign-in' });
  await signedOut.close();
  const page = await signInAsAdmin(browser.browser, installation, up);
  for (const state of emptyStates()) await take(page, state);
  const scans = await makeScans(page);
  for (const state of states(scans)) await take(page, state);
} finally {
  await browser.close();
  await installation.close();
  await site.close();
}
console.log(`${taken} pictures in ${folder}`);

function emptyStates() {
  return [
    { name: 'start-empty', path: '/' },
    { name: 'scans-empty', path: '/scans' },
    { name: 'search-empty', path: '/search' },
    { name: 'tokens-empty', path: '/settings/tokens' },
    { name: 'compare-none', path: '/compare' },
  ];
}

async function makeScans(page) {
  const held = site.hold('/held');
  const paths = [SIGN_IN, '/heavy', '/form', '/iframe', '/redirect', '/net/cookies', '/download'];
  paths.push('/journey/hostile', '/hostile/to-file', '/missing', ...SHOWCASE_PATHS);
  const ids = {};
  for (const path of paths) ids[path] = await submit(page, path);
  for (const id of Object.values(ids)) await ended(page, id);
  ids['/held'] = await submit(page, '/held');
  await held.requested;
  await page.request.post('/api/v1/me/searches', {
    data: { name: 'Pages that were gone', q: 'page.status:404' },
    headers: { origin: installation.url },
  });
  return ids;
}

async function submit(page, path) {
  const answer = await page.request.post('/api/v1/scans', {
    data: { url: `${site.url}${path}`, tags: path === SIGN_IN ? ['phishing'] : [] },
    headers: { origin: installation.url },
  });
  return (await answer.json()).id;
}

async function ended(page, id) {
  const deadline = Date.now() + SCAN_MS;
  for (;;) {
    const scan = await (await page.request.get(`/api/v1/scans/${id}`)).json();
    if (['done', 'error', 'cancelled'].includes(scan.state)) return;
    if (Date.now() > deadline) throw new Error(`${scan.url} has not ended`);
    await page.waitForTimeout(200);
  }
}

function states(ids) {
  const scan = (path) => `/scans/${ids[path]}`;
  const pair = `a=${ids[SIGN_IN]}&b=${ids['/showcase/parcel']}`;
  const press = (keys) => (page) => page.keyboard.press(keys);
  const tabs = ['overview', 'network', 'redirects', 'dom', 'data', 'metadata'];
  const settings = ['scanners', 'tokens', 'users', 'webhooks', 'retention', 'audit', 'security'];
  settings.push('lookups', 'account', 'appearance');
  return [
    { name: 'start', path: '/' },
    {
      name: 'start-batch',
      path: '/',
      act: (page) =>
        page
          .getByLabel('URL to scan')
          .fill('hxxps://evil[.]example/login\nhttps://example.com/\nnot a url'),
    },
    {
      name: 'start-options',
      path: '/',
      act: (page) => page.getByRole('button', { name: 'Options' }).click(),
    },
    { name: 'scans', path: '/scans' },
    ...tabs.map((tab) => ({
      name: `scan-${tab}`,
      path: `${scan(tab === 'network' ? '/heavy' : SIGN_IN)}?tab=${tab}`,
    })),
    { name: 'scan-redirects-chain', path: `${scan('/redirect')}?tab=redirects` },
    { name: 'scan-request', path: `${scan('/heavy')}?tab=network&view=1` },
    { name: 'scan-hostile', path: scan('/journey/hostile') },
    { name: 'scan-failed', path: scan('/hostile/to-file') },
    { name: 'scan-running', path: scan('/held') },
    { name: 'search', path: '/search' },
    { name: 'search-gallery', path: '/search?q=status:done&view=gallery' },
    { name: 'search-nothing', path: '/search?q=title:nothing' },
    { name: 'search-fault', path: '/search?q=status:done AND colour:red' },
    {
      name: 'search-completion',
      path: '/search',
      act: async (page) => {
        await page.getByRole('combobox').pressSequentially('page.');
        await page.getByRole('option').first().waitFor();
      },
    },
    {
      name: 'search-selected',
      path: '/search',
      act: async (page) => {
        await page
          .getByRole('checkbox', { name: /^Select http/ })
          .nth(0)
          .check();
        await page
          .getByRole('checkbox', { name: /^Select http/ })
          .nth(1)
          .check();
      },
    },
    {
      name: 'search-saved',
      path: '/search',
      act: (page) => page.getByRole('button', { name: 'Saved searches' }).click(),
    },
    {
      name: 'search-help',
      path: '/search',
      act: (page) => page.getByRole('button', { name: 'What can be searched' }).click(),
    },
    { name: 'compare-choose', path: `/compare?a=${ids['/form']}` },
    ...['overview', 'requests', 'dom', 'data'].map((view) => ({
      name: `compare-${view}`,
      path: `/compare?${pair}&view=${view}`,
    })),
    {
      name: 'compare-difference',
      path: `/compare?${pair}`,
      act: async (page) => {
        await page.getByText('Difference', { exact: true }).click();
        await page.getByText(/of the pixels/).waitFor();
      },
    },
    { name: 'palette', path: '/scans', act: press('Control+k') },
    { name: 'shortcuts', path: '/scans', act: press('?') },
    ...settings.map((name) => ({ name: `settings-${name}`, path: `/settings/${name}` })),
    {
      name: 'settings-scanners-add',
      path: '/settings/scanners',
      act: (page) => page.getByRole('button', { name: 'Add scanner' }).click(),
    },
    {
      name: 'settings-scanners-configure',
      path: '/settings/scanners',
      act: (page) => page.getByRole('button', { name: 'Configure' }).click(),
    },
    {
      name: 'scan-value-menu',
      path: scan(SIGN_IN),
      act: async (page) => {
        await page
          .getByRole('button', { name: /^Actions for/ })
          .first()
          .focus();
        await page.keyboard.press('Enter');
      },
    },
    {
      name: 'scan-hold',
      path: scan(SIGN_IN),
      act: (page) => page.getByRole('button', { name: 'Hold this scan' }).click(),
    },
    { name: 'not-found', path: '/no-such-page' },
    {
      name: 'server-away',
      path: '/search?q=title:away',
      before: (page) => page.route('**/api/v1/search**', (route) => route.abort()),
    },
    {
      name: 'loading',
      path: '/search?q=title:loading',
      before: (page) => page.route('**/api/v1/search**', () => {}),
      busy: true,
    },
  ];
}

/** Takes the state in each theme and width. */
async function take(page, { name, path, before, act, busy }) {
  for (const colorScheme of THEMES) {
    for (const [width, height] of Object.entries(SIZES)) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width: Number(width), height });
      await before?.(page);
      await page.goto(path);
      await page.getByRole('heading').first().waitFor();
      if (!busy) await still(page);
      await act?.(page);
      if (!busy) await still(page);
      await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`) });
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      taken += 1;
    }
  }
}

/** Fonts, pictures and data are there. */
async function still(page) {
  const waits = [
    page.waitForFunction(
      () =>
        document.querySelectorAll('[aria-busy=true]').length === 0 &&
        document.fonts.status === 'loaded' &&
        [...document.images].every((image) => image.complete || image.loading === 'lazy'),
      undefined,
      { timeout: QUIET_MS, polling: 100 },
    ),
  ];
  await Promise.allSettled(waits);
}
