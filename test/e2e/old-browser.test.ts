/** An old Chromium: who is told, and that a new one in its place needs nothing else. */
import { chmodSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findAllBrowsers } from '../sites/find-test-browser.ts';
import { violations } from './support/accessibility.ts';
import { signInAsAdmin } from './support/console.ts';
import { createInstallation, type Installation } from './support/installation.ts';
import { launchTestBrowser, type TestBrowser } from './support/unprivileged-chromium.ts';

/** Past the bound of 42 days. */
const OLD_DAYS = 50;
/** A scanner tells of its browser with its next request for work, half a minute away at most. */
const TOLD_WITHIN = { timeout: 75_000, interval: 1_000 };

const SHOWN_WITHIN_MS = 3_000;

let folder: string;
let chromePath: string;
let installation: Installation;
let browser: TestBrowser;
let page: Page;

/** The browser of this machine under a name of its own, as if it was written so many days ago. */
function install(daysAgo: number): void {
  const [installed = ''] = findAllBrowsers();
  const next = `${chromePath}.next`;
  writeFileSync(next, `#!/bin/sh\nexec ${installed} "$@"\n`, { mode: 0o755 });
  const written = new Date(Date.now() - daysAgo * 86_400_000);
  utimesSync(next, written, written);
  renameSync(next, chromePath);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-old-browser-'));
  chmodSync(folder, 0o755);
  chromePath = join(folder, 'chromium');
  install(OLD_DAYS);
  installation = await createInstallation({ SCANNER_CHROME_PATH: chromePath });
  const up = installation.start(['up']);
  browser = await launchTestBrowser();
  page = await signInAsAdmin(browser.browser, installation, up);
});

afterAll(async () => {
  await browser?.close();
  await installation?.close();
  rmSync(folder, { recursive: true, force: true });
});

const isWarned = async (): Promise<boolean> => {
  await page.reload();
  await page.getByLabel('URL to scan').waitFor();
  // The page asks for what it warns of after it is there.
  const warning = page.getByText(`is ${OLD_DAYS} days old`).waitFor({ timeout: SHOWN_WITHIN_MS });
  return warning.then(
    () => true,
    () => false,
  );
};

test('administrators are told on every page, until a new one is in its place', async () => {
  await expect.poll(isWarned, TOLD_WITHIN).toBe(true);
  expect(await violations(page)).toEqual([]);
  await page.getByRole('status').getByRole('link', { name: 'See what to do' }).click();
  await page.getByText('webhood update-chromium').first().waitFor();
  install(0);
  await page.goto('/');
  await expect.poll(isWarned, TOLD_WITHIN).toBe(false);
});
