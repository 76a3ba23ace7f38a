import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Site, startSite } from '../sites/site-server.ts';
import { violations } from './support/accessibility.ts';
import { signInAsAdmin } from './support/console.ts';
import { createInstallation, type Installation } from './support/installation.ts';
import { descendants, isRunning, type Run } from './support/processes.ts';
import { launchTestBrowser, type TestBrowser } from './support/unprivileged-chromium.ts';

let site: Site;
let installation: Installation;
let up: Run;
let browser: TestBrowser;
let page: Page;
const outside: string[] = [];

beforeAll(async () => {
  site = await startSite();
  installation = await createInstallation();
  up = installation.start(['up']);
  browser = await launchTestBrowser();
  page = await signInAsAdmin(browser.browser, installation, up);
  page.on('request', (request) => {
    if (!request.url().startsWith(installation.url)) outside.push(request.url());
  });
});

afterAll(async () => {
  await browser?.close();
  await installation?.close();
  await site?.close();
});

describe('an analyst', () => {
  test('submits a URL and sees it become done without reloading', async () => {
    await page.evaluate('void (globalThis.sameDocument = true)');
    await page.getByLabel('URL to scan').fill(`${site.url}/links`);
    await page.getByRole('button', { name: 'Scan', exact: true }).click();
    await page.getByText('Done').filter({ visible: true }).first().waitFor();
    expect(await page.evaluate('globalThis.sameDocument')).toBe(true);
  });

  test('is told of each line of several what became of it, and keeps those to correct', async () => {
    const field = page.getByLabel('URL to scan');
    await field.fill(`${site.url}/tiny\nhttp://bad host/\nhttp://127.0.0.1:9/`);
    await page.getByRole('button', { name: 'Scan', exact: true }).click();
    const batch = page.getByRole('region', { name: 'This batch' });
    await batch.getByText('1 of 3 submitted').waitFor();
    await batch.getByText('2 not usable').waitFor();
    await batch.getByText(/space or an invisible character/).waitFor();
    await batch.getByText(/refuse to open port 9/).waitFor();
    expect(await field.inputValue()).toBe('http://bad host/\nhttp://127.0.0.1:9/');
    await page.goto('/');
    await page.locator('a[href^="/scans/"]').nth(1).waitFor();
  });

  test('opens the scan and reads its screenshot, requests, HTML and metadata', async () => {
    await page.locator('a[href^="/scans/"]').filter({ hasText: '/links' }).first().click();
    await page.waitForURL(/\/scans\/[a-z0-9]{15}/);
    const screenshot = page.locator('main img').first();
    await screenshot.waitFor();
    await expect
      .poll(() => screenshot.evaluate((img) => Reflect.get(img, 'naturalWidth')))
      .toBeGreaterThan(100);
    await page.getByRole('tab', { name: /network|requests/i }).click();
    await page.getByText('/links').first().waitFor();
    await page.getByRole('tab', { name: 'DOM' }).click();
    await page.locator('.cm-content').waitFor();
    await page.getByRole('tab', { name: /metadata/i }).click();
    await page
      .getByText(/sha-?256/i)
      .first()
      .waitFor();
  });
});

describe('an administrator', () => {
  test('adds a scanner and a token, and sees each secret once', async () => {
    for (const [path, button] of [
      ['/settings/scanners', /add|new|create/i],
      ['/settings/tokens', /add|new|create/i],
    ] as const) {
      await page.goto(path);
      await page.getByRole('button', { name: button }).first().click();
      await page.getByLabel(/name/i).last().fill('made-by-test');
      await page
        .getByRole('button', { name: /create|add/i })
        .last()
        .click();
      await page
        .getByText(/^wh_[a-z0-9]{15}_/)
        .first()
        .waitFor();
      // It is nowhere else, so nothing but the button closes it.
      const dialog = page.getByRole('dialog');
      await expect
        .poll(() => page.evaluate('document.activeElement.textContent'))
        .toBe('Copy token');
      await page.keyboard.press('Escape');
      await page.mouse.click(5, 5);
      await dialog
        .getByText(/^wh_[a-z0-9]{15}_/)
        .first()
        .waitFor();
      await dialog.getByRole('button', { name: 'I have stored it' }).click();
      await dialog.waitFor({ state: 'hidden' });
      await page.goto(path);
      await page.getByText('made-by-test').first().waitFor();
      expect(await page.getByText(/^wh_[a-z0-9]{15}_/).count()).toBe(0);
    }
  });

  test('adds a user of the chosen role, and a refusal stays beside what was typed', async () => {
    await page.goto('/settings/users');
    await page.getByRole('button', { name: 'Add user' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('User name').fill('admin');
    await dialog.getByLabel('Role').selectOption('viewer');
    await dialog.getByRole('button', { name: 'Add user' }).click();
    await dialog.getByText('That user name or e-mail address is taken.').waitFor();
    await dialog.getByLabel('User name').fill(' vera ');
    await dialog.getByLabel('E-mail (optional)').fill('vera@example.org');
    await page.keyboard.press('Enter');
    await page.getByText('vera was added').first().waitFor();
    await page.goto('/settings/users');
    await page.getByText('vera@example.org').waitFor();
    expect(await page.getByLabel('Role: vera').inputValue()).toBe('viewer');
  });
});

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  test.each(['/', '/scans', '/settings/scanners', '/settings/tokens', '/settings/users'])(
    '%s has no accessibility violation',
    async (path) => {
      await page.emulateMedia({ colorScheme });
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0);
      expect(await violations(page)).toEqual([]);
    },
  );
});

test('the console asks nobody but its own server', () => {
  expect(outside).toEqual([]);
});

test('Ctrl-C ends with 0 and leaves no process behind', async () => {
  await browser.close();
  const pids = [...descendants(up.child.pid ?? 0)];
  expect(pids.length).toBeGreaterThan(3);
  up.child.kill('SIGINT');
  expect(await up.exited).toBe(0);
  expect(pids.filter(isRunning)).toEqual([]);
});
