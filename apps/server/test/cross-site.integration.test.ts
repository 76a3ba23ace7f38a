/** What another site can make a signed-in browser send. */
import { pathOf } from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AccountServer, ORIGIN, PASSWORD, startAccountServer } from './account-server.ts';

let server: AccountServer;

beforeAll(async () => {
  server = await startAccountServer();
  await server.addUser('root', 'admin');
});
afterAll(() => server.close());

test('another way of writing the path of the sign-in does not escape the check', async () => {
  const written = await server.http.inject({
    method: 'POST',
    url: pathOf('signIn').replace('sign-in', 'sign%2Din').replace('auth', '%61uth'),
    headers: { origin: 'https://evil.example' },
    payload: { username: 'root', password: PASSWORD },
  });
  expect(written.statusCode).toBe(403);
});

test.each(['signIn', 'signInSecondFactor', 'signInPasskeyOptions', 'signInPasskey'] as const)(
  'another site cannot have a browser that is not signed in ask %s',
  async (route) => {
    const ask = (origin: string) =>
      server.http.inject({ method: 'POST', url: pathOf(route), headers: { origin }, payload: {} });
    expect((await ask('https://evil.example')).statusCode).toBe(403);
    expect((await ask(ORIGIN)).statusCode).not.toBe(403);
  },
);

test('a token beside the cookie does not let another site act with the cookie', async () => {
  const cookie = await server.signIn('root');
  const evil = { origin: 'https://evil.example', authorization: 'Bearer anything', cookie };
  const ask = (route: 'mePassword' | 'signOut', headers: Record<string, string>) =>
    server.http.inject({
      method: 'POST',
      url: pathOf(route),
      headers,
      ...(route === 'signOut' ? {} : { payload: { currentPassword: 'x', newPassword: 'y' } }),
    });
  expect((await ask('signOut', evil)).statusCode).toBe(403);
  expect((await ask('mePassword', evil)).statusCode).toBe(403);
  const me = await server.http.inject({ url: pathOf('me'), headers: { cookie } });
  expect(me.statusCode).toBe(200);
  expect((await ask('signOut', { ...evil, origin: ORIGIN })).statusCode).toBe(204);
});
