import { createServer } from 'node:net';
import { PROTOCOL } from '@webhood/contract';
import pino from 'pino';
import { afterEach, expect, test } from 'vitest';
import { type Site, startSite } from '../../../test/sites/site-server.ts';
import { createAdmission } from './admission.ts';
import { createLeaseLoop, type LeaseLoop, type Refusal } from './lease-loop.ts';
import { type LeaseServer, startLeaseServer } from './lease-server.fixture.ts';
import { createServerClient, type ServerClient } from './server-client.ts';

const SLOTS = 4;

let loop: LeaseLoop;
let client: ServerClient;
let closing: { close(): Promise<unknown> }[] = [];

afterEach(async () => {
  await loop.stop(0);
  await client.close();
  for (const each of closing) await each.close();
  closing = [];
});

/** The loop, what it logs as events, and how its first contact ends. */
function start(endpoint: string, scannerToken: string) {
  const events: string[] = [];
  const logged = new EventTarget();
  const log = pino(
    { level: 'info' },
    {
      write: (line: string) => {
        events.push(JSON.parse(line).msg);
        logged.dispatchEvent(new Event('line'));
      },
    },
  );
  const { promise: outcome, resolve } = Promise.withResolvers<'connected' | Refusal>();
  client = createServerClient({ endpoint: new URL(endpoint), scannerToken });
  loop = createLeaseLoop({
    client,
    runner: { run: async () => 'lost' },
    admission: createAdmission({ most: SLOTS }),
    request: {
      version: '1',
      browserVersion: 'x',
      protocol: PROTOCOL,
      allowNetworks: [],
      waitMs: 60_000,
      concurrency: SLOTS,
    },
    log,
    onConnected: () => resolve('connected'),
    onRefused: resolve,
  });
  loop.start();
  return { outcome, events, logged };
}

async function leaseServer(port?: number): Promise<LeaseServer> {
  const server = await startLeaseServer(port);
  closing.push(server);
  return server;
}

test('a certificate that is not trusted ends the first contact and is named', async () => {
  const site: Site = await startSite({ tls: true });
  closing.push(site);
  const { outcome, events } = start(site.url, 'a-token-of-a-scanner');
  expect(await outcome).toEqual({ kind: 'certificate', tlsCode: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  expect(events).toEqual([]);
});

test('a token that is refused ends the first contact', async () => {
  const server = await leaseServer();
  expect(await start(server.url, 'a-token-that-was-revoked').outcome).toEqual({ kind: 'token' });
});

test('a server that is not up yet is tried until it is, and its absence told once', async () => {
  const port = await freePort();
  const { outcome, events, logged } = start(`http://127.0.0.1:${port}`, 'scanner-token-for-tests');
  await new Promise((resolve) => logged.addEventListener('line', resolve, { once: true }));
  await leaseServer(port);
  expect(await outcome).toBe('connected');
  expect(events).toEqual(['scanner.server_unreachable']);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('not a TCP server');
  return address.port;
}
