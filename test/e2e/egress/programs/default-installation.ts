/**
 * Run inside: a whole installation with its defaults (server, database, scanner) and a browser on
 * its console. Leaves them idle, scans one page, looks at the result, and writes the scan's state.
 */
import { setTimeout as after } from 'node:timers/promises';
import { signInAsAdmin } from '../../support/console.ts';
import { createInstallation } from '../../support/installation.ts';
import { launchTestBrowser } from '../../support/unprivileged-chromium.ts';

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
process.stdout.write(`${await page.title()}\n`);
