import { ApiError, type Client } from '@webhood/client';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signInAsAdmin } from './support/console.ts';
import { createInstallation, type Installation } from './support/installation.ts';
import { webhood } from './support/processes.ts';
import { launchTestBrowser, type TestBrowser } from './support/unprivileged-chromium.ts';
import { ACCEPTED, REJECTED } from './url-catalogue.ts';

let installation: Installation;
let client: Client;
let browser: TestBrowser;
let page: Page;

beforeAll(async () => {
  installation = await createInstallation();
  const server = installation.start(['server']);
  await installation.ready(server);
  client = await installation.client();
  browser = await launchTestBrowser();
  page = await signInAsAdmin(browser.browser, installation, server);
});

afterAll(async () => {
  await browser?.close();
  await installation?.close();
});

describe('the API', () => {
  test.each(ACCEPTED)('accepts $text as $url', async ({ text, url, notice }) => {
    const scan = await client.scans.submit({ url: text });
    expect(scan.url).toBe(url);
    expect(scan.notices).toEqual(
      notice === undefined ? expect.anything() : expect.arrayContaining([notice]),
    );
  });

  test.each(REJECTED)('refuses %j with %s and stores nothing', async (text, code) => {
    const before = await client.scans.list({ limit: 1 });
    const refusal = await client.scans.submit({ url: text }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ApiError);
    expect(refusal).toMatchObject({ status: 400, code });
    expect((await client.scans.list({ limit: 1 }))[0]?.id).toBe(before[0]?.id);
  });

  test('never gives back credentials that stood in a URL', async () => {
    const scan = await client.scans.submit({ url: 'https://canary-user:canary-pw@example.com/' });
    const kept = JSON.stringify(await client.scans.get(scan.id));
    expect(kept).not.toContain('canary');
  });
});

describe('the command line', () => {
  test('refuses each with its code, in its order, and ends with 1', async () => {
    const lines = REJECTED.filter(([text]) => text !== '');
    const run = webhood(['scan', '--json', '-'], { input: lines.map(([text]) => text).join('\n') });
    expect(await run.exited).toBe(1);
    const printed = run
      .stdout()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(printed.map(({ url, error }) => [url, error?.code])).toEqual(lines);
  });
});

describe("the console's form", () => {
  test.each(ACCEPTED)('shows for $text that $url will be scanned', async ({ text, url }) => {
    await page.getByLabel('URL to scan').fill(text);
    await expect.poll(() => page.getByText('Will scan').isVisible()).toBe(true);
    await expect
      .poll(() => page.locator('form .evidence').first().textContent())
      .toBe(shownAs(url));
  });

  const typed = REJECTED.filter(([text, code]) => text !== '' && !code.startsWith('non_public'));
  test.each(typed)('says for %j why it is refused, and does not offer to scan', async (text) => {
    await page.getByLabel('URL to scan').fill(text);
    await expect.poll(() => page.getByText('Will scan').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Scan', exact: true }).isDisabled()).toBe(true);
  });

  test('shows what the server says of an address that no scanner may open', async () => {
    await page.getByLabel('URL to scan').fill('http://10.0.0.1/');
    await page.getByRole('button', { name: 'Scan', exact: true }).click();
    await expect
      .poll(() => page.getByText(/10\.0\.0\.1 is not a public address/).count())
      .toBeGreaterThan(0);
  });
});

/** As browsers show it: without the slash of an empty path. */
function shownAs(url: string): string {
  const { pathname, search, hash, origin } = new URL(url);
  return pathname + search + hash === '/' ? origin : url;
}
