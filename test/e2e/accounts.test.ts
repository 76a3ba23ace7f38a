/** Every way to sign in, in a real browser: codes, passkeys, and a provider in its own process. */
import { TOTP } from 'otpauth';
import type { CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violations } from './support/accessibility.ts';
import { NEW_PASSWORD, signInAsAdmin } from './support/console.ts';
import { CLIENT } from './support/identity-provider.ts';
import { createInstallation, type Installation } from './support/installation.ts';
import { REPOSITORY, type Run, run } from './support/processes.ts';
import { launchTestBrowser, type TestBrowser } from './support/unprivileged-chromium.ts';

const PROGRAM = `${REPOSITORY}test/e2e/support/identity-provider.ts`;

let provider: Run;
let installation: Installation;
let browser: TestBrowser;
let page: Page;
let recoveryCodes: string[] = [];
let secret = '';

beforeAll(async () => {
  installation = await createInstallation();
  const settings = {
    redirectUri: `${installation.url}/api/auth/single-sign-on/callback`,
    people: { 'subject-7': { preferred_username: 'olga', groups: ['soc'] }, stranger: {} },
  };
  provider = run(process.execPath, [PROGRAM, JSON.stringify(settings)]);
  const [, issuer = ''] = await provider.waitForOutput(/issuer (\S+)/);
  const server = installation.start(['server'], {
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: CLIENT.id,
    OIDC_CLIENT_SECRET: CLIENT.secret,
    OIDC_NAME: 'Test provider',
    OIDC_ROLE_CLAIM: 'groups',
    OIDC_ROLES: 'soc=user',
    WEBHOOD_SECOND_FACTOR: 'viewer',
  });
  browser = await launchTestBrowser();
  page = await signInAsAdmin(browser.browser, installation, server);
});

afterAll(async () => {
  await browser?.close();
  await installation?.close();
  await provider?.stop();
});

/** As if in another browser: the server keeps the old session. */
async function startOver(on: Page): Promise<void> {
  await on.context().clearCookies();
  await on.goto('/sign-in');
  await on.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
}

async function givePassword(on: Page, name: string, password: string): Promise<void> {
  await on.getByLabel('User name').fill(name);
  await on.getByLabel('Password', { exact: true }).fill(password);
  await on.keyboard.press('Enter');
}

/** The app's code; `steps` half minutes from now. */
function code(steps = 0, of = secret): string {
  return new TOTP({ secret: of }).generate({ timestamp: Date.now() + steps * 30_000 });
}

async function confirmIdentity(on: Page): Promise<void> {
  await on.getByRole('dialog').getByLabel('Current password').fill(NEW_PASSWORD);
  await on.keyboard.press('Enter');
}

describe('a second factor', () => {
  test('is set up with an authenticator app, and gives ten recovery codes once', async () => {
    await page.goto('/settings/account');
    await page.getByRole('button', { name: 'Set up' }).click();
    await confirmIdentity(page);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor();
    secret = ((await dialog.locator('code').textContent()) ?? '').replace(/\s/g, '');
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    // Of the last half minute: the present one is for the sign-in below.
    await dialog.getByLabel('Code from the app').fill(code(-1));
    await page.keyboard.press('Enter');
    await dialog.getByText('Your recovery codes').waitFor();
    recoveryCodes = await dialog.getByRole('listitem').allInnerTexts();
    expect(recoveryCodes).toHaveLength(10);
    await page.keyboard.press('Escape');
    expect(await dialog.getByText('Your recovery codes').isVisible()).toBe(true);
    await dialog.getByRole('button', { name: 'I have stored them' }).click();
    await page.getByText('10 recovery codes left').waitFor();
  });

  test('is asked for after the password, and a wrong code says so', async () => {
    await startOver(page);
    await givePassword(page, 'admin', NEW_PASSWORD);
    await page.getByRole('heading', { name: 'Enter your code' }).waitFor();
    await page.getByLabel('Code').fill('000000');
    await page.keyboard.press('Enter');
    await page.getByText('The code is wrong or was used before.').waitFor();
    await page.getByLabel('Code').fill(code());
    await page.keyboard.press('Enter');
    await page.getByLabel('URL to scan').waitFor();
  });

  test('a recovery code takes its place once', async () => {
    const [recoveryCode = ''] = recoveryCodes;
    for (const outcome of ['in', 'refused'] as const) {
      await startOver(page);
      await givePassword(page, 'admin', NEW_PASSWORD);
      await page.getByLabel('Code').fill(recoveryCode);
      await page.keyboard.press('Enter');
      if (outcome === 'in') await page.getByLabel('URL to scan').waitFor();
      else await page.getByText('The code is wrong or was used before.').waitFor();
    }
    await page.getByLabel('Code').fill(recoveryCodes[1] ?? '');
    await page.keyboard.press('Enter');
    await page.getByLabel('URL to scan').waitFor();
    await page.goto('/settings/account');
    await page.getByText('8 recovery codes left').waitFor();
  });
});

describe('a passkey', () => {
  let device: CDPSession;

  beforeAll(async () => {
    device = await page.context().newCDPSession(page);
    await device.send('WebAuthn.enable');
    await device.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
  });

  test('is made after the password was given once more', async () => {
    await page.goto('/settings/account');
    await page.getByRole('button', { name: 'Add passkey' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('test key');
    await confirmIdentity(page);
    await page.getByText('test key').waitFor();
  });

  test('signs in alone, without user name, password and code', async () => {
    await startOver(page);
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByLabel('URL to scan').waitFor();
    await page.goto('/settings/account');
    await page.getByText(/used just now/).waitFor();
  });

  test('signs nobody in any more once it is deleted', async () => {
    await page.getByRole('button', { name: 'Delete passkey test key' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).last().click();
    await page.getByText('You have no passkey.').waitFor();
    await startOver(page);
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByText('This passkey is not known here.').waitFor();
  });
});

describe('a provider', () => {
  async function throughProvider(subject: string): Promise<Page> {
    const context = await browser.browser.newContext({
      ignoreHTTPSErrors: true,
      baseURL: installation.url,
    });
    const visitor = await context.newPage();
    await visitor.goto('/settings/account');
    await visitor.getByRole('link', { name: 'Continue with Test provider' }).click();
    await visitor.locator('input[name=login]').fill(subject);
    await visitor.locator('input[name=password]').fill('anything');
    await visitor.locator('button[type=submit]').click();
    await visitor.getByRole('button', { name: /continue/i }).click();
    return visitor;
  }

  test('signs people in and back to where they were going', async () => {
    const visitor = await throughProvider('subject-7');
    await visitor.waitForURL('**/settings/account');
    await visitor.getByText('Signed in as olga').waitFor();
    await visitor.getByText('You sign in through Test provider').waitFor();
    expect(await visitor.getByRole('link', { name: 'Users' }).count()).toBe(0);
    await visitor.context().close();
  });

  test('whose people have no role here gets them a sentence that says so', async () => {
    const visitor = await throughProvider('stranger');
    await visitor.getByText('Your account at the provider has no access here.').waitFor();
    await visitor.context().close();
  });
});

test('a session that was left open elsewhere is ended from here', async () => {
  const context = await browser.browser.newContext({
    ignoreHTTPSErrors: true,
    baseURL: installation.url,
  });
  const elsewhere = await context.newPage();
  await startOver(elsewhere);
  await givePassword(elsewhere, 'admin', NEW_PASSWORD);
  await elsewhere.getByLabel('Code').fill(recoveryCodes[2] ?? '');
  await elsewhere.keyboard.press('Enter');
  await elsewhere.getByLabel('URL to scan').waitFor();
  await startOver(page);
  await givePassword(page, 'admin', NEW_PASSWORD);
  await page.getByLabel('Code').fill(recoveryCodes[3] ?? '');
  await page.keyboard.press('Enter');
  await page.getByLabel('URL to scan').waitFor();
  await page.goto('/settings/account');
  await page.getByRole('button', { name: 'End all others' }).click();
  await page.getByText('All other sessions ended').waitFor();
  await elsewhere.goto('/scans');
  await elsewhere.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  await context.close();
});

test('a common password is named as such before it is sent', async () => {
  await page.goto('/settings/account');
  await page.getByLabel('New password', { exact: true }).fill('passwordpassword');
  await page.getByText('Very weak').waitFor();
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('This is on the list of common passwords.').waitFor();
  await page.getByLabel('New password', { exact: true }).fill('nine quiet otters at dawn');
  await page.getByText('Strong').waitFor();
});

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  test.each([1280, 390])(
    'the account page %i pixels wide has no accessibility violation',
    async (width) => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.goto('/settings/account');
      await page.getByText('recovery codes left').waitFor();
      expect(await violations(page)).toEqual([]);
      // Nothing is wider than the screen.
      const overflow =
        'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await page.evaluate(overflow)).toBe(0);
    },
  );

  test('the sign-in page and its second step have no accessibility violation', async () => {
    const context = await browser.browser.newContext({
      ignoreHTTPSErrors: true,
      baseURL: installation.url,
      colorScheme,
    });
    const visitor = await context.newPage();
    await startOver(visitor);
    await visitor.getByRole('link', { name: 'Continue with Test provider' }).waitFor();
    expect(await violations(visitor)).toEqual([]);
    await givePassword(visitor, 'admin', NEW_PASSWORD);
    await visitor.getByLabel('Code').waitFor();
    expect(await violations(visitor)).toEqual([]);
    await context.close();
  });
});

test('an administrator gives somebody a new one-time password, shown once', async () => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await installation.command(['users', 'create', '--name', 'vera', '--role', 'viewer']);
  await page.goto('/settings/users');
  await page.getByRole('button', { name: 'More actions: vera' }).click();
  await page.getByRole('menuitem', { name: 'New one-time password' }).click();
  await page.getByRole('button', { name: 'New one-time password' }).click();
  const dialog = page.getByRole('dialog', { name: 'One-time password of vera' });
  const password = (await dialog.locator('code').textContent()) ?? '';
  await dialog.getByRole('button', { name: 'I have stored it' }).click();
  const context = await browser.browser.newContext({
    ignoreHTTPSErrors: true,
    baseURL: installation.url,
  });
  const visitor = await context.newPage();
  await startOver(visitor);
  await givePassword(visitor, 'vera', password);
  await visitor.getByRole('heading', { name: 'Change your password' }).waitFor();
  await context.close();
});

test('whose role needs a second factor sets one up before anything else', async () => {
  const made = await installation.command([
    'users',
    'create',
    '--name',
    'vic',
    '--role',
    'viewer',
    '--json',
  ]);
  const { password } = JSON.parse(made);
  const context = await browser.browser.newContext({
    ignoreHTTPSErrors: true,
    baseURL: installation.url,
  });
  const visitor = await context.newPage();
  await startOver(visitor);
  await givePassword(visitor, 'vic', password);
  await visitor.getByLabel('Current password').fill(password);
  await visitor.getByLabel('New password', { exact: true }).fill(NEW_PASSWORD);
  await visitor.getByLabel('New password again').fill(NEW_PASSWORD);
  await visitor.getByRole('button', { name: 'Change password' }).click();
  const heading = visitor.getByRole('heading', { name: 'Set up two-step sign-in' });
  await heading.waitFor();
  await visitor.goto('/scans');
  await heading.waitFor();
  for (const colorScheme of ['light', 'dark'] as const) {
    await visitor.emulateMedia({ colorScheme });
    expect(await violations(visitor)).toEqual([]);
  }
  await visitor.getByRole('button', { name: 'Set up' }).click();
  await confirmIdentity(visitor);
  const dialog = visitor.getByRole('dialog');
  await dialog.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor();
  const own = ((await dialog.locator('code').textContent()) ?? '').replace(/\s/g, '');
  await dialog.getByLabel('Code from the app').fill(code(0, own));
  await visitor.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'I have stored them' }).click();
  await visitor.waitForURL('**/scans');
  await context.close();
});

test('one who has lost everything is let in again from the command line', async () => {
  const reset = await installation.command(['users', 'reset-second-factor', 'admin', '--json']);
  expect(JSON.parse(reset)).toMatchObject({ name: 'admin' });
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  await givePassword(page, 'admin', NEW_PASSWORD);
  await page.getByLabel('URL to scan').waitFor();
  const set = await installation.command(['users', 'set-password', 'admin', '--json']);
  const { password } = JSON.parse(set);
  await page.goto('/scans');
  await givePassword(page, 'admin', password);
  await page.getByRole('heading', { name: 'Change your password' }).waitFor();
});
