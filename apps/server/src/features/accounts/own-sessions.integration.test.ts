import { type AccountSession, pathOf } from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type AccountServer,
  ORIGIN,
  PASSWORD,
  signInAs,
  startAccountServer,
} from '../../../test/account-server.ts';

let server: AccountServer;

beforeAll(async () => {
  server = await startAccountServer({ selfRegister: true });
});
afterAll(() => server.close());

const me = (cookie: string) => server.http.inject({ url: pathOf('me'), headers: { cookie } });

async function listOf(cookie: string): Promise<AccountSession[]> {
  const answer = await server.http.inject({ url: pathOf('meSessions'), headers: { cookie } });
  return answer.json<AccountSession[]>();
}

function end(cookie: string, url: string) {
  return server.http.inject({ method: 'DELETE', url, headers: { cookie, origin: ORIGIN } });
}

test('people see where they are signed in, and nothing that could sign anyone in', async () => {
  await server.addUser('ann', 'user');
  await server.addUser('ben', 'user');
  await server.signIn('ben');
  await signInAs(server.http, 'ann', PASSWORD, {
    remoteAddress: '192.0.2.77',
    headers: { 'user-agent': 'Old Laptop' },
  });
  const cookie = await server.signIn('ann');
  const sessions = await listOf(cookie);
  expect(sessions.map(({ current }) => current)).toEqual([true, false]);
  expect(sessions[1]).toMatchObject({ address: '192.0.2.77', userAgent: 'Old Laptop' });
  await signInAs(server.http, 'ann', PASSWORD, { remoteAddress: '2001:db8:0:1::2' });
  expect((await listOf(cookie))[0]).toMatchObject({ address: '2001:db8:0:1::2' });
  const token = decodeURIComponent(cookie.split('=')[1] ?? '').split('.')[0] ?? '';
  expect(JSON.stringify(sessions)).not.toContain(token);
  expect(JSON.stringify(sessions)).not.toContain(server.keyring.hash('session', token));
});

test('a session that is ended by its id is over for whoever has its cookie', async () => {
  await server.addUser('cat', 'user');
  const stolen = await server.signIn('cat');
  const [{ id = '' } = {}] = await listOf(stolen);
  const here = await server.signIn('cat');
  expect((await me(stolen)).statusCode).toBe(200);
  expect((await end(here, pathOf('meSession', { sessionId: id }))).statusCode).toBe(204);
  expect((await me(stolen)).statusCode).toBe(401);
  expect((await me(here)).statusCode).toBe(200);
  expect(await listOf(here)).toHaveLength(1);
});

test('nobody ends the session of another', async () => {
  await server.addUser('dan', 'user');
  await server.addUser('eve', 'admin');
  const dan = await server.signIn('dan');
  const [{ id = '' } = {}] = await listOf(dan);
  const eve = await server.signIn('eve');
  expect((await end(eve, pathOf('meSession', { sessionId: id }))).statusCode).toBe(404);
  expect((await me(dan)).statusCode).toBe(200);
});

test('all others end at once', async () => {
  await server.addUser('fay', 'user');
  const others = [await server.signIn('fay'), await server.signIn('fay')];
  const here = await server.signIn('fay');
  expect((await end(here, pathOf('meSessions'))).statusCode).toBe(204);
  for (const cookie of others) expect((await me(cookie)).statusCode).toBe(401);
  expect((await me(here)).statusCode).toBe(200);
});

test('a session ends 30 days after its beginning, however often it is used', async () => {
  const id = await server.addUser('gil', 'user');
  const cookie = await server.signIn('gil');
  const beganDaysAgo = (days: number) =>
    server.database.db
      .updateTable('sessions')
      .set({ created_at: new Date(Date.now() - days * 86_400_000) })
      .where('user_id', '=', id)
      .execute();
  await beganDaysAgo(29);
  expect((await me(cookie)).statusCode).toBe(200);
  await beganDaysAgo(31);
  expect((await me(cookie)).statusCode).toBe(401);
  const { db } = server.database;
  expect(await db.selectFrom('sessions').where('user_id', '=', id).execute()).toEqual([]);
});

test('the e-mail address signs in as the user name does', async () => {
  const id = await server.addUser('hal', 'user');
  await server.database.db
    .updateTable('users')
    .set({ email: 'hal@example.org' })
    .where('id', '=', id)
    .execute();
  expect((await signInAs(server.http, 'Hal@Example.org', PASSWORD)).json()).toMatchObject({
    name: 'hal',
  });
  expect((await signInAs(server.http, 'hal@example.com', PASSWORD)).statusCode).toBe(401);
});

test.each([
  ['password1234', /list of common passwords|guessed too soon/],
  ['letmeinletmein', /list of common passwords/],
  ['ivy.ivy.ivy.ivy', /guessed too soon/],
])('the password %s is refused', async (password, why) => {
  const sent = (payload: object, url: string, cookie = '') =>
    server.http.inject({ method: 'POST', url, payload, headers: { origin: ORIGIN, cookie } });
  const registered = await sent({ username: 'ivy', password }, pathOf('signUp'));
  expect(registered.json()).toMatchObject({
    code: 'invalid_request',
    detail: expect.stringMatching(why),
  });
  const name = `ivy-${password.length}`;
  await server.addUser(name, 'user');
  const changed = await sent(
    { currentPassword: PASSWORD, newPassword: password },
    pathOf('mePassword'),
    await server.signIn(name),
  );
  expect(changed.json()).toMatchObject({ errors: [{ field: 'newPassword' }] });
});

test('whoever signs up is a user, whatever the request says', async () => {
  const signUp = (payload: object) =>
    server.http.inject({ method: 'POST', url: pathOf('signUp'), payload });
  const asked = { username: 'climber', password: PASSWORD, role: 'admin' };
  expect((await signUp(asked)).statusCode).toBe(400);
  expect((await signUp({ username: 'climber', password: PASSWORD })).statusCode).toBe(204);
  expect((await me(await server.signIn('climber'))).json()).toMatchObject({ role: 'user' });
});

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

test('who does not exist is refused after the same work as who does', async () => {
  await server.addUser('timed', 'user');
  const took = async (name: string, remoteAddress: string) => {
    const started = performance.now();
    const answer = await signInAs(server.http, name, 'a wrong password', { remoteAddress });
    expect(answer.statusCode).toBe(401);
    return performance.now() - started;
  };
  const known: number[] = [];
  const unknown: number[] = [];
  // In turn, so that whatever else the machine does meets both; from addresses of their own.
  for (let i = 0; i < 25; i++) {
    known.push(await took('timed', `198.51.100.${i}`));
    unknown.push(await took(`nobody-${i}`, `203.0.113.${i}`));
  }
  const ratio = median(known) / median(unknown);
  // Without the hash it would be ten and more.
  expect(ratio).toBeGreaterThan(0.4);
  expect(ratio).toBeLessThan(2.5);
});
