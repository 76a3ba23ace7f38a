/** Against a real provider: `oidc-provider`, in this process, on loopback. */
import { pathOf } from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  CLIENT,
  type IdentityProvider,
  startIdentityProvider,
} from '../../../../../../test/e2e/support/identity-provider.ts';
import { createVisitor } from '../../../../../../test/e2e/support/provider-visitor.ts';
import {
  type AccountServer,
  cookieOf,
  ORIGIN,
  PASSWORD,
  startAccountServer,
} from '../../../../test/account-server.ts';

let provider: IdentityProvider;
let server: AccountServer;

beforeAll(async () => {
  provider = await startIdentityProvider({
    redirectUri: `${ORIGIN}${pathOf('singleSignOnCallback')}`,
    people: {
      's-1': {
        preferred_username: 'ann',
        email: 'ann@example.org',
        email_verified: true,
        groups: ['soc'],
      },
      's-2': { preferred_username: 'ben', groups: ['soc-leads', 'soc'] },
      's-3': {
        preferred_username: 'root',
        email: 'root@example.org',
        email_verified: true,
        groups: ['soc'],
      },
      's-4': { preferred_username: 'guest', groups: ['visitors'] },
      's-5': { preferred_username: 'admin', groups: ['soc'] },
      's-6': { preferred_username: 'dora', groups: ['soc'] },
      's-7': { preferred_username: 'eve', groups: ['soc'] },
    },
  });
  server = await startAccountServer({
    singleSignOn: {
      issuer: provider.issuer,
      clientId: CLIENT.id,
      clientSecret: CLIENT.secret,
      scope: 'openid profile email',
      name: 'Test provider',
      claim: 'groups',
      roles: new Map([
        ['soc-leads', 'admin'],
        ['soc', 'user'],
      ]),
      otherwise: undefined,
    },
  });
  await server.addUser('root', 'admin');
});
afterAll(async () => {
  await server?.close();
  await provider?.close();
});

async function begin(next?: string) {
  const query = next === undefined ? '' : `?next=${encodeURIComponent(next)}`;
  const answer = await server.http.inject({ url: `${pathOf('singleSignOn')}${query}` });
  expect(answer.statusCode).toBe(303);
  return { url: String(answer.headers.location), cookie: cookieOf(answer.headers['set-cookie']) };
}

function comeBack(url: string, cookie: string) {
  return server.http.inject({ url: url.slice(ORIGIN.length), headers: { cookie } });
}

async function signInAs(subject: string, next?: string) {
  const { url, cookie } = await begin(next);
  return comeBack(await createVisitor(ORIGIN)(url, subject), cookie);
}

type Answer = Awaited<ReturnType<typeof signInAs>>;

async function whoIs(answer: Answer) {
  const cookies = [answer.headers['set-cookie'] ?? []].flat();
  const cookie = cookieOf(cookies.find((each) => each.includes('session_token')));
  return (await server.http.inject({ url: pathOf('me'), headers: { cookie } })).json();
}

test('people are sent to the provider with state, nonce and a challenge', async () => {
  const { url, cookie } = await begin();
  const { origin, searchParams } = new URL(url);
  expect(origin).toBe(provider.issuer.origin);
  expect(Object.fromEntries(searchParams)).toMatchObject({
    client_id: CLIENT.id,
    redirect_uri: `${ORIGIN}${pathOf('singleSignOnCallback')}`,
    response_type: 'code',
    code_challenge_method: 'S256',
    state: expect.stringMatching(/^[\w-]{43}$/),
    nonce: expect.stringMatching(/^[\w-]{43}$/),
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
  });
  expect(url).not.toContain(CLIENT.secret);
  expect(cookie).toMatch(/^__Host-webhood\.single_sign_on=/);
});

test('the first sign-in makes an account with the role of the claim, the second finds it', async () => {
  const first = await signInAs('s-1', '/scans?x=1');
  expect(first.headers.location).toBe('/scans?x=1');
  const me = await whoIs(first);
  expect(me).toMatchObject({ name: 'ann', role: 'user', mustChangePassword: false });
  expect(await whoIs(await signInAs('s-1'))).toEqual(me);
});

test('the claim decides anew at each sign-in, and open sessions of the old role end', async () => {
  const before = await signInAs('s-2');
  expect(await whoIs(before)).toMatchObject({ role: 'admin' });
  provider.people['s-2'] = { preferred_username: 'ben', groups: ['soc'] };
  expect(await whoIs(await signInAs('s-2'))).toMatchObject({ name: 'ben', role: 'user' });
  expect(await whoIs(before)).toMatchObject({ code: 'unauthenticated' });
});

test('the audit log says who came, who was turned away, and what the provider changed', async () => {
  const entries = await server.database.db
    .selectFrom('audit_log')
    .select(['action', 'outcome', 'actor_kind', 'actor_name', 'target_id'])
    .orderBy('seq')
    .execute();
  const ofKind = (action: string) => entries.filter((entry) => entry.action === action);
  expect(ofKind('session.signed_in').at(-1)).toMatchObject({
    outcome: 'success',
    actor_name: 'ben',
  });
  expect(ofKind('user.created')).toContainEqual(
    expect.objectContaining({ actor_kind: 'server', actor_name: 'single sign-on' }),
  );
  expect(ofKind('user.changed')).toHaveLength(1);
  await signInAs('s-4');
  const { outcome } = await server.database.db
    .selectFrom('audit_log')
    .select('outcome')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  expect(outcome).toBe('refused');
});

test('whoever comes back with HEAD is in the audit log as well', async () => {
  const { url, cookie } = await begin();
  const back = await createVisitor(ORIGIN)(url, 's-1');
  const answer = await server.http.inject({
    method: 'HEAD',
    url: back.slice(ORIGIN.length),
    headers: { cookie },
  });
  expect(await whoIs(answer)).toMatchObject({ name: 'ann' });
  const last = await server.database.db
    .selectFrom('audit_log')
    .select(['action', 'outcome', 'actor_name'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  expect(last).toEqual({ action: 'session.signed_in', outcome: 'success', actor_name: 'ann' });
});

test('an account is never taken over by its name or e-mail address', async () => {
  const { db } = server.database;
  await db
    .updateTable('users')
    .set({ email: 'root@example.org' })
    .where('name', '=', 'root')
    .execute();
  const me = await whoIs(await signInAs('s-3'));
  expect(me.name).toBe(`sso-${me.id}`);
  expect(me.role).toBe('user');
  const rows = await db
    .selectFrom('users')
    .select(['name', 'email'])
    .where('id', '=', me.id)
    .execute();
  expect(rows[0]?.email).toMatch(/\.invalid$/);
});

test('who has no role here is refused, also when there is an account', async () => {
  expect((await signInAs('s-4')).headers.location).toBe('/sign-in?failed=refused');
  expect((await signInAs('s-6')).headers.location).toBe('/');
  provider.people['s-6'] = { preferred_username: 'dora', groups: [] };
  const refused = await signInAs('s-6');
  expect(refused.headers.location).toBe('/sign-in?failed=refused');
  expect(String(refused.headers['set-cookie'])).not.toContain('session_token');
});

test('a disabled account stays closed', async () => {
  const { id } = await whoIs(await signInAs('s-7'));
  await server.database.db
    .updateTable('users')
    .set({ disabled: true })
    .where('id', '=', id)
    .execute();
  expect((await signInAs('s-7')).headers.location).toBe('/sign-in?failed=refused');
});

test('the name of the first administrator is not given away', async () => {
  expect((await whoIs(await signInAs('s-5'))).name).toMatch(/^sso-/);
});

test('an answer is good in the browser that asked, for what it asked, and once', async () => {
  const mine = await begin();
  const back = await createVisitor(ORIGIN)(mine.url, 's-1');
  const theirs = await begin();
  expect((await comeBack(back, '')).headers.location).toBe('/sign-in?failed=expired');
  expect((await comeBack(back, theirs.cookie)).headers.location).toBe('/sign-in?failed=failed');
  const spoiled = new URL(back);
  spoiled.searchParams.set('code', 'another');
  const other = await begin();
  expect((await comeBack(spoiled.href, other.cookie)).headers.location).toBe(
    '/sign-in?failed=failed',
  );
  expect((await comeBack(back, mine.cookie)).headers.location).toBe('/');
  expect((await comeBack(back, mine.cookie)).headers.location).toBe('/sign-in?failed=expired');
});

test.each(['//evil.example', '/\\evil.example', 'https://evil.example', '/\t/evil.example'])(
  'coming back never leads to %j',
  async (next) => {
    expect((await signInAs('s-1', next)).headers.location).toBe('/');
  },
);

test('they have no password, and get one from an administrator', async () => {
  const answer = await signInAs('s-1');
  const { id } = await whoIs(answer);
  const cookies = [answer.headers['set-cookie'] ?? []].flat();
  const cookie = cookieOf(cookies.find((each) => each.includes('session_token')));
  const security = await server.http.inject({ url: pathOf('meSecurity'), headers: { cookie } });
  expect(security.json()).toMatchObject({ hasPassword: false });
  const given = await server.http.inject({
    method: 'PATCH',
    url: pathOf('user', { userId: id }),
    headers: { cookie: await server.signIn('root'), origin: ORIGIN },
    payload: { password: PASSWORD },
  });
  expect(given.statusCode).toBe(200);
  await server.signIn('ann', PASSWORD);
});

test('the log has neither the secret nor a code', async () => {
  const { url, cookie } = await begin();
  const back = await createVisitor(ORIGIN)(url, 's-1');
  await comeBack(back, cookie);
  const code = new URL(back).searchParams.get('code') ?? '';
  expect(code.length).toBeGreaterThan(20);
  expect(server.logged()).toContain('single_sign_on');
  expect(server.logged()).not.toContain(code);
  expect(server.logged()).not.toContain(CLIENT.secret);
});

test('without its provider the server says so and serves everything else', async () => {
  const lonely = await startAccountServer({
    singleSignOn: {
      issuer: new URL('http://127.0.0.1:9'),
      clientId: 'x',
      clientSecret: undefined,
      scope: 'openid',
      name: 'Gone',
      claim: undefined,
      roles: new Map(),
      otherwise: 'user',
    },
  });
  const answer = await lonely.http.inject({ url: pathOf('singleSignOn') });
  expect(answer.headers.location).toBe('/sign-in?failed=unavailable');
  const options = await lonely.http.inject({ url: pathOf('signInOptions') });
  expect(options.json()).toEqual({
    singleSignOn: { name: 'Gone' },
    passkeys: true,
    selfRegister: false,
  });
  await lonely.close();
});
