import type { Client } from '@webhood/client';
import type { Scan } from '@webhood/contract';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violations } from './support/accessibility.ts';
import { signInAsAdmin } from './support/console.ts';
import { CANARY, hostileResult } from './support/hostile-scan.ts';
import { createInstallation, type Installation } from './support/installation.ts';
import { createScriptedScanner } from './support/scripted-scanner.ts';
import { launchTestBrowser, type TestBrowser } from './support/unprivileged-chromium.ts';

let installation: Installation;
let browser: TestBrowser;
let client: Client;
let page: Page;
let scan: Scan;
const unwanted: string[] = [];

beforeAll(async () => {
  installation = await createInstallation();
  const server = installation.start(['server']);
  browser = await launchTestBrowser();
  page = await signInAsAdmin(browser.browser, installation, server);
  client = await installation.client();
  const scanner = await createScriptedScanner(installation, 'scripted');
  scan = await scanner.scan(client, 'https://example.com/', hostileResult());
  page.on('request', (request) => {
    const own = [installation.url, 'data:', `blob:${installation.url}`];
    if (!own.some((prefix) => request.url().startsWith(prefix))) unwanted.push(request.url());
  });
  page.on('dialog', (dialog) => {
    unwanted.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('popup', (popup) => unwanted.push(`popup ${popup.url()}`));
  page.on('pageerror', (error) => unwanted.push(`error ${error.message}`));
});

afterAll(async () => {
  await browser?.close();
  await installation?.close();
});

const DOM_VIEWS = ['html', 'text', 'links', 'scripts', 'frames', 'meta', 'globals'];
const DATA_VIEWS = [
  'cookies',
  'storage',
  'console',
  'certificates',
  'addresses',
  'domains',
  'hashes',
  'streams',
  'downloads',
  'clipboard',
  'dialogs',
  'popups',
  'permissions',
  'notifications',
];
const PLACES = [
  'tab=overview',
  'tab=network',
  'tab=network&view=1',
  'tab=redirects',
  ...DOM_VIEWS.map((view) => `tab=dom&view=${view}`),
  ...DATA_VIEWS.map((view) => `tab=data&view=${view}`),
  'tab=metadata',
];

const TABS = ['overview', 'network', 'redirects', 'dom', 'data', 'metadata'].map(
  (tab) => `tab=${tab}`,
);

/** What must be true of a page that shows evidence, whatever the evidence is. */
async function expectHarmless(place: string): Promise<void> {
  const found = (await page.evaluate(`({
    ran: '${CANARY}' in globalThis,
    links: [...document.querySelectorAll('a[href], area[href], form[action], iframe, object, embed, base')]
      .map((each) => each.href ?? each.action ?? each.outerHTML.slice(0, 100))
      .filter((href) => !href.startsWith(location.origin + '/')),
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    // Of what cannot be seen, or moves its neighbours, only the number may be there.
    invisible: /[\\u0000-\\u0008\\u001b\\u200b\\u2028\\u202a-\\u202e\\u2066-\\u2069]/
      .test(document.querySelector('main').innerText),
    scripts: [...document.scripts].filter((each) => !each.src.startsWith(location.origin)).length,
  })`)) as object;
  expect({ place, ...found }).toEqual({
    place,
    ran: false,
    links: [],
    overflow: 0,
    invisible: false,
    scripts: 0,
  });
}

async function open(place: string): Promise<void> {
  await page.goto(`/scans/${scan.id}?${place}`);
  await page.getByRole('tab', { selected: true }).waitFor();
  await expect.poll(() => page.locator('main [aria-busy=true]').count()).toBe(0);
  await page
    .locator('[role=tabpanel]:not([hidden]) :is(h2, nav, table, [role=table])')
    .first()
    .waitFor();
}

describe('a scan that is an attack in every field', () => {
  test.each([
    [1440, PLACES],
    [390, TABS],
  ])('runs nothing, links nowhere and holds its layout at %i px', async (width, places) => {
    await page.setViewportSize({ width, height: 900 });
    for (const place of places) {
      await open(place);
      await expectHarmless(place);
    }
    expect(unwanted).toEqual([]);
  });

  test('runs nothing and holds its layout in lists, searches and comparisons', async () => {
    const pair = `a=${scan.id}&b=${scan.id}`;
    const places = ['/', '/scans', '/search', '/search?view=gallery', `/compare?a=${scan.id}`];
    const views = ['overview', 'requests', 'dom', 'data'].map(
      (view) => `/compare?${pair}&view=${view}`,
    );
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      for (const place of [...places, ...views, '/settings/audit', '/settings/scanners']) {
        await page.goto(place);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await expect.poll(() => page.locator('main [aria-busy=true]').count()).toBe(0);
        await expectHarmless(place);
      }
    }
    expect(unwanted).toEqual([]);
  });

  test('shows its previews as text, and asks before anything leaves', async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await open('tab=network&view=3');
    await page.getByRole('button', { name: 'Show preview' }).click();
    await page.locator('aside pre').waitFor();
    await expectHarmless('preview');
    await open('tab=data&view=addresses');
    const menu = page.getByRole('button', { name: /^Actions for/ });
    await menu.last().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Copy', exact: true }).waitFor();
    await expectHarmless('menu');
    await page.keyboard.press('Escape');
    await page.goto('/');
    await page.getByText('Recent scans').waitFor();
    await page.locator('a[href^="/scans/"]').first().waitFor();
    await expectHarmless('list');
    expect(unwanted).toEqual([]);
  });
});

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  test.each([
    'tab=overview',
    'tab=network&view=2',
    'tab=redirects',
    'tab=dom',
    'tab=data&view=certificates',
    'tab=metadata',
  ])('the scan page at %s has no accessibility violation', async (place) => {
    await page.emulateMedia({ colorScheme });
    await open(place);
    expect(await violations(page)).toEqual([]);
  });
});
