import { MOST_SAVED_SEARCHES, pathOf, type SavedSearch } from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AccountServer, ORIGIN, startAccountServer } from '../../../test/account-server.ts';

let server: AccountServer;
const cookies: Record<string, string> = {};

beforeAll(async () => {
  server = await startAccountServer();
  for (const name of ['ann', 'bob']) {
    await server.addUser(name, 'viewer');
    cookies[name] = await server.signIn(name);
  }
});
afterAll(() => server.close());

const call = (by: string, method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) =>
  server.http.inject({
    method,
    url,
    headers: { cookie: cookies[by], origin: ORIGIN },
    ...(payload ? { payload } : {}),
  });
const save = (by: string, name: string, q: string) =>
  call(by, 'POST', pathOf('savedSearches'), { name, q });
const listed = async (by: string) =>
  (await call(by, 'GET', pathOf('savedSearches'))).json<SavedSearch[]>();

test('a search is kept for who saved it alone, and its name holds the newest', async () => {
  expect((await save('ann', 'Phish', 'country:FI')).statusCode).toBe(200);
  expect((await save('ann', 'Phish', 'country:SE')).statusCode).toBe(200);
  const [kept, ...more] = await listed('ann');
  expect(kept).toMatchObject({ name: 'Phish', q: 'country:SE' });
  expect(more).toEqual([]);
  expect(await listed('bob')).toEqual([]);
  const path = pathOf('savedSearch', { searchId: kept?.id ?? '' });
  expect((await call('bob', 'DELETE', path)).statusCode).toBe(404);
  expect((await call('ann', 'DELETE', path)).statusCode).toBe(204);
  expect(await listed('ann')).toEqual([]);
});

test('a search at fault is refused, and so is one more than may be kept', async () => {
  expect((await save('ann', 'Bad', 'colour:red')).statusCode).toBe(400);
  for (let kept = 0; kept < MOST_SAVED_SEARCHES; kept += 1) {
    expect((await save('bob', `n${kept}`, '')).statusCode).toBe(200);
  }
  expect((await save('bob', 'more', '')).statusCode).toBe(409);
  expect((await save('bob', 'n1', 'x')).statusCode).toBe(200);
});
