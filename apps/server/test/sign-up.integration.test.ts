import { expect, test } from 'vitest';
import { PASSWORD, startAccountServer } from './account-server.ts';

test('nobody signs up with the name of the first administrator before there is one', async () => {
  const server = await startAccountServer({ selfRegister: true });
  const signUp = async (username: string) => {
    const payload = { username, password: PASSWORD };
    const url = '/api/auth/sign-up';
    return (await server.http.inject({ method: 'POST', url, payload })).statusCode;
  };
  expect(await signUp('admin')).toBe(409);
  expect(await signUp('Admin')).toBe(409);
  expect(await signUp('someone')).toBe(204);
  expect(await server.app.users.createFirstAdmin()).toMatchObject({ name: 'admin' });
  expect(await signUp('admin')).toBe(409);
  await server.close();
});
