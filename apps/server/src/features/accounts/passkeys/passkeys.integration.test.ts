import { pathOf, type RouteName } from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type AccountServer,
  cookieOf,
  ORIGIN,
  PASSWORD,
  startAccountServer,
} from '../../../../test/account-server.ts';
import {
  createSoftwareAuthenticator,
  type SoftwareAuthenticator,
} from '../../../../test/software-authenticator.ts';

const HERE = { origin: ORIGIN, rpId: new URL(ORIGIN).hostname };

let server: AccountServer;

beforeAll(async () => {
  server = await startAccountServer();
});
afterAll(() => server.close());

function post(route: RouteName, cookie: string, payload: object) {
  const headers = { cookie, origin: ORIGIN };
  return server.http.inject({ method: 'POST', url: pathOf(route), headers, payload });
}

/** Options and the cookie with which they are to be answered, beside those there were. */
async function begin(route: RouteName, cookie = '', payload: object = {}) {
  const answer = await post(route, cookie, payload);
  expect(answer.statusCode).toBe(200);
  const step = cookieOf(answer.headers['set-cookie']);
  const { challenge } = answer.json<{ challenge: string }>();
  return { challenge, cookie: [cookie, step].filter(Boolean).join('; '), options: answer.json() };
}

async function register(name: string): Promise<{ key: SoftwareAuthenticator; cookie: string }> {
  await server.addUser(name, 'user');
  const session = await server.signIn(name);
  const begun = await begin('mePasskeyOptions', session, { currentPassword: PASSWORD });
  const key = createSoftwareAuthenticator();
  const credential = key.register({ ...HERE, challenge: begun.challenge });
  const made = await post('mePasskeys', begun.cookie, { name: 'key', credential });
  expect(made.statusCode).toBe(201);
  return { key, cookie: session };
}

test('a passkey signs in its owner, and is asked for finger or PIN', async () => {
  const { key } = await register('ann');
  const begun = await begin('signInPasskeyOptions');
  expect(begun.options).toMatchObject({ rpId: HERE.rpId, userVerification: 'required' });
  const credential = key.signIn({ ...HERE, challenge: begun.challenge });
  const answer = await post('signInPasskey', begun.cookie, { credential });
  expect(answer.json()).toMatchObject({ name: 'ann', role: 'user' });
  const cookies = [answer.headers['set-cookie'] ?? []].flat();
  const cookie = cookieOf(cookies.find((each) => each.includes('session_token')));
  const security = await server.http.inject({ url: pathOf('meSecurity'), headers: { cookie } });
  expect(security.json()).toMatchObject({
    passkeys: [{ name: 'key', lastUsed: expect.stringMatching(/^20/) }],
  });
});

test.each([
  ['for another origin', { origin: 'https://webhood.test.evil.example' }],
  ['for another host', { rpId: 'evil.example' }],
  ['to another challenge', { challenge: 'YW5vdGhlciBjaGFsbGVuZ2U' }],
  ['without finger or PIN', { userVerified: false }],
])('an answer %s signs nobody in', async (what, wrong) => {
  const { key } = await register(`w-${what.replaceAll(' ', '-')}`);
  const begun = await begin('signInPasskeyOptions');
  const credential = key.signIn({ ...HERE, challenge: begun.challenge, ...wrong });
  const answer = await post('signInPasskey', begun.cookie, { credential });
  expect(answer.json()).toMatchObject({ code: 'invalid_credentials' });
  expect(answer.headers['set-cookie']).toBeUndefined();
});

test('an answer is good once, and in the browser that asked', async () => {
  const { key } = await register('once');
  const [mine, theirs] = [await begin('signInPasskeyOptions'), await begin('signInPasskeyOptions')];
  const credential = key.signIn({ ...HERE, challenge: mine.challenge });
  expect((await post('signInPasskey', '', { credential })).statusCode).toBe(409);
  expect((await post('signInPasskey', theirs.cookie, { credential })).statusCode).toBe(401);
  expect((await post('signInPasskey', mine.cookie, { credential })).statusCode).toBe(200);
  expect((await post('signInPasskey', mine.cookie, { credential })).statusCode).toBe(409);
});

test('a copy of a key that counts is found out', async () => {
  const { key } = await register('copied');
  const signIn = async () => {
    const begun = await begin('signInPasskeyOptions');
    const credential = key.signIn({ ...HERE, challenge: begun.challenge });
    return (await post('signInPasskey', begun.cookie, { credential })).statusCode;
  };
  key.setUses(10);
  expect(await signIn()).toBe(200);
  key.setUses(3);
  expect(await signIn()).toBe(401);
  key.setUses(20);
  expect(await signIn()).toBe(200);
});

test('the signature of another key is worth nothing', async () => {
  const { key } = await register('victim');
  const begun = await begin('signInPasskeyOptions');
  const theirs = key.signIn({ ...HERE, challenge: begun.challenge });
  const { response } = createSoftwareAuthenticator().signIn({
    ...HERE,
    challenge: begun.challenge,
  });
  const answer = await post('signInPasskey', begun.cookie, { credential: { ...theirs, response } });
  expect(answer.statusCode).toBe(401);
});

test('nobody adds a passkey to the account of another', async () => {
  await server.addUser('mallory', 'user');
  await server.addUser('target', 'user');
  const begun = await begin('mePasskeyOptions', await server.signIn('mallory'), {
    currentPassword: PASSWORD,
  });
  const credential = createSoftwareAuthenticator().register({
    ...HERE,
    challenge: begun.challenge,
  });
  const step = begun.cookie.split('; ').find((each) => each.includes('new_passkey'));
  const crossed = `${await server.signIn('target')}; ${step}`;
  const answer = await post('mePasskeys', crossed, { name: 'theirs', credential });
  expect(answer.json()).toMatchObject({ code: 'conflict' });
});

test('one person holds twenty at most', async () => {
  const { cookie } = await register('collector');
  const { user_id } = await server.database.db
    .selectFrom('passkeys')
    .innerJoin('users', 'users.id', 'passkeys.user_id')
    .select('user_id')
    .where('users.name', '=', 'collector')
    .executeTakeFirstOrThrow();
  await server.database.db
    .insertInto('passkeys')
    .values(
      Array.from({ length: 19 }, (_, i) => ({
        id: `many-${i}`,
        user_id,
        name: `key ${i}`,
        credential_id: `many-${i}`,
        public_key: Buffer.from('k'),
        counter: 0,
        transports: [],
      })),
    )
    .execute();
  const answer = await post('mePasskeyOptions', cookie, { currentPassword: PASSWORD });
  expect(answer.json()).toMatchObject({ code: 'conflict' });
});

test('a disabled user does not get in with a passkey', async () => {
  const { key } = await register('leaver');
  await server.database.db
    .updateTable('users')
    .set({ disabled: true })
    .where('name', '=', 'leaver')
    .execute();
  const begun = await begin('signInPasskeyOptions');
  const credential = key.signIn({ ...HERE, challenge: begun.challenge });
  const answer = await post('signInPasskey', begun.cookie, { credential });
  expect(answer.json()).toMatchObject({ code: 'invalid_credentials' });
  expect(String(answer.headers['set-cookie'])).not.toContain('session_token');
});
