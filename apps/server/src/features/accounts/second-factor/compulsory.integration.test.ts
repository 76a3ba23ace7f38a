/** Roles that may do nothing without a second factor. */
import { pathOf, type RouteName } from '@webhood/contract';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type AccountServer,
  cookieOf,
  ORIGIN,
  PASSWORD,
  signInAs,
  startAccountServer,
} from '../../../../test/account-server.ts';
import { createSoftwareAuthenticator } from '../../../../test/software-authenticator.ts';

let server: AccountServer;

beforeAll(async () => {
  server = await startAccountServer({ secondFactorRoles: ['admin'] });
});
afterAll(() => server.close());

function post(route: RouteName, cookie: string, payload: object = {}) {
  const headers = { cookie, origin: ORIGIN };
  return server.http.inject({ method: 'POST', url: pathOf(route), headers, payload });
}

const get = (route: RouteName, cookie: string) =>
  server.http.inject({ url: pathOf(route), headers: { cookie } });

const codeOf = (secret: string, steps = 0): string =>
  new TOTP({ secret }).generate({ timestamp: Date.now() + steps * 30_000 });

async function mustEnrol(cookie: string): Promise<boolean> {
  return (await get('me', cookie)).json<{ mustSetUpSecondFactor: boolean }>().mustSetUpSecondFactor;
}

/** The code that turns it on is of the last half minute, so that the present one is unused. */
async function enrol(cookie: string): Promise<string> {
  const setup = await post('meSecondFactor', cookie, { currentPassword: PASSWORD });
  const { secret } = setup.json<{ secret: string }>();
  const confirmed = await post('meSecondFactorConfirm', cookie, { code: codeOf(secret, -1) });
  expect(confirmed.statusCode).toBe(200);
  return secret;
}

test('who signs in without one can set it up, and then goes on in the same session', async () => {
  await server.addUser('ann', 'admin');
  const cookie = await server.signIn('ann');
  expect(await mustEnrol(cookie)).toBe(true);
  for (const route of ['users', 'scans', 'audit', 'search', 'savedSearches'] as const) {
    const refused = await get(route, cookie);
    expect([route, refused.statusCode]).toEqual([route, 403]);
    expect(refused.json()).toMatchObject({
      code: 'forbidden',
      detail: expect.stringContaining('Set up a second factor first'),
    });
  }
  const secret = await enrol(cookie);
  expect(await mustEnrol(cookie)).toBe(false);
  expect((await get('users', cookie)).statusCode).toBe(200);

  const step = await signInAs(server.http, 'ann', PASSWORD);
  expect(step.json()).toEqual({ kind: 'second_factor' });
  const asked = cookieOf(step.headers['set-cookie']);
  const again = await post('signInSecondFactor', asked, { code: codeOf(secret) });
  expect(again.json()).toMatchObject({ name: 'ann', mustSetUpSecondFactor: false });
});

test('it cannot be turned off, and an administrator who resets it makes them begin anew', async () => {
  const id = await server.addUser('ben', 'admin');
  const cookie = await server.signIn('ben');
  await enrol(cookie);
  const off = await post('meSecondFactorDisable', cookie, { currentPassword: PASSWORD });
  expect(off.statusCode).toBe(403);
  await server.addUser('root', 'admin');
  const root = await server.signIn('root');
  await enrol(root);
  const reset = await server.http.inject({
    method: 'DELETE',
    url: pathOf('userSecondFactor', { userId: id }),
    headers: { cookie: root, origin: ORIGIN },
  });
  expect(reset.statusCode).toBe(204);
  expect((await get('me', cookie)).statusCode).toBe(401);
  expect(await mustEnrol(await server.signIn('ben'))).toBe(true);
});

test('a passkey is two factors; the password of its owner alone is one', async () => {
  await server.addUser('cleo', 'admin');
  const cookie = await server.signIn('cleo');
  const here = { origin: ORIGIN, rpId: new URL(ORIGIN).hostname };
  const begin = async (route: RouteName, before: string, payload: object) => {
    const answer = await post(route, before, payload);
    const { challenge } = answer.json<{ challenge: string }>();
    return { challenge, cookie: `${before}; ${cookieOf(answer.headers['set-cookie'])}` };
  };
  const key = createSoftwareAuthenticator();
  const made = await begin('mePasskeyOptions', cookie, { currentPassword: PASSWORD });
  const credential = key.register({ ...here, challenge: made.challenge });
  expect((await post('mePasskeys', made.cookie, { name: 'key', credential })).statusCode).toBe(201);
  const asked = await begin('signInPasskeyOptions', '', {});
  const signedIn = await post('signInPasskey', asked.cookie, {
    credential: key.signIn({ ...here, challenge: asked.challenge }),
  });
  expect(signedIn.json()).toMatchObject({ name: 'cleo', mustSetUpSecondFactor: false });
  expect(await mustEnrol(await server.signIn('cleo'))).toBe(true);
});

test('other roles do without, and turn it off', async () => {
  await server.addUser('dan', 'user');
  const cookie = await server.signIn('dan');
  expect(await mustEnrol(cookie)).toBe(false);
  await enrol(cookie);
  const off = await post('meSecondFactorDisable', cookie, { currentPassword: PASSWORD });
  expect(off.statusCode).toBe(204);
});

test('a session from before the setting, or before it was kept how it began, is held to it', async () => {
  await server.addUser('old', 'admin');
  const cookie = await server.signIn('old');
  await server.database.db.updateTable('sessions').set({ method: null }).execute();
  expect(await mustEnrol(cookie)).toBe(true);
  expect((await get('users', cookie)).statusCode).toBe(403);
});
