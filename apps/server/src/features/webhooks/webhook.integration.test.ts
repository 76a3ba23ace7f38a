import { createHmac } from 'node:crypto';
import {
  createServer,
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type CreatedWebhook,
  pathOf,
  type Scan,
  type Webhook,
  type WebhookDeliveryDetails,
  type WebhookDeliveryPage,
  type WebhookPayload,
} from '@webhood/contract';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type AccountServer, ORIGIN, startAccountServer } from '../../../test/account-server.ts';
import { createSealedValues } from '../../platform/crypto/sealed-values.ts';

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
  payload: WebhookPayload;
}

let server: AccountServer;
let receiver: Server;
let address: string;
let received: Received[];
let respond: (response: ServerResponse) => void;
let admin: Record<string, string>;
let script: Record<string, string>;
let tokenId: string;

beforeEach(async () => {
  received = [];
  respond = (response) => response.writeHead(204).end();
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      received.push({ headers: request.headers, body, payload: JSON.parse(body) });
      respond(response);
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook?x=1`;
  server = await startAccountServer({ webhookNetworks: ['127.0.0.0/8'] });
  await server.app.start();
  await server.addUser('root', 'admin');
  admin = { cookie: await server.signIn('root'), origin: ORIGIN };
  const token = await call<{ id: string; token: string }>('POST', pathOf('tokens'), {
    name: 'soar',
  });
  tokenId = token.id;
  script = { authorization: `Bearer ${token.token}` };
});
afterEach(async () => {
  await server.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

async function answer(method: string, url: string, payload?: object, headers = admin) {
  return server.http.inject({
    method: method as 'GET',
    url,
    headers,
    ...(payload ? { payload } : {}),
  });
}

async function call<T>(method: string, url: string, payload?: object, headers = admin): Promise<T> {
  const got = await answer(method, url, payload, headers);
  if (got.statusCode >= 300) throw new Error(`${method} ${url}: ${got.statusCode} ${got.body}`);
  return got.statusCode === 204 ? (undefined as T) : got.json<T>();
}

const create = (more: object = {}, headers = admin) =>
  call<CreatedWebhook>(
    'POST',
    pathOf('webhooks'),
    { name: 'soar', url: address, ...more },
    headers,
  );
const submit = (more: object = {}, headers = admin) =>
  call<Scan>('POST', pathOf('scans'), { url: 'https://example.com/', ...more }, headers);
const cancel = (scanId: string, headers = admin) =>
  call('POST', pathOf('scanCancel', { scanId }), undefined, headers);
const log = (webhookId: string) =>
  call<WebhookDeliveryPage>('GET', pathOf('webhookDeliveries', { webhookId }));
const get = (webhookId: string) => call<Webhook>('GET', pathOf('webhook', { webhookId }));

/** Everything waits for something that will come, or the test's own time ends. */
const until = (check: () => unknown) => vi.waitFor(check, { timeout: 10_000, interval: 20 });

async function endedScan(more: object = {}, headers = admin): Promise<Scan> {
  const scan = await submit(more, headers);
  await cancel(scan.id, headers);
  return scan;
}

function isSigned({ headers, body }: Received, secret: string): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const expected = createHmac('sha256', key).update(content).digest('base64');
  return headers['webhook-signature'] === `v1,${expected}`;
}

test('an ended scan is told, signed, once, and is in the log', async () => {
  const webhook = await create();
  expect(webhook.secret).toMatch(/^whsec_/);
  const scan = await endedScan({ tags: ['phish'] });
  await until(() => expect(received).toHaveLength(1));
  const [message] = received as [Received];
  expect(isSigned(message, webhook.secret)).toBe(true);
  expect(Math.abs(Number(message.headers['webhook-timestamp']) - Date.now() / 1_000)).toBeLessThan(
    60,
  );
  expect(message.payload).toMatchObject({
    type: 'scan.cancelled',
    data: { id: scan.id, url: scan.url, state: 'cancelled', tags: ['phish'] },
  });
  await until(async () => expect((await log(webhook.id)).items[0]?.state).toBe('delivered'));
  const [delivery] = (await log(webhook.id)).items;
  expect(delivery).toMatchObject({
    id: message.headers['webhook-id'],
    event: 'scan.cancelled',
    scanId: scan.id,
    attempts: 1,
    last: { status: 204, error: null },
  });
});

test('its secret is sealed at rest, shown once, and replaced on demand', async () => {
  const { id, secret } = await create();
  expect(await get(id)).not.toHaveProperty('secret');
  const row = await server.database.db
    .selectFrom('webhooks')
    .select('sealed_secret')
    .executeTakeFirstOrThrow();
  expect(row.sealed_secret).not.toContain(secret.slice(6));
  const sealed = createSealedValues(server.keyring);
  expect(sealed.open('webhook', row.sealed_secret, id)).toBe(secret);
  const renewed = await call<CreatedWebhook>('POST', pathOf('webhookSecret', { webhookId: id }));
  expect(renewed.secret).not.toBe(secret);
  await call('POST', pathOf('webhookTest', { webhookId: id }));
  await until(() => expect(received).toHaveLength(1));
  expect(received[0]?.payload).toMatchObject({ type: 'webhook.test', data: {} });
  expect(isSigned(received[0] as Received, renewed.secret)).toBe(true);
  expect(server.logged()).not.toContain(secret.slice(6));
});

test('tells the events that it listens to and no others', async () => {
  const webhook = await create({ events: ['scan.done'] });
  await endedScan();
  expect((await log(webhook.id)).items).toEqual([]);
  await call('PATCH', pathOf('webhook', { webhookId: webhook.id }), { events: ['scan.cancelled'] });
  await endedScan();
  await until(() => expect(received).toHaveLength(1));
});

test('of a restricted scan the id alone, unless it is asked for; to others nothing at all', async () => {
  const plain = await create({ name: 'plain' }, admin);
  const whole = await create({ name: 'whole', includeRestricted: true }, admin);
  const others = await create({ name: 'others', includeRestricted: true }, script);
  const restricted = await endedScan({ visibility: 'restricted' });
  // By whoever may see it: what comes last says that nothing is on its way.
  const team = await endedScan();
  await until(() => expect(received).toHaveLength(5));
  const told = ({ secret }: CreatedWebhook, { id }: Scan) =>
    received
      .filter((each) => isSigned(each, secret))
      .map(({ payload }) => payload.data)
      .find((data) => 'id' in data && data.id === id);
  expect(told(plain, restricted)).toEqual({ id: restricted.id });
  expect(told(others, restricted)).toBeUndefined();
  expect(told(others, team)).toMatchObject({ url: team.url });
  const { items } = await call<WebhookDeliveryPage>(
    'GET',
    pathOf('webhookDeliveries', { webhookId: others.id }),
    undefined,
    script,
  );
  expect(items.map(({ scanId }) => scanId)).toEqual([team.id]);
  expect(told(whole, restricted)).toMatchObject({ url: restricted.url });
});

test('what did not arrive is tried again with the same id, and can be sent again by hand', async () => {
  const { id: webhookId } = await create();
  respond = (response) => response.writeHead(500).end('out of order\u0000');
  await endedScan();
  await until(() => expect(received).toHaveLength(1));
  await until(async () =>
    expect((await log(webhookId)).items[0]).toMatchObject({
      state: 'waiting',
      attempts: 1,
      last: { status: 500 },
    }),
  );
  expect((await get(webhookId)).failingSince).not.toBeNull();
  respond = (response) => response.writeHead(200).end('fine');
  const [delivery] = (await log(webhookId)).items;
  const deliveryId = delivery?.id ?? '';
  await call('POST', pathOf('webhookRedeliver', { webhookId, deliveryId }));
  await until(() => expect(received).toHaveLength(2));
  expect(received[1]?.headers['webhook-id']).toBe(received[0]?.headers['webhook-id']);
  await until(async () => {
    const details = await call<WebhookDeliveryDetails>(
      'GET',
      pathOf('webhookDelivery', { webhookId, deliveryId }),
    );
    expect(details.state).toBe('delivered');
    expect(details.log).toMatchObject([
      { attempt: 2, status: 200, error: null, answer: 'fine' },
      { attempt: 1, status: 500, answer: 'out of order' },
    ]);
  });
  expect((await get(webhookId)).failingSince).toBeNull();
});

test.each([
  ['a redirect', 302, /redirects are not followed/],
  ['an endless answer', 200, null],
])('%s is neither followed nor read to its end', async (_, status, error) => {
  const { id: webhookId } = await create();
  respond = (response) => {
    response.writeHead(status, { location: address });
    const drip = setInterval(() => response.write('x'.repeat(10_000)), 5);
    response.on('close', () => clearInterval(drip));
  };
  await call('POST', pathOf('webhookTest', { webhookId }));
  await until(async () => expect((await log(webhookId)).items[0]?.last).not.toBeNull());
  const [delivery] = (await log(webhookId)).items;
  if (error) expect(delivery?.last?.error).toMatch(error);
  else expect(delivery?.state).toBe('delivered');
  expect(received).toHaveLength(1);
});

test.each([
  ['http://10.0.0.1/hook', /may not be called \(/],
  ['http://169.254.169.254/latest', /may not be called \(cloud_metadata\)/],
  ['https://[::ffff:192.168.0.1]/', /may not be called \(/],
])('%s is not dialled', async (url, error) => {
  const { id: webhookId } = await create({ url });
  await call('POST', pathOf('webhookTest', { webhookId }));
  await until(async () => expect((await log(webhookId)).items[0]?.last?.error).toMatch(error));
});

test('ftp, and names and passwords in its address, are refused', async () => {
  for (const url of ['ftp://example.com/', 'https://a:b@example.com/', 'no address']) {
    const refused = await answer('POST', pathOf('webhooks'), { name: 'x', url });
    expect(refused.json()).toMatchObject({ code: 'invalid_request', errors: [{ field: 'url' }] });
  }
});

test('an endpoint that says it is gone, or has been away for days, is called no more', async () => {
  const gone = await create({ name: 'gone' });
  respond = (response) => response.writeHead(410).end();
  await endedScan();
  await until(async () =>
    expect(await get(gone.id)).toMatchObject({ enabled: false, disabledReason: 'gone' }),
  );
  const refused = await answer('POST', pathOf('webhookTest', { webhookId: gone.id }));
  expect(refused.statusCode).toBe(409);

  const failing = await create({ name: 'failing' });
  respond = (response) => response.writeHead(503).end();
  await server.database.db
    .updateTable('webhooks')
    .set({ failing_since: new Date(Date.now() - 6 * 86_400_000) })
    .where('id', '=', failing.id)
    .execute();
  await endedScan();
  await until(async () =>
    expect(await get(failing.id)).toMatchObject({ enabled: false, disabledReason: 'failing' }),
  );
  expect((await log(failing.id)).items[0]?.state).toBe('failed');
  await call('PATCH', pathOf('webhook', { webhookId: failing.id }), { enabled: true });
  expect(await get(failing.id)).toMatchObject({ enabled: true, failingSince: null });
});

test("a script's webhooks are its own, and end with its token", async () => {
  const theirs = await create({ name: 'theirs' }, admin);
  const own = await create({ name: 'own' }, script);
  const listed = await call<Webhook[]>('GET', pathOf('webhooks'), undefined, script);
  expect(listed.map(({ id }) => id)).toEqual([own.id]);
  const hidden = await answer(
    'GET',
    pathOf('webhook', { webhookId: theirs.id }),
    undefined,
    script,
  );
  expect(hidden.statusCode).toBe(404);
  expect(await call<Webhook[]>('GET', pathOf('webhooks'))).toHaveLength(2);
  await call('DELETE', pathOf('token', { tokenId }));
  await call('DELETE', pathOf('webhook', { webhookId: theirs.id }));
  await endedScan();
  await until(async () =>
    expect(await get(own.id)).toMatchObject({ enabled: false, disabledReason: 'owner_gone' }),
  );
  expect(received).toEqual([]);
});

test('an endpoint that hangs does not keep others waiting', async () => {
  const hanging = createServer(() => {});
  await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
  const { port } = hanging.address() as AddressInfo;
  await create({ name: 'hanging', url: `http://127.0.0.1:${port}/` });
  await create({ name: 'quick' });
  for (let made = 0; made < 10; made++) await endedScan();
  await until(() => expect(received).toHaveLength(10));
  hanging.closeAllConnections();
  hanging.close();
});
