import { type AuditEntry, type AuditPage, pathOf, type Scan } from '@webhood/contract';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AccountServer, ORIGIN, startAccountServer } from '../../../test/account-server.ts';
import { createAuditStore } from './audit.store.ts';
import { verifyChain } from './audit-chain.service.ts';
import { createAuditWriter } from './audit-writer.service.ts';
import { auditedRoute, UNRECORDED } from './audited-routes.ts';

let server: AccountServer;
let admin: Record<string, string>;

beforeEach(async () => {
  server = await startAccountServer({ selfRegister: true });
  await server.addUser('root', 'admin');
  await server.addUser('reader', 'viewer');
  admin = { cookie: await server.signIn('root'), origin: ORIGIN };
});
afterEach(() => server.close());

type Call = { method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'; payload?: object };

function call(url: string, { method = 'GET', payload }: Call = {}, headers = admin) {
  return server.http.inject({ method, url, headers, ...(payload ? { payload } : {}) });
}

async function entries(query = ''): Promise<AuditEntry[]> {
  const answer = await call(`${pathOf('audit')}?${query}`);
  expect(answer.statusCode).toBe(200);
  return answer.json<AuditPage>().items;
}

const { links } = { links: () => createAuditStore(server.database.db).links };

test('sign-ins and failures name who, from where, when and with what outcome', async () => {
  await call(
    pathOf('signIn'),
    { method: 'POST', payload: { username: 'root', password: 'wrong' } },
    {},
  );
  await call(
    pathOf('signIn'),
    { method: 'POST', payload: { username: 'my password, by mistake', password: 'x' } },
    {},
  );
  const [mistake, failed, signedIn] = await entries('action=session.signed_in');
  expect(signedIn).toMatchObject({
    outcome: 'success',
    actor: { kind: 'user', name: 'root' },
    address: '127.0.0.1',
    details: { way: 'username', login: 'root' },
  });
  expect(failed).toMatchObject({
    outcome: 'refused',
    code: 'invalid_credentials',
    actor: { kind: 'nobody' },
    details: { login: 'root' },
  });
  expect(mistake?.details).toEqual({ way: 'username', login: 'not a user name' });
  expect(Date.parse(signedIn?.at ?? '')).toBeLessThanOrEqual(Date.parse(failed?.at ?? ''));
});

test('changes of accounts, tokens, scanners and scans are recorded, without their secrets', async () => {
  const password = 'a new one for the reader';
  const [reader] = (await call(pathOf('users')))
    .json<{ id: string; name: string }[]>()
    .filter(({ name }) => name === 'reader');
  const userId = reader?.id ?? '';
  await call(pathOf('user', { userId }), { method: 'PATCH', payload: { role: 'user', password } });
  const token = (await call(pathOf('tokens'), { method: 'POST', payload: { name: 'soar' } })).json<{
    id: string;
    token: string;
  }>();
  await call(pathOf('token', { tokenId: token.id }), { method: 'DELETE' });
  const scanner = (
    await call(pathOf('scanners'), { method: 'POST', payload: { name: 'far' } })
  ).json<{ id: string; token: string }>();
  await call(pathOf('scanner', { scannerId: scanner.id }), { method: 'DELETE' });
  const scan = (
    await call(pathOf('scans'), {
      method: 'POST',
      payload: {
        url: 'https://example.com/?secret=1',
        options: { headers: { 'X-Key': 'canary' } },
      },
    })
  ).json<Scan>();
  await call(pathOf('scan', { scanId: scan.id }), { method: 'DELETE' });

  const found = await entries();
  expect(found.map(({ action }) => action)).toEqual([
    'scan.deleted',
    'scan.created',
    'scanner.removed',
    'scanner.created',
    'token.revoked',
    'token.created',
    'user.changed',
    'session.signed_in',
  ]);
  expect(found[1]?.target).toEqual({ kind: 'scan', id: scan.id, name: scan.slug });
  expect(found[5]?.target).toEqual({ kind: 'token', id: token.id, name: 'soar' });
  expect(found[6]).toMatchObject({
    target: { kind: 'user', id: userId, name: 'reader' },
    details: { fields: ['role', 'password'], role: 'user' },
  });
  const all = JSON.stringify(found);
  for (const secret of [password, token.token, scanner.token, 'canary', 'secret=1']) {
    expect(all).not.toContain(secret);
  }
  expect(await entries(`actor=root&target=soar`)).toHaveLength(1);
  expect(await entries('outcome=failed')).toHaveLength(0);
});

test('what may not be is recorded once in a while, however often it is tried', async () => {
  const reader = { cookie: await server.signIn('reader'), origin: ORIGIN };
  for (let i = 0; i < 5; i++) {
    await call(pathOf('users'), {}, reader);
    await call(pathOf('me'), {}, { authorization: 'Bearer nonsense' });
  }
  expect(await entries('action=request.refused')).toMatchObject([
    { outcome: 'refused', code: 'forbidden', actor: { name: 'reader' } },
  ]);
  expect(await entries('action=credential.refused')).toMatchObject([
    { code: 'unauthenticated', actor: { kind: 'nobody' }, details: { route: '/api/v1/me' } },
  ]);
});

test('no one changes, removes or empties it, the owner of the table neither', async () => {
  const { db } = server.database;
  for (const statement of [
    sql`update audit_log set actor_name = 'somebody else'`,
    sql`delete from audit_log`,
    sql`truncate audit_log`,
  ]) {
    await expect(statement.execute(db)).rejects.toThrow('append-only');
  }
});

test('whoever inserts chooses neither number nor time nor hash', async () => {
  const { db } = server.database;
  await sql`
    insert into audit_log (seq, at, action, outcome, actor_kind, previous_hash, hash)
    values (1, 'epoch', 'scan.created', 'success', 'server', '', '')`.execute(db);
  const [newest] = await entries();
  expect(newest?.seq).toBe(2);
  expect(Date.now() - Date.parse(newest?.at ?? '')).toBeLessThan(60_000);
  expect(await verifyChain(links())).toMatchObject({ kind: 'intact', entries: 2 });
});

test('the chain shows what was changed, removed or made anew', async () => {
  for (let i = 0; i < 4; i++)
    await call(pathOf('tokens'), { method: 'POST', payload: { name: 'n' } });
  const { db } = server.database;
  const intact = await verifyChain(links());
  if (intact.kind !== 'intact' || !intact.head) throw new Error('The log is not intact.');
  expect(intact.entries).toBe(5);
  const without = async (statement: ReturnType<typeof sql>) => {
    await sql`alter table audit_log disable trigger user`.execute(db);
    await statement.execute(db);
    await sql`alter table audit_log enable trigger user`.execute(db);
  };
  await without(sql`update audit_log set actor_name = 'reader' where seq = 3`);
  expect(await verifyChain(links())).toEqual({ kind: 'broken', seq: 3, reason: 'changed' });
  await without(sql`update audit_log set actor_name = 'root' where seq = 3`);
  expect(await verifyChain(links())).toEqual(intact);
  await without(sql`delete from audit_log where seq = 5`);
  expect(await verifyChain(links())).toMatchObject({ kind: 'intact', entries: 4 });
  expect(await verifyChain(links(), intact.head)).toEqual({
    kind: 'broken',
    seq: 5,
    reason: 'missing',
  });
  await without(sql`delete from audit_log where seq = 2`);
  expect(await verifyChain(links())).toEqual({ kind: 'broken', seq: 2, reason: 'missing' });
});

test('servers that write side by side make one chain without gaps', async () => {
  const { db, log } = server.database;
  const store = createAuditStore(db);
  const writers = Array.from({ length: 4 }, () => createAuditWriter({ insert: store.insert, log }));
  const actor = { kind: 'server', id: null, name: null } as const;
  await Promise.all(
    Array.from({ length: 400 }, (_, i) =>
      writers[i % 4]?.write({ action: 'scan.created', outcome: 'success', actor, details: { i } }),
    ),
  );
  expect(await verifyChain(store.links)).toMatchObject({ kind: 'intact', entries: 401 });
});

test('pages go on where the one before ended, whatever came meanwhile', async () => {
  for (let i = 0; i < 5; i++)
    await call(pathOf('tokens'), { method: 'POST', payload: { name: `n${i}` } });
  const page = async (query: string) =>
    (await call(`${pathOf('audit')}?limit=2${query}`)).json<AuditPage>();
  const first = await page('');
  await call(pathOf('tokens'), { method: 'POST', payload: { name: 'late' } });
  const second = await page(`&after=${first.next}`);
  const third = await page(`&after=${second.next}`);
  expect([first, second, third].flatMap(({ items }) => items.map(({ seq }) => seq))).toEqual([
    6, 5, 4, 3, 2, 1,
  ]);
  expect(third.next).toBeNull();
});

test('an export is every entry, and nothing in it is a formula', async () => {
  const name = '=HYPERLINK("https://evil.example/","click")';
  await call(pathOf('tokens'), { method: 'POST', payload: { name } });
  const csv = await call(`${pathOf('auditExport')}?format=csv`);
  expect(csv.headers['content-disposition']).toBe('attachment; filename="webhood-audit.csv"');
  // The names, a sign-in, the token, and this very export.
  expect(csv.body.split('\r\n').filter(Boolean)).toHaveLength(4);
  expect(csv.body).toContain(`"'=HYPERLINK(""https://evil.example/"",""click"")"`);
  expect(csv.body).not.toMatch(/(^|,)"?[=+@-]/m);
  const lines = (await call(`${pathOf('auditExport')}?format=jsonl&action=token.created`)).body;
  expect(
    lines
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  ).toMatchObject([{ target: { name } }]);
  expect(await entries('action=audit.exported')).toHaveLength(2);
});

test('every route that changes something has its action', async () => {
  const document = (await call(pathOf('openApi'))).json<{ paths: Record<string, object> }>();
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => [method.toUpperCase(), path.replace(/\{(\w+)\}/g, ':$1')]),
  );
  const silent = routes
    .filter(
      ([method = '', path = '']) =>
        !['GET', 'HEAD'].includes(method) && !auditedRoute(method, path),
    )
    .map((route) => route.join(' '));
  expect(silent.sort()).toEqual([...UNRECORDED].sort());
  expect(routes.length).toBeGreaterThan(30);
});
