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

let server: AccountServer;

beforeAll(async () => {
  server = await startAccountServer();
  await server.addUser('root', 'admin');
});
afterAll(() => server.close());

function post(route: RouteName, cookie: string, payload: object, remoteAddress = '192.0.2.1') {
  const headers = { cookie, origin: ORIGIN };
  return server.http.inject({
    method: 'POST',
    url: pathOf(route),
    headers,
    payload,
    remoteAddress,
  });
}

const me = (cookie: string) => server.http.inject({ url: pathOf('me'), headers: { cookie } });

/** The code of the app `steps` half minutes from now. */
function codeOf(secret: string, steps = 0): string {
  return new TOTP({ secret }).generate({ timestamp: Date.now() + steps * 30_000 });
}

interface Enrolled {
  id: string;
  secret: string;
  recoveryCodes: string[];
  cookie: string;
}

/** The code that turns it on is of the last half minute, so that the present one is unused. */
async function enrol(name: string): Promise<Enrolled> {
  const id = await server.addUser(name, 'user');
  const cookie = await server.signIn(name);
  const setup = await post('meSecondFactor', cookie, { currentPassword: PASSWORD });
  const { secret } = setup.json<{ secret: string; uri: string }>();
  const confirmed = await post('meSecondFactorConfirm', cookie, { code: codeOf(secret, -1) });
  expect(confirmed.statusCode).toBe(200);
  const { recoveryCodes } = confirmed.json<{ recoveryCodes: string[] }>();
  return { id, secret, recoveryCodes, cookie };
}

/** The cookie between password and code. */
async function firstStep(name: string, remoteAddress = '192.0.2.1'): Promise<string> {
  const answer = await signInAs(server.http, name, PASSWORD, { remoteAddress });
  expect(answer.json()).toEqual({ kind: 'second_factor' });
  return cookieOf(answer.headers['set-cookie']);
}

test('it is asked for once it has been confirmed, and not before', async () => {
  await server.addUser('slow', 'user');
  const cookie = await server.signIn('slow');
  const setup = await post('meSecondFactor', cookie, { currentPassword: PASSWORD });
  const { secret, uri } = setup.json<{ secret: string; uri: string }>();
  expect(setup.headers['cache-control']).toBe('no-store');
  expect(uri).toBe(
    `otpauth://totp/Webhood:slow?issuer=Webhood&secret=${secret}&algorithm=SHA1&digits=6&period=30`,
  );
  expect((await post('meSecondFactorConfirm', cookie, { code: '000000' })).statusCode).toBe(401);
  await server.signIn('slow');
});

test('the password alone gives no session, password and code give one', async () => {
  const { secret } = await enrol('ann');
  const answer = await signInAs(server.http, 'ann', PASSWORD);
  expect(String(answer.headers['set-cookie'])).toMatch(
    /^__Host-webhood\.second_factor=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
  const step = cookieOf(answer.headers['set-cookie']);
  expect((await me(step)).statusCode).toBe(401);
  const passed = await post('signInSecondFactor', step, { code: codeOf(secret) });
  expect(passed.json()).toMatchObject({ name: 'ann' });
  const cookie = [passed.headers['set-cookie']].flat().find((each) => each?.includes('session'));
  expect((await me(cookieOf(cookie))).statusCode).toBe(200);
  // The step is over.
  expect((await post('signInSecondFactor', step, { code: codeOf(secret, 1) })).statusCode).toBe(
    401,
  );
});

test('a code is good once, also for two who send it at the same time', async () => {
  const { secret } = await enrol('twice');
  const code = codeOf(secret);
  const steps = [await firstStep('twice'), await firstStep('twice')];
  const answers = await Promise.all(
    steps.map((step) => post('signInSecondFactor', step, { code })),
  );
  expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 401]);
});

test('a code of long ago or of somebody else is refused', async () => {
  const { secret } = await enrol('strict');
  const other = await enrol('other');
  const step = await firstStep('strict');
  for (const code of [codeOf(secret, -3), codeOf(secret, 3), codeOf(other.secret)]) {
    expect((await post('signInSecondFactor', step, { code })).statusCode).toBe(401);
  }
  expect((await post('signInSecondFactor', step, { code: codeOf(secret) })).statusCode).toBe(200);
});

test('each recovery code is good once, however it is typed', async () => {
  const { recoveryCodes } = await enrol('lost');
  expect(new Set(recoveryCodes).size).toBe(10);
  const [first = '', second = ''] = recoveryCodes;
  expect(first).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
  const send = async (code: string) =>
    (await post('signInSecondFactor', await firstStep('lost'), { code })).statusCode;
  expect(await send(first)).toBe(200);
  expect(await send(first)).toBe(401);
  expect(await send(` ${second.toUpperCase().replaceAll('-', ' ')}`)).toBe(200);
  const cookie = cookieOf(
    (await post('signInSecondFactor', await firstStep('lost'), { code: recoveryCodes[2] ?? '' }))
      .headers['set-cookie'],
  );
  const security = await server.http.inject({ url: pathOf('meSecurity'), headers: { cookie } });
  expect(security.json()).toMatchObject({
    hasPassword: true,
    secondFactor: { recoveryCodesLeft: 7 },
  });
});

test('new recovery codes end the old ones', async () => {
  const { cookie, recoveryCodes } = await enrol('renewer');
  const renewed = await post('meRecoveryCodes', cookie, { currentPassword: PASSWORD });
  const codes = renewed.json<{ recoveryCodes: string[] }>().recoveryCodes;
  const send = async (code = '') =>
    (await post('signInSecondFactor', await firstStep('renewer'), { code })).statusCode;
  expect(await send(recoveryCodes[0])).toBe(401);
  expect(await send(codes[0])).toBe(200);
});

test('the database has neither the secret nor a recovery code', async () => {
  const { id, secret, recoveryCodes } = await enrol('kept');
  const { db } = server.database;
  const rows = JSON.stringify([
    await db.selectFrom('totp_factors').selectAll().where('user_id', '=', id).execute(),
    await db.selectFrom('recovery_codes').selectAll().where('user_id', '=', id).execute(),
  ]);
  expect(rows).toContain('v1.');
  expect(rows).not.toContain(secret);
  for (const code of recoveryCodes) {
    expect(rows).not.toContain(code);
    expect(rows).not.toContain(code.replaceAll('-', ''));
  }
  for (const text of [secret, ...recoveryCodes]) expect(server.logged()).not.toContain(text);
});

test('turning it on ends the sessions that did without', async () => {
  await server.addUser('careful', 'user');
  const elsewhere = await server.signIn('careful');
  const here = await server.signIn('careful');
  const setup = await post('meSecondFactor', here, { currentPassword: PASSWORD });
  const code = codeOf(setup.json<{ secret: string }>().secret);
  await post('meSecondFactorConfirm', here, { code });
  expect((await me(here)).statusCode).toBe(200);
  expect((await me(elsewhere)).statusCode).toBe(401);
});

test('only the password sets it up, turns it off or renews the codes', async () => {
  const { cookie } = await enrol('guarded');
  const wrong = { currentPassword: 'not the password' };
  for (const route of [
    'meSecondFactor',
    'meSecondFactorDisable',
    'meRecoveryCodes',
    'mePasskeyOptions',
  ] as const) {
    expect((await post(route, cookie, wrong)).json()).toMatchObject({
      code: 'invalid_credentials',
    });
  }
  const again = await post('meSecondFactor', cookie, { currentPassword: PASSWORD });
  expect(again.json()).toMatchObject({ code: 'conflict' });
  expect(
    (await post('meSecondFactorDisable', cookie, { currentPassword: PASSWORD })).statusCode,
  ).toBe(204);
  await server.signIn('guarded');
});

test('guessing codes is slowed down and keeps the owner out nowhere', async () => {
  const { secret, recoveryCodes } = await enrol('target');
  const [home, cafe] = ['198.51.100.7', '198.51.100.8'];
  const atHome = await firstStep('target', home);
  const present = { code: codeOf(secret) };
  expect((await post('signInSecondFactor', atHome, present, home)).statusCode).toBe(200);
  const atCafe = await firstStep('target', cafe);
  const guessers = Array.from({ length: 4 }, (_, i) => `203.0.113.${i}`);
  const steps = await Promise.all(guessers.map((address) => firstStep('target', address)));
  // At once, so that no wait is over before the last of them.
  const guesses = await Promise.all(
    Array.from({ length: 20 }, (_, i) => {
      const guess = { code: String(100_000 + i) };
      return post('signInSecondFactor', steps[i % 4] ?? '', guess, guessers[i % 4]);
    }),
  );
  const statuses = guesses.map(({ statusCode }) => statusCode).toSorted();
  expect(statuses).toEqual([...Array(11).fill(401), ...Array(9).fill(429)]);
  // Somewhere new the app's codes wait with the guesser's, a recovery code does not.
  const next = { code: codeOf(secret, 1) };
  expect((await post('signInSecondFactor', atCafe, next, cafe)).statusCode).toBe(429);
  const recovery = { code: recoveryCodes[0] ?? '' };
  expect((await post('signInSecondFactor', atCafe, recovery, cafe)).statusCode).toBe(200);
  const back = await firstStep('target', home);
  expect((await post('signInSecondFactor', back, next, home)).statusCode).toBe(200);
});

test('the code must come from the browser that gave the password', async () => {
  const { secret } = await enrol('bound');
  await firstStep('bound');
  const code = codeOf(secret);
  expect((await post('signInSecondFactor', '', { code })).statusCode).toBe(401);
  const forged = `__Host-webhood.second_factor=${'a'.repeat(43)}`;
  expect((await post('signInSecondFactor', forged, { code })).statusCode).toBe(401);
});

test('an administrator resets it, and the sessions and passkeys go with it', async () => {
  const { id, cookie } = await enrol('helpless');
  const admin = await server.signIn('root');
  await server.database.db
    .insertInto('passkeys')
    .values({
      id: 'p1',
      user_id: id,
      name: 'lost phone',
      credential_id: 'c1',
      public_key: Buffer.from('k'),
      counter: 0,
      transports: [],
    })
    .execute();
  const reset = (by: string) =>
    server.http.inject({
      method: 'DELETE',
      url: pathOf('userSecondFactor', { userId: id }),
      headers: { cookie: by, origin: ORIGIN },
    });
  expect((await reset(cookie)).statusCode).toBe(403);
  expect((await reset(admin)).statusCode).toBe(204);
  expect((await me(cookie)).statusCode).toBe(401);
  const fresh = await server.signIn('helpless');
  const security = await server.http.inject({
    url: pathOf('meSecurity'),
    headers: { cookie: fresh },
  });
  expect(security.json()).toEqual({ hasPassword: true, secondFactor: null, passkeys: [] });
});

test('a sign-in that was begun with the old password ends when it is changed', async () => {
  const { secret, cookie } = await enrol('changer');
  const begun = await firstStep('changer');
  const change = { currentPassword: PASSWORD, newPassword: 'nine quiet otters at dawn' };
  expect((await post('mePassword', cookie, change)).statusCode).toBe(204);
  const answer = await post('signInSecondFactor', begun, { code: codeOf(secret) });
  expect(answer.json()).toMatchObject({ code: 'unauthenticated' });
});

test('a disabled user does not get in with the code either', async () => {
  const { id, secret } = await enrol('leaver');
  const step = await firstStep('leaver');
  await server.database.db
    .updateTable('users')
    .set({ disabled: true })
    .where('id', '=', id)
    .execute();
  const answer = await post('signInSecondFactor', step, { code: codeOf(secret) });
  expect(answer.json()).toMatchObject({ code: 'invalid_credentials' });
  expect(String(answer.headers['set-cookie'])).not.toContain('session_token=');
});
