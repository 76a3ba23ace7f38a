/** What analysts and administrators do in the console, from end to end, on one installation. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Site, startSite } from '../sites/site-server.ts';
import { violations } from './support/accessibility.ts';
import { signInAsAdmin } from './support/console.ts';
import { CANARY, HOSTILE_PAGE } from './support/hostile-page.ts';
import { createInstallation, type Installation } from './support/installation.ts';
import { launchTestBrowser, type TestBrowser } from './support/unprivileged-chromium.ts';

let site: Site;
let installation: Installation;
let browser: TestBrowser;
let page: Page;
let visits = 0;
let ids: { first: string; second: string };
const faults: string[] = [];

beforeAll(async () => {
  site = await startSite({
    routes: {
      ...HOSTILE_PAGE,
      '/journey/changing': ({ response }) => {
        visits += 1;
        response.writeHead(200, { 'content-type': 'text/html', 'set-cookie': `visit=${visits}` });
        response.end(`<!DOCTYPE html><title>Visit ${visits}</title><p>Number ${visits}</p>
          <img src="/tiny?${visits}"><img src="/journey/only-${visits}.png">`);
      },
      '/journey/visitor': ({ request, response }) => {
        const { 'user-agent': agent, 'accept-language': language } = request.headers;
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end(`<!DOCTYPE html><title>${agent} reads ${language}</title>`);
      },
      '/journey/many': ({ response }) => {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<!DOCTYPE html><title>Many</title>');
      },
    },
  });
  installation = await createInstallation();
  const up = installation.start(['up']);
  browser = await launchTestBrowser();
  page = await signInAsAdmin(browser.browser, installation, up);
  page.on('pageerror', (error) => faults.push(String(error)));
});

afterAll(async () => {
  await browser?.close();
  await installation?.close();
  await site?.close();
});

const field = () => page.getByRole('combobox', { name: 'Search scans' });
const results = () => page.getByRole('list', { name: 'Results' }).locator('a[href^="/scans/"]');

/** Submitted by the console's own session, and awaited. */
async function scanned(path: string): Promise<string> {
  const client = await sessionApi();
  const { id } = await client.post('/api/v1/scans', { url: `${site.url}${path}` });
  await expect.poll(async () => (await client.get(`/api/v1/scans/${id}`)).status).toBe('done');
  return id;
}

async function sessionApi() {
  const json = async (answer: Promise<{ json(): Promise<unknown> }>) =>
    (await (await answer).json()) as Record<string, string> & { id: string };
  return {
    get: (path: string) => json(page.request.get(path)),
    post: (path: string, data: object) =>
      json(page.request.post(path, { data, headers: { origin: installation.url } })),
  };
}

describe('from a URL to a finding', () => {
  test('an analyst scans, reads, and pivots to what else is of the domain', async () => {
    ids = { first: await scanned('/journey/changing'), second: await scanned('/journey/changing') };
    await page.goto(`/scans/${ids.first}`);
    await page.getByRole('tab', { name: 'Overview' }).waitFor();
    await page.goto('/search?q=domain:127.0.0.1');
    await expect.poll(() => results().count()).toBe(2);
    await page.getByRole('button', { name: /^Only Status done/ }).click();
    await page.waitForURL(/status%3Adone|status:done/);
    await expect.poll(() => results().count()).toBe(2);
  });

  test('two visits are compared: pictures, requests, DOM, cookies', async () => {
    const boxes = page.getByRole('checkbox', { name: /^Select http/ });
    await boxes.nth(0).check();
    await boxes.nth(1).check();
    await page.getByRole('link', { name: 'Compare' }).click();
    await page.getByRole('row', { name: /Title Visit 1 Visit 2/ }).waitFor();
    await page.getByText('Difference', { exact: true }).click();
    await page.getByText(/of the pixels differ/).waitFor();
    await page.getByRole('tab', { name: 'Requests' }).click();
    await page.getByRole('row', { name: /Added.*only-2/ }).waitFor();
    await page.getByRole('row', { name: /Removed.*only-1/ }).waitFor();
    await page.getByRole('row', { name: /Changed.*tiny.*query/ }).waitFor();
    await page.getByRole('tab', { name: 'DOM' }).click();
    await page.getByText('<title>Visit 2</title>').waitFor();
    await page.getByRole('tab', { name: 'Cookies and certificates' }).click();
    await page.getByText('1 changed').waitFor();
    expect(page.url()).toContain(`a=${ids.first}`);
  });

  test('a search is exported, and nothing in the file is a formula', async () => {
    await scanned('/journey/hostile');
    await page.goto('/search?q=url:hostile');
    await page.getByRole('button', { name: 'Export all matches' }).click();
    const downloading = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'CSV' }).click();
    const csv = readFileSync(await (await downloading).path(), 'utf8');
    expect(csv).toMatch(/^id,created,/);
    expect(csv).toContain(`'=HYPERLINK`);
    expect(csv).not.toMatch(/(^|,|")=/m);
  });
});

describe('search', () => {
  test('completes fields and values by keyboard, and marks a fault at its place', async () => {
    await page.goto('/search');
    await field().waitFor();
    await page.keyboard.press('/');
    await expect
      .poll(() => field().evaluate((it) => it.ownerDocument.activeElement === it))
      .toBe(true);
    await page.keyboard.type('stat');
    await page.getByRole('option', { name: /^status:/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: /^done/ }).waitFor();
    await page.keyboard.type('do');
    await page.getByRole('option', { name: /^done/ }).waitFor();
    await page.keyboard.press('Tab');
    await expect.poll(() => field().inputValue()).toBe('status:done ');
    await page.keyboard.press('Enter');
    await expect.poll(() => results().count()).toBeGreaterThan(2);
    await field().fill('status:done colour:red');
    await page.keyboard.press('Enter');
    const fault = page.getByRole('alert');
    await fault.getByText(/At character 13: there is no field 'colour'/).waitFor();
    expect(await fault.locator('mark').textContent()).toBe('c');
  });

  test('is kept under a name, opened again and deleted', async () => {
    await page.goto('/search?q=title:visit');
    await page.getByRole('button', { name: 'Saved searches' }).click();
    await page.getByRole('menuitem', { name: 'Save this search' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Visits');
    await page.keyboard.press('Enter');
    await page.getByText('Search saved').waitFor();
    await page.goto('/search');
    await page.getByRole('button', { name: 'Saved searches' }).click();
    await page.getByRole('menuitem', { name: /^Visits/ }).click();
    await page.waitForURL(/q=title%3Avisit/);
    await page.getByRole('button', { name: 'Visits' }).click();
    await page.getByRole('menuitem', { name: 'Delete Visits' }).click();
    await page.getByText('Saved search deleted').waitFor();
  });

  test('fifty URLs at once are found, tagged and deleted together', async () => {
    await page.goto('/');
    const urls = Array.from({ length: 50 }, (_, index) => `${site.url}/journey/many?${index}`);
    await page.getByLabel('URL to scan').fill(urls.join('\n'));
    await page.getByRole('button', { name: 'Scan 50 URLs' }).click();
    await page
      .getByText(/50 of 50/)
      .first()
      .waitFor();
    await page.goto('/search?q=url:many');
    await page.getByText('50 matches').waitFor();
    await page.getByLabel('Select all that are loaded').check();
    const bar = page.getByRole('region', { name: 'With what is selected' });
    await bar.getByText('50 selected').waitFor();
    await bar.getByRole('button', { name: 'Tag' }).click();
    await page.getByLabel('Add', { exact: true }).fill('batch');
    await page.keyboard.press('Enter');
    await page.getByText('50 scans tagged').waitFor();
    await page.getByRole('button', { name: /^Only Tag batch 50/ }).click();
    await page.getByText('50 matches').waitFor();
    await page.getByLabel('Select all that are loaded').check();
    await bar.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('50 scans deleted').waitFor();
    await page.getByRole('heading', { name: 'Search' }).waitFor();
    await expect.poll(() => results().count()).toBe(0);
  });

  test('its place is found again on the way back', async () => {
    await page.setViewportSize({ width: 1_000, height: 300 });
    await page.goto('/search?view=gallery');
    await results().last().scrollIntoViewIfNeeded();
    const before = await page.evaluate<number>('scrollY');
    expect(before).toBeGreaterThan(0);
    await results().last().click();
    await page.waitForURL(/\/scans\//);
    await page.goBack();
    await expect.poll(() => page.evaluate<number>('scrollY')).toBe(before);
    expect(page.url()).toContain('view=gallery');
    await page.setViewportSize({ width: 1_280, height: 720 });
  });
});

describe('by keyboard alone', () => {
  test('someone goes to a page, walks a list, opens and comes back', async () => {
    await page.goto('/scans');
    await page.locator('[data-row]').first().waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Commands' }).waitFor();
    await page.keyboard.type('search for nothing');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Commands' }).waitFor({ state: 'hidden' });
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/scans\/[a-z0-9]{15}/);
    // The address changes before the page does, and the list has a field of its own.
    await page.getByRole('tab', { name: 'Overview' }).waitFor();
    await page.keyboard.press('/');
    await page.waitForURL(/\/search/);
    await expect
      .poll(() => page.evaluate('document.activeElement.hasAttribute("data-main-field")'))
      .toBe(true);
    await page.goBack();
    await page.waitForURL(/\/scans\/[a-z0-9]{15}/);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Commands and search' }).waitFor();
    await page.keyboard.type('title:visit');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/search\?q=title%3Avisit/);
    await results().first().waitFor();
    await page.getByRole('heading', { name: 'Search' }).waitFor();
    await page.keyboard.press('j');
    await expect
      .poll(() => page.evaluate('document.activeElement.hasAttribute("data-row")'))
      .toBe(true);
    await page.keyboard.press('x');
    await page.getByText('1 selected').waitFor();
    await page.keyboard.press('n');
    await page.waitForURL((url) => url.pathname === '/');
    await expect
      .poll(() => page.evaluate('document.activeElement.hasAttribute("data-main-field")'))
      .toBe(true);
    await page.goto('/search');
    await results().first().waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
  });
});

describe('an administrator', () => {
  test('adds a lookup, is told what would not do, and goes back to the defaults', async () => {
    await page.goto('/settings/lookups');
    await page.getByRole('button', { name: 'Add lookup' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Ours');
    await dialog.getByLabel('Address', { exact: true }).fill('https://{value}.example/');
    await page.keyboard.press('Enter');
    await dialog.getByText(/An https address with/).waitFor();
    await dialog.getByLabel('Address', { exact: true }).fill('https://lookup.example/?q={value}');
    await page.keyboard.press('Enter');
    await page.getByText('https://lookup.example/?q={value}').waitFor();
    await page.getByRole('button', { name: 'Back to the defaults' }).click();
    await page.getByText('https://lookup.example/?q={value}').waitFor({ state: 'hidden' });
  });
});

describe('webhooks', () => {
  test('one is added, its secret is shown once, and it is listed with its deliveries', async () => {
    await page.goto('/settings/webhooks');
    await page.getByRole('button', { name: 'Add webhook' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('soar');
    await dialog.getByLabel('Address', { exact: true }).fill('https://127.0.0.1:9/hook');
    await dialog.getByLabel('cancelled').uncheck();
    await page.keyboard.press('Enter');
    await dialog.getByText(/^whsec_/).waitFor();
    await dialog.getByRole('button', { name: 'I have stored it' }).click();
    await page.goto('/settings/webhooks');
    await page.getByText('https://127.0.0.1:9/hook').waitFor();
    expect(await page.getByText(/whsec_/).count()).toBe(0);
    await page.getByRole('button', { name: 'Send test' }).click();
    await page.getByRole('button', { name: 'Deliveries' }).click();
    await dialog.getByText(/[1-9] (try|tries)/).waitFor();
    await dialog.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('It is sent again.').waitFor();
    await dialog.getByText(/[2-9] tries/).waitFor();
    const kept = process.env.WEBHOOD_TEST_PICTURES;
    if (kept) await page.screenshot({ path: `${kept}/webhook-log.png` });
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Disable' }).click();
    await page.getByText('Switched off by somebody.').waitFor();
  });
});

describe('retention', () => {
  test('a rule is added, its effect shown, and only then saved', async () => {
    await page.goto('/settings/retention');
    await page.getByRole('button', { name: 'Add rule' }).click();
    await page.getByLabel('Tag', { exact: true }).fill('nothing-has-this');
    await page.getByLabel('Days kept').fill('none');
    expect(await page.getByRole('button', { name: 'Save rules' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByText('A whole number from 1 to 36500.').waitFor();
    await page.getByLabel('Days kept').fill('30');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByText('These rules remove nothing now.').waitFor();
    await page.getByRole('button', { name: 'Save rules' }).click();
    await page.getByText('Rules saved').waitFor();
    await page.goto('/settings/retention');
    await expect.poll(() => page.getByLabel('Days kept').inputValue()).toBe('30');
  });

  test('a scan is held with a reason and released', async () => {
    const id = await scanned('/journey/many');
    await page.goto('/settings/retention');
    await page.getByRole('button', { name: 'Hold a scan' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Scan', { exact: true }).fill(`${installation.url}/scans/${id}`);
    await dialog.getByLabel('Reason').fill('Case 17');
    await page.keyboard.press('Enter');
    await page.getByText('Case 17').waitFor();
    await page.getByRole('button', { name: 'Release' }).click();
    await page.getByRole('alertdialog').or(dialog).getByRole('button', { name: 'Release' }).click();
    await page.getByText('No scan is held').waitFor();
  });
});

describe('a legal hold', () => {
  test('is placed on the page of a scan with a reason, shown there, and lifted', async () => {
    await page.goto(`/scans/${ids.first}`);
    await page.getByRole('button', { name: 'Hold this scan' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('Case 4711');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByText('On hold').waitFor();
    const refused = await page.request.delete(`/api/v1/scans/${ids.first}`, {
      headers: { origin: installation.url },
    });
    expect(refused.status()).toBe(409);
    await page.getByRole('button', { name: 'Release' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Release' }).click();
    await page.getByText('On hold').waitFor({ state: 'hidden' });
  });
});

describe('a scanner', () => {
  test('is paused and resumed', async () => {
    await page.goto('/settings/scanners');
    await page.getByRole('button', { name: /^Pause/ }).click();
    await page.getByText('Paused', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('Paused', { exact: true }).waitFor({ state: 'hidden' });
  });

  test('is added, started with its token, and configured for its next scan', async () => {
    await page.goto('/settings/scanners');
    await page.getByRole('button', { name: 'Add scanner' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('journey');
    await dialog.getByRole('button', { name: 'Add scanner' }).click();
    const token = await dialog
      .getByText(/^wh_[a-z0-9]{15}_/)
      .first()
      .textContent();
    const run = installation.start(['scanner'], {
      ENDPOINT: installation.url,
      SCANNER_TOKEN: token ?? '',
    });
    await dialog.getByRole('button', { name: 'I have stored it' }).click();
    const row = page.getByRole('listitem').filter({ hasText: 'journey' });
    await row.getByText('Ready').waitFor();

    await row.getByRole('button', { name: 'Configure' }).click();
    await dialog.getByLabel('Labels').fill('site=lab');
    await dialog.getByLabel('Scans at once').fill('none');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('A whole number from 1 to 64.').waitFor();
    await dialog.getByLabel('Scans at once').fill('1');
    await dialog.getByLabel('User agent').fill('Journey/1');
    await dialog.getByLabel('Language').fill('fi-FI');
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await row.getByText('at most 1 at once').waitFor();
    await row.getByText('site=lab').waitFor();

    const api = await sessionApi();
    const body = { url: `${site.url}/journey/visitor`, labels: ['site=lab'] };
    const { id } = await api.post('/api/v1/scans', body);
    await expect.poll(async () => (await api.get(`/api/v1/scans/${id}`)).status).toBe('done');
    await page.goto(`/scans/${id}`);
    await page
      .getByText(/^Journey\/1 reads fi-FI/)
      .first()
      .waitFor();
    expect(await run.stop()).toBe(0);
  });
});

describe('hostile text', () => {
  test.each([
    '/scans',
    '/search',
    '/search?view=gallery',
    'compare',
    'compare requests',
    'compare dom',
    'compare data',
  ])('is only text on %s', async (where) => {
    const [hostile] = await page.request
      .get('/api/v1/scans?limit=100')
      .then((answer) => answer.json())
      .then((scans: { id: string; url: string }[]) =>
        scans.filter(({ url }) => url.endsWith('hostile')),
      );
    const view = where.split(' ')[1] ?? 'overview';
    await page.goto(
      where.startsWith('/') ? where : `/compare?a=${ids.first}&b=${hostile?.id}&view=${view}`,
    );
    await page.locator('.escape').first().waitFor();
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await page.evaluate(`typeof globalThis.${CANARY}`)).toBe('undefined');
    await expect
      .poll(() => page.evaluate<number>('document.documentElement.scrollWidth'))
      .toBeLessThanOrEqual(390);
    const targets = await page.evaluate<string[]>(
      `[...document.querySelectorAll('main [href], main [src], main form')]
          .map((it) => it.href ?? it.src ?? it.action)`,
    );
    expect(targets.filter((url) => !url.startsWith(installation.url))).toEqual([]);
    await page.setViewportSize({ width: 1_280, height: 720 });
  });
});

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  test.each([
    '/search',
    '/search?q=status:done&view=gallery',
    '/search?q=colour:red',
    '/compare',
    'compare',
    'compare requests',
    'compare dom',
    'compare data',
    '/settings/lookups',
    '/settings/webhooks',
    '/settings/retention',
    'palette',
  ])('%s has no accessibility violation', async (where) => {
    await page.emulateMedia({ colorScheme });
    const view = where.split(' ')[1] ?? 'overview';
    const path = where.startsWith('compare')
      ? `/compare?a=${ids.first}&b=${ids.second}&view=${view}`
      : where;
    await page.goto(where === 'palette' ? '/search' : path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await expect.poll(() => page.locator('main [aria-busy=true]').count()).toBe(0);
    if (where === 'palette') await page.keyboard.press('Control+k');
    if (where === 'palette') await page.getByRole('dialog').waitFor();
    expect(await violations(page)).toEqual([]);
  });
});

test('nothing went wrong unseen in any of this', () => {
  expect(faults).toEqual([]);
});
