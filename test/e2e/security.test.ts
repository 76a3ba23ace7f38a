/** The security page in a real browser, with a real scanner that tells of its browser. */
import { readFileSync } from 'node:fs';
import type { SecurityCheck } from '@webhood/contract';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violations } from './support/accessibility.ts';
import { signInAsAdmin } from './support/console.ts';
import { createInstallation, type Installation } from './support/installation.ts';
import { launchTestBrowser, type TestBrowser } from './support/unprivileged-chromium.ts';

let installation: Installation;
let browser: TestBrowser;
let page: Page;

beforeAll(async () => {
  installation = await createInstallation();
  const up = installation.start(['up']);
  browser = await launchTestBrowser();
  page = await signInAsAdmin(browser.browser, installation, up);
});
afterAll(async () => {
  await browser?.close();
  await installation?.close();
});

/** A scanner tells of its browser when it asks for work, and waits for that for half a minute. */
const TOLD_WITHIN = { timeout: 75_000, interval: 500 };

const row = (title: string) => page.getByRole('listitem').filter({ hasText: title });

test('every mandatory item of a fresh installation is in order, the sandbox as read', async () => {
  await page.goto('/settings');
  await page.getByRole('link', { name: 'Security' }).click();
  await page.getByText('Everything mandatory is in order.').waitFor();
  // The scanner connects, and its first page has a process, a moment after the server.
  await expect
    .poll(async () => {
      await page.getByRole('button', { name: 'Check again' }).click();
      return row('sandbox is on').textContent();
    }, TOLD_WITHIN)
    .toContain('as the kernel says of the running processes');
  expect(await violations(page)).toEqual([]);
});

test('the command line says the same', async () => {
  const printed = await installation.command(['doctor']);
  expect(printed).toContain('✓ Chromium’s sandbox is on');
  expect(printed).toContain('✗ The certificate is signed by an authority that browsers trust');
});

test('the documentation has every item, as mandatory or recommended as it is', async () => {
  const text = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8');
  const written = [...text.matchAll(/^\| `(\w+)` \| (mandatory|recommended) \|/gm)].map(
    ([, id, level]) => `${id} ${level}`,
  );
  const { checks } = JSON.parse(await installation.command(['doctor', '--json']));
  const checked = checks.map(({ id, level }: SecurityCheck) => `${id} ${level}`);
  expect(written.toSorted()).toEqual(checked.toSorted());
});
