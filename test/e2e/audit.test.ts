/** The audit log in a real browser: what is shown, filters, details, exports, and who may see it. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violations } from './support/accessibility.ts';
import { signInAsAdmin } from './support/console.ts';
import { createInstallation, type Installation } from './support/installation.ts';
import { launchTestBrowser, type TestBrowser } from './support/unprivileged-chromium.ts';

let installation: Installation;
let browser: TestBrowser;
let page: Page;

beforeAll(async () => {
  installation = await createInstallation();
  const server = installation.start(['server']);
  browser = await launchTestBrowser();
  page = await signInAsAdmin(browser.browser, installation, server);
  await installation.command(['users', 'create', '--name', 'vera', '--role', 'viewer']);
  for (let i = 0; i < 55; i++) {
    await page.evaluate(
      (name) =>
        fetch('/api/v1/tokens', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ name }),
        }),
      `token-${i}`,
    );
  }
});
afterAll(async () => {
  await browser?.close();
  await installation?.close();
});

const rows = () =>
  page
    .getByRole('list')
    .filter({ has: page.locator('details') })
    .locator('> li');

describe('the audit log', () => {
  test('is under the settings, newest first, page by page', async () => {
    await page.goto('/settings');
    await page.getByRole('link', { name: 'Audit log' }).click();
    await rows().first().getByText('token-54').waitFor();
    expect(await rows().count()).toBe(50);
    await page.getByRole('button', { name: 'Show older entries' }).click();
    await page.getByText('That is the first entry.').waitFor();
    await page.getByText('→ vera').waitFor();
  });

  test('is narrowed by filters that the address keeps', async () => {
    await page.getByLabel('Action').selectOption('user.created');
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect.poll(() => rows().count()).toBe(1);
    expect(page.url()).toContain('action=user.created');
    await page.reload();
    await rows().first().click();
    await page.getByText('users create').waitFor();
    await page.getByText('Command line').first().waitFor();
    await page.getByLabel('To what').fill('nobody of that name');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('Nothing was recorded that fits.').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect.poll(() => rows().count()).toBe(50);
  });

  test('is taken along as a file', async () => {
    const href = await page.getByRole('link', { name: 'Export as CSV' }).getAttribute('href');
    const file = await page.evaluate(async (url) => {
      const answer = await fetch(url);
      return { name: answer.headers.get('content-disposition'), text: await answer.text() };
    }, href ?? '');
    expect(file.name).toBe('attachment; filename="webhood-audit.csv"');
    expect(file.text).toContain('"token-54"');
  });

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
    ['dark', 360],
  ] as const)('has no violation of WCAG in %s at %i pixels, and fits', async (scheme, width) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 800 });
    await page.goto('/settings/audit');
    await rows().first().click();
    await page.getByText('Hash').waitFor();
    const kept = process.env.WEBHOOD_TEST_PICTURES;
    if (kept) await page.screenshot({ path: `${kept}/audit-${scheme}-${width}.png` });
    expect(await violations(page)).toEqual([]);
    const overflow = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(overflow).toBeLessThanOrEqual(0);
  });
});
