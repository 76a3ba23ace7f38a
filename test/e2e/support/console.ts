import type { Browser, Page } from 'playwright-core';
import type { Installation } from './installation.ts';
import type { Run } from './processes.ts';

export const NEW_PASSWORD = 'a long pass phrase of the test';

/** Signs in with the password that the first start printed, and changes it as it must be. */
export async function signInAsAdmin(
  browser: Browser,
  installation: Installation,
  printedBy: Run,
): Promise<Page> {
  await installation.ready(printedBy);
  const [, name = ''] = await printedBy.waitForOutput(/user name\s+(\S+)/);
  const [, password = ''] = await printedBy.waitForOutput(/password\s+(\S+)/);
  const context = await browser.newContext({ ignoreHTTPSErrors: true, baseURL: installation.url });
  const page = await context.newPage();
  await page.goto('/');
  await page.getByLabel('User name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Current password').fill(password);
  await page.getByLabel('New password', { exact: true }).fill(NEW_PASSWORD);
  await page.getByLabel('New password again').fill(NEW_PASSWORD);
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByLabel('URL to scan').waitFor();
  return page;
}
