/** Evidence from a host of its own, in a real browser that knows the server under two names. */
import { readFileSync } from 'node:fs';
import type { Page, Request } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Site, startSite } from '../sites/site-server.ts';
import { signInAsAdmin } from './support/console.ts';
import { createInstallation, type Installation } from './support/installation.ts';
import { launchTestBrowser, type TestBrowser } from './support/unprivileged-chromium.ts';

let site: Site;
let installation: Installation;
let browser: TestBrowser;
let page: Page;
/** Host of the evidence: `localhost` is the console's. */
let evidenceHost: string;
const requests: Request[] = [];
const faults: string[] = [];

beforeAll(async () => {
  site = await startSite({
    routes: {
      '/pictured': ({ response }) => {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<!DOCTYPE html><title>Pictured</title><h1 style="color:red">Evidence</h1>');
      },
    },
  });
  installation = await createInstallation();
  evidenceHost = `127.0.0.1:${new URL(installation.url).port}`;
  installation.env.WEBHOOD_ARTIFACT_ORIGIN = `https://${evidenceHost}`;
  const up = installation.start(['up']);
  browser = await launchTestBrowser();
  page = await signInAsAdmin(browser.browser, installation, up);
  page.on('request', (request) => requests.push(request));
  page.on('console', (said) => {
    if (said.type() === 'error') faults.push(said.text());
  });
});
afterAll(async () => {
  await browser?.close();
  await installation?.close();
  await site?.close();
});

const fromEvidenceHost = () => requests.filter((each) => new URL(each.url()).host === evidenceHost);
const drawn = (picture: ReturnType<Page['locator']>) =>
  expect.poll(() => picture.evaluate((img) => Reflect.get(img, 'naturalWidth')));

test('lists, scans and comparisons show evidence from the other host, without the session', async () => {
  const scanned = async (): Promise<string> => {
    const headers = { origin: installation.url };
    const made = await page.request.post('/api/v1/scans', {
      data: { url: `${site.url}/pictured` },
      headers,
    });
    const { id } = (await made.json()) as { id: string };
    const status = async () =>
      ((await (await page.request.get(`/api/v1/scans/${id}`)).json()) as { status: string }).status;
    await expect.poll(status, { timeout: 60_000 }).toBe('done');
    return id;
  };
  const ids = [await scanned(), await scanned()];
  await page.goto('/scans');
  await drawn(page.locator('main img').first()).toBe(480);
  await page.goto(`/scans/${ids[0]}`);
  await drawn(page.locator('main img').first()).toBeGreaterThan(1_000);
  await page.getByRole('tab', { name: 'DOM' }).click();
  await page.locator('.cm-content').getByText('Evidence').waitFor();
  await page.goto(`/compare?a=${ids[0]}&b=${ids[1]}`);
  await page.getByText('Difference', { exact: true }).click();
  await page.getByText(/of the pixels differ|pixel by pixel/).waitFor();

  const seen = fromEvidenceHost();
  const statuses: number[] = [];
  for (const request of seen) {
    expect(new URL(request.url()).pathname).toBe('/api/evidence');
    expect(await request.headerValue('cookie')).toBeNull();
    // A page that was left takes back what it asked for and had no answer to yet.
    const status = (await request.response())?.status();
    if (status !== undefined) statuses.push(status);
  }
  expect(statuses.length).toBeGreaterThan(4);
  expect(new Set(statuses)).toEqual(new Set([200]));
  // Asked of the console, answered by an address: never by the file.
  const asked = requests.filter((each) => {
    const { host, pathname } = new URL(each.url());
    return host !== evidenceHost && /\/(screenshot|html|report|artifacts\/\w+)$/.test(pathname);
  });
  const answers = await Promise.all(
    asked.map(async (request) => (await request.response())?.status()),
  );
  const given = answers.filter((status) => status !== undefined);
  expect(given.length).toBeGreaterThan(4);
  expect(new Set(given)).toEqual(new Set([303]));
  expect(faults).toEqual([]);
});

test('a file is saved from there under its name', async () => {
  await page.goto('/scans');
  await page.locator('a[href^="/scans/"]').first().click();
  await page.locator('main img').first().waitFor();
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).first().click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^127\.0\.0\.1.*screenshot\.png$/);
  expect(
    readFileSync(await download.path())
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG');
});

test('the other host has no console, and what was given ends with the keys', async () => {
  const given = fromEvidenceHost().at(-1)?.url() ?? '';
  const ask = async (url: string) => (await page.request.get(url)).status();
  expect(await ask(given)).toBe(200);
  for (const path of ['/', '/api/v1/me', '/healthz', '/sign-in']) {
    expect(await ask(`https://${evidenceHost}${path}`)).toBe(404);
  }
  await installation.command(['secret', 'rotate']);
  await expect.poll(() => ask(given), { timeout: 2_000, interval: 100 }).toBe(403);
});
