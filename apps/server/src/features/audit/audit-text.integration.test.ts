/** Text that the database cannot keep reaches the audit log, and keeps nothing out of it. */
import { type AuditPage, pathOf } from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AccountServer, ORIGIN, startAccountServer } from '../../../test/account-server.ts';

let server: AccountServer;
let admin = '';

beforeAll(async () => {
  server = await startAccountServer();
  await server.addUser('root', 'admin');
  admin = await server.signIn('root');
});
afterAll(() => server.close());

/** Each from an address of its own: what one address is refused again is not recorded again. */
let senders = 0;
const create = (name: string, headers: Record<string, string> = {}, from = nextAddress()) =>
  server.http.inject({
    method: 'POST',
    url: pathOf('tokens'),
    headers,
    payload: { name },
    remoteAddress: from,
  });

function nextAddress(): string {
  senders += 1;
  return `192.0.2.${senders}`;
}

async function entries(): Promise<AuditPage['items']> {
  const url = `${pathOf('audit')}?action=token.created&limit=100`;
  return (await server.http.inject({ url, headers: { cookie: admin } })).json<AuditPage>().items;
}

test.each(['\u0000', 'half \ud800'])('a request with %j is answered and recorded', async (text) => {
  const before = (await entries()).length;
  expect((await create(text)).statusCode).not.toBe(503);
  expect((await entries()).length).toBe(before + 1);
});

test('so is an address with NUL in it', async () => {
  const url = `${pathOf('tokens')}/%00`;
  const answer = await server.http.inject({
    method: 'DELETE',
    url,
    headers: { cookie: admin, origin: ORIGIN },
  });
  expect(answer.statusCode).not.toBe(503);
});

test('nobody keeps what others do out of the log', async () => {
  const asAdmin = { cookie: admin, origin: ORIGIN };
  const names = Array.from({ length: 20 }, (_, i) => `real ${i}`);
  const answers = await Promise.all(
    names.flatMap((name) => [create('\u0000'), create(name, asAdmin), create('\u0000')]),
  );
  expect(answers.map(({ statusCode }) => statusCode)).not.toContain(503);
  const recorded = (await entries()).map(({ target }) => target?.name);
  expect(recorded).toEqual(expect.arrayContaining(names));
});

test('what a stranger is refused is one entry a minute for each address and route', async () => {
  const before = (await entries()).length;
  for (let n = 0; n < 20; n++) await create('', {}, '198.51.100.1');
  await create('', {}, '198.51.100.2');
  expect((await entries()).length).toBe(before + 2);
});
