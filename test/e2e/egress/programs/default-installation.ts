/**
 * Run inside: a whole installation with its defaults (server, database, scanner) and a browser on
 * its console. Leaves them idle, scans one page, looks at the result and at every page of the
 * console, runs the security checklist, and writes the title of the last page.
 */
import { setTimeout as after } from 'node:timers/promises';
import { signInAsAdmin } from '../../support/console.ts';
import { createInstallation } from '../../support/installation.ts';
import { launchTestBrowser } from '../../support/unprivileged-chromium.ts';

/** Every page that the console has, and that of the API. */
const PAGES = [
  ...['/', '/scans', '/search', '/compare', '/settings', '/settings/scanners', '/settings/tokens'],
  ...['/settings/users', '/settings/webhooks', '/settings/retention', '/settings/audit'],
  ...['/settings/lookups', '/settings/security', '/settings/account', '/settings/appearance'],
  '/api/docs',
];

/** Of the security checklist: what it asks is of interest here, not what it finds. */
function expectedFaults(error: unknown): void {
  if (!String(error).includes('webhood doctor ended with 1')) throw error;
}

const [url = '', seconds = ''] = process.argv.slice(2);
const installation = await createInstallation();
const browser = await launchTestBrowser();
process.stdin.resume().on('end', async () => {
  await browser.close();
  await installation.close();
  process.exit(0);
});

// The defaults: no network beside the public ones.
const up = installation.start(['up'], { SCANNER_ALLOW_NETWORKS: '' });
const page = await signInAsAdmin(browser.browser, installation, up);
await after(Number(seconds) * 1_000);
await page.getByLabel('URL to scan').fill(url);
await page.getByRole('button', { name: 'Scan', exact: true }).click();
const done = page.getByText('Done').filter({ visible: true }).first();
await done.waitFor();
await page.goto('/scans');
await page.locator('a[href^="/scans/"]').first().click();
await page.locator('main img').first().waitFor();
for (const tab of await page.getByRole('tab').all()) {
  await tab.click();
}
for (const path of PAGES) {
  await page.goto(path);
  await page.locator('h1').first().waitFor();
}
await installation.command(['doctor']).catch(expectedFaults);
process.stdout.write(`${await page.title()}\n`);
