import { pathOf } from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type AccountServer,
  cookieOf,
  ORIGIN,
  PASSWORD,
  signInAs,
  startAccountServer,
} from '../../../test/account-server.ts';

let server: AccountServer;

beforeAll(async () => {
  server = await startAccountServer();
  await server.addUser('root', 'admin');
});
afterAll(() => server.close());

const me = (cookie: string) => server.http.inject({ url: pathOf('me'), headers: { cookie } });

function changePassword(cookie: string, currentPassword: string, newPassword: string) {
  return server.http.inject({
    method: 'POST',
    url: pathOf('mePassword'),
    headers: { cookie, origin: ORIGIN },
    payload: { currentPassword, newPassword },
  });
}

test('signing in gives a cookie that only this host gets, over HTTPS, unseen by scripts', async () => {
  await server.addUser('ann', 'user');
  const answer = await signInAs(server.http, 'Ann', PASSWORD);
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toMatchObject({ kind: 'user', name: 'ann', role: 'user' });
  const [cookie, ...others] = [answer.headers['set-cookie'] ?? []].flat();
  expect(others).toEqual([]);
  expect(cookie).toMatch(/^__Host-webhood\.session_token=[^;]+;/);
  expect(cookie).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  expect((await me(cookieOf(cookie))).json()).toMatchObject({ name: 'ann' });
});

test('the database does not hold the token of the cookie', async () => {
  await server.addUser('hash', 'user');
  const cookie = await server.signIn('hash');
  const [token = ''] = decodeURIComponent(cookie.split('=')[1] ?? '').split('.');
  const rows = await server.database.db.selectFrom('sessions').select('token').execute();
  expect(token.length).toBeGreaterThan(20);
  expect(JSON.stringify(rows)).not.toContain(token);
  expect(rows.map((row) => row.token)).toContain(server.keyring.hash('session', token));
});

test('a wrong password, an unknown name and a disabled user get the same answer', async () => {
  const id = await server.addUser('gone', 'user');
  await server.database.db
    .updateTable('users')
    .set({ disabled: true })
    .where('id', '=', id)
    .execute();
  const answers = [
    await signInAs(server.http, 'root', 'not the password at all'),
    await signInAs(server.http, 'nobody', PASSWORD),
    await signInAs(server.http, 'no such / name', PASSWORD),
    await signInAs(server.http, 'gone', PASSWORD),
  ];
  for (const answer of answers) {
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.body).toBe(answers[0]?.body);
  }
  const sessions = server.database.db.selectFrom('sessions').select('id').where('user_id', '=', id);
  expect(await sessions.execute()).toEqual([]);
});

test('disabling a user ends the sessions that are open', async () => {
  const id = await server.addUser('leaver', 'user');
  const cookie = await server.signIn('leaver');
  const admin = await server.signIn('root');
  const disabled = await server.http.inject({
    method: 'PATCH',
    url: pathOf('user', { userId: id }),
    headers: { cookie: admin, origin: ORIGIN },
    payload: { disabled: true },
  });
  expect(disabled.json()).toMatchObject({ disabled: true });
  expect((await me(cookie)).statusCode).toBe(401);
});

test('signing out ends the session, and the old cookie is worth nothing', async () => {
  await server.addUser('outgoing', 'user');
  const cookie = await server.signIn('outgoing');
  const answer = await server.http.inject({
    method: 'POST',
    url: pathOf('signOut'),
    headers: { cookie, origin: ORIGIN },
  });
  expect(answer.statusCode).toBe(204);
  expect([answer.headers['set-cookie']].flat().join()).toMatch(/session_token=;.*Max-Age=0/);
  expect((await me(cookie)).statusCode).toBe(401);
});

test('a cookie with another signature is refused', async () => {
  await server.addUser('forger', 'user');
  const cookie = await server.signIn('forger');
  const forged = cookie.replace(/(%3D|=)?$/, (end) => `x${end}`);
  expect((await me(forged)).statusCode).toBe(401);
  expect((await me(cookie)).statusCode).toBe(200);
});

test('a session past its end is refused, and its row is removed', async () => {
  const id = await server.addUser('late', 'user');
  const cookie = await server.signIn('late');
  const { db } = server.database;
  await db
    .updateTable('sessions')
    .set({ expires_at: new Date(Date.now() - 1_000) })
    .where('user_id', '=', id)
    .execute();
  expect((await me(cookie)).statusCode).toBe(401);
  const left = await db.selectFrom('sessions').select('id').where('user_id', '=', id).execute();
  expect(left).toEqual([]);
});

test('using a session moves its end on, in the database and in the cookie', async () => {
  const id = await server.addUser('steady', 'user');
  const cookie = await server.signIn('steady');
  const soon = new Date(Date.now() + 86_400_000);
  const { db } = server.database;
  await db.updateTable('sessions').set({ expires_at: soon }).where('user_id', '=', id).execute();
  const answer = await me(cookie);
  expect([answer.headers['set-cookie']].flat().join()).toMatch(
    /session_token=[^;]+; Max-Age=604800/,
  );
  const row = await db
    .selectFrom('sessions')
    .select('expires_at')
    .where('user_id', '=', id)
    .executeTakeFirstOrThrow();
  expect(row.expires_at.getTime()).toBeGreaterThan(soon.getTime() + 86_400_000);
});

test('changing the password ends the other sessions and keeps this one', async () => {
  await server.addUser('changer', 'user');
  const here = await server.signIn('changer');
  const elsewhere = await server.signIn('changer');
  expect((await changePassword(here, 'wrong password!', 'another good one 1')).statusCode).toBe(
    401,
  );
  expect((await changePassword(here, PASSWORD, 'short')).json()).toMatchObject({
    code: 'invalid_request',
    errors: [{ field: 'newPassword' }],
  });
  expect((await changePassword(here, PASSWORD, PASSWORD)).statusCode).toBe(400);
  expect((await changePassword(here, PASSWORD, 'another good one 1')).statusCode).toBe(204);
  expect((await me(here)).statusCode).toBe(200);
  expect((await me(elsewhere)).statusCode).toBe(401);
  expect((await signInAs(server.http, 'changer', PASSWORD)).statusCode).toBe(401);
  await server.signIn('changer', 'another good one 1');
});

test('sign-ins that are under way while the password is changed do not outlive it', async () => {
  await server.addUser('race', 'user');
  const here = await server.signIn('race');
  const changing = changePassword(here, PASSWORD, 'another good one 1');
  let isChanged = false;
  void changing.then(() => {
    isChanged = true;
  });
  const opened: string[] = [];
  // One after the other and side by side: some have read the old password just before it goes.
  const intruder = async () => {
    while (!isChanged) {
      const answer = await signInAs(server.http, 'race', PASSWORD);
      if (answer.statusCode === 200) opened.push(cookieOf(answer.headers['set-cookie']));
      else expect([401, 429]).toContain(answer.statusCode);
    }
  };
  await Promise.all([intruder(), intruder(), intruder()]);
  expect((await changing).statusCode).toBe(204);
  expect(opened.length).toBeGreaterThan(0);
  for (const cookie of opened) expect((await me(cookie)).statusCode).toBe(401);
  expect((await me(here)).statusCode).toBe(200);
});

test('of two who change one password at the same time, the second is told', async () => {
  await server.addUser('both', 'user');
  const [one, other] = [await server.signIn('both'), await server.signIn('both')];
  const answers = await Promise.all([
    changePassword(one, PASSWORD, 'a first set of words'),
    changePassword(other, PASSWORD, 'a second set of words'),
  ]);
  expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([204, 401]);
});

test('whoever has a session still cannot guess its password, from however many addresses', async () => {
  await server.addUser('robbed', 'user');
  const cookie = await server.signIn('robbed');
  const guesses = await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      server.http.inject({
        method: 'POST',
        url: pathOf('mePassword'),
        headers: { cookie, origin: ORIGIN },
        remoteAddress: `203.0.113.${200 + (i % 20)}`,
        payload: { currentPassword: `guess number ${i}`, newPassword: 'my very own words' },
      }),
    ),
  );
  const refused = guesses.filter(({ statusCode }) => statusCode === 429);
  expect(guesses.filter(({ statusCode }) => statusCode === 401)).toHaveLength(31);
  expect(refused).toHaveLength(9);
});

test('a password given for one use allows nothing but changing it', async () => {
  const admin = await server.signIn('root');
  const created = await server.http.inject({
    method: 'POST',
    url: pathOf('users'),
    headers: { cookie: admin, origin: ORIGIN },
    payload: { name: 'newcomer', role: 'admin' },
  });
  const { password } = created.json<{ password: string }>();
  const cookie = await server.signIn('newcomer', password);
  expect((await me(cookie)).json()).toMatchObject({ mustChangePassword: true });
  const list = () => server.http.inject({ url: pathOf('users'), headers: { cookie } });
  expect((await list()).statusCode).toBe(403);
  expect((await changePassword(cookie, password, 'my very own words')).statusCode).toBe(204);
  expect((await list()).statusCode).toBe(200);
});

test('guessing is slowed down for the guesser, not for the owner at a known address', async () => {
  await server.addUser('target', 'user');
  const from = (remoteAddress: string, password: string) =>
    signInAs(server.http, 'target', password, { remoteAddress });
  expect((await from('198.51.100.7', PASSWORD)).statusCode).toBe(200);
  const guesses = [];
  for (let i = 0; i < 8; i++) guesses.push(await from('203.0.113.9', `guess number ${i}`));
  expect(guesses.map(({ statusCode }) => statusCode)).toEqual([
    401, 401, 401, 401, 401, 401, 429, 429,
  ]);
  expect(guesses.at(-1)?.json()).toMatchObject({ code: 'rate_limited' });
  expect(Number(guesses.at(-1)?.headers['retry-after'])).toBeGreaterThan(0);
  // The right password from the guesser's address is not even looked at.
  expect((await from('203.0.113.9', PASSWORD)).statusCode).toBe(429);
  expect((await from('198.51.100.7', PASSWORD)).statusCode).toBe(200);
});

test('guesses made at once are counted like guesses made in turn', async () => {
  await server.addUser('crowded', 'user');
  const from = (remoteAddress: string, password: string) =>
    signInAs(server.http, 'crowded', password, { remoteAddress });
  expect((await from('198.51.100.20', PASSWORD)).statusCode).toBe(200);
  const guesses = await Promise.all(
    Array.from({ length: 200 }, (_, i) => from('203.0.113.20', `guess number ${i}`)),
  );
  const refused = guesses.filter(({ statusCode }) => statusCode === 429);
  expect(guesses.filter(({ statusCode }) => statusCode === 401)).toHaveLength(6);
  expect(refused).toHaveLength(194);
  for (const { headers } of refused) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  expect((await from('198.51.100.20', PASSWORD)).statusCode).toBe(200);
});

test('a crowd of guessers from everywhere is refused beyond what the machine can hash', async () => {
  await server.addUser('patient', 'user');
  const guesses = await Promise.all(
    Array.from({ length: 200 }, (_, i) =>
      signInAs(server.http, `nobody${i}`, PASSWORD, { remoteAddress: `203.0.113.${i + 30}` }),
    ),
  );
  const refused = guesses.filter(({ statusCode }) => statusCode === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(guesses.filter(({ statusCode }) => statusCode === 401)).toHaveLength(200 - refused.length);
  expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0);
  await server.signIn('patient');
});

test('nothing else of the sign-in library is reachable', async () => {
  for (const path of [
    'sign-up',
    'sign-up/email',
    'sign-in/email',
    'update-user',
    'list-sessions',
    'ok',
  ]) {
    const answer = await server.http.inject({
      method: 'POST',
      url: `/api/auth/${path}`,
      payload: { username: 'x', email: 'x@example.com', password: PASSWORD, name: 'x' },
    });
    expect([path, answer.statusCode]).toEqual([path, 404]);
  }
});

test('the log has no password and no session', async () => {
  await server.addUser('quiet', 'user');
  const cookie = await server.signIn('quiet');
  await signInAs(server.http, 'quiet', 'a wrong password 123');
  const log = server.logged();
  expect(log).toContain('session.signed_in');
  expect(log).not.toContain(PASSWORD);
  expect(log).not.toContain('a wrong password 123');
  expect(log).not.toContain(cookie.split('=')[1]);
});
