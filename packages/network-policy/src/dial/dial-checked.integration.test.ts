import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAddressPolicy } from '../address/policy.ts';
import { type DialRequest, dialChecked } from './dial-checked.ts';
import type { Resolution, Resolver } from './resolver.ts';

/** 127.0.0.1 plays the public internet, 127.0.0.2 the inside. */
const policy = createAddressPolicy({ allowNetworks: ['127.0.0.1/32'] });

let server: Server;
let visits: number;

beforeEach(async () => {
  visits = 0;
  server = createServer((socket) => {
    visits += 1;
    socket.destroy();
  });
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
});

afterEach(async () => {
  const closed = once(server, 'close');
  server.close();
  await closed;
});

const answering = (addresses: readonly string[]): Resolver => ({
  resolve: async (): Promise<Resolution> => ({ kind: 'resolved', addresses }),
  close: () => undefined,
});

function dial(request: Partial<DialRequest>) {
  const { port } = server.address() as AddressInfo;
  const resolver = answering([]);
  return dialChecked({ host: '127.0.0.1', port, policy, resolver, timeoutMs: 2_000, ...request });
}

describe('a checked connection', () => {
  it.each(['127.0.0.1', '[::ffff:127.0.0.1]', 'localhost', 'a.localhost.', 'LOCALHOST'])(
    'to %s reaches the address that was judged',
    async (host) => {
      const outcome = await dial({ host });
      if (outcome.kind !== 'connected') throw new Error(JSON.stringify(outcome));
      expect(outcome.socket.remoteAddress).toMatch(/127\.0\.0\.1$/);
      outcome.socket.destroy();
    },
  );

  it('tries the next address when one does not answer', async () => {
    const both = createAddressPolicy({ allowNetworks: ['127.0.0.0/8', '::1/128'] });
    const outcome = await dial({
      host: 'name.example',
      policy: both,
      resolver: answering(['::1', '127.0.0.1']),
    });
    expect(outcome).toMatchObject({ kind: 'connected', address: '127.0.0.1' });
    if (outcome.kind === 'connected') outcome.socket.destroy();
  });

  it.each([
    ['127.0.0.2', [], 'loopback', '127.0.0.2'],
    ['name.example', ['127.0.0.2'], 'loopback', '127.0.0.2'],
    ['name.example', ['127.0.0.1', '10.0.0.1'], 'private', '10.0.0.1'],
    ['name.example', ['fe80::1%lo'], 'scoped_address', 'fe80::1%lo'],
    ['name.example', ['nonsense'], 'not_an_address', 'nonsense'],
    ['fe80::1%25lo', [], 'scoped_address', 'fe80::1%25lo'],
  ])('to %s with the answers %j is refused as %s', async (host, answers, rule, address) => {
    expect(await dial({ host, resolver: answering(answers) })).toMatchObject({
      kind: 'refused',
      rule,
      address,
    });
    expect(visits).toBe(0);
  });

  it('is ended when its other end is not the address that was judged', async () => {
    // 0.0.0.0 is allowed here, and the system connects it to 127.0.0.1.
    const odd = createAddressPolicy({ allowNetworks: ['0.0.0.0/32', '127.0.0.1/32'] });
    const outcome = await dial({ host: '0.0.0.0', policy: odd });
    expect(outcome).toMatchObject({ kind: 'refused', rule: 'address_changed' });
    const strict = createAddressPolicy({ allowNetworks: ['0.0.0.0/32'] });
    const refused = await dial({ host: '0.0.0.0', policy: strict });
    expect(refused).toMatchObject({ kind: 'refused', rule: 'loopback' });
  });
});

describe('a connection that does not come about', () => {
  it('says that nobody listens', async () => {
    const outcome = await dial({ port: 1 });
    expect(outcome).toMatchObject({ kind: 'failed', error: 'connection_refused' });
  });

  it('says that a name has no address', async () => {
    const outcome = await dial({ host: 'name.example' });
    expect(outcome).toMatchObject({ kind: 'failed', error: 'name_not_resolved' });
  });

  it('ends when it is no longer wanted, also while a name is looked up', async () => {
    const never: Resolver = { resolve: () => new Promise(() => undefined), close: () => undefined };
    const stop = new AbortController();
    const pending = dial({ host: 'name.example', resolver: never, signal: stop.signal });
    stop.abort();
    expect(await pending).toMatchObject({ kind: 'failed', error: 'aborted' });
    const late = await dial({ signal: stop.signal });
    expect(late).toMatchObject({ kind: 'failed', error: 'aborted' });
  });

  it('ends in time when a resolver keeps silent', async () => {
    const never: Resolver = { resolve: () => new Promise(() => undefined), close: () => undefined };
    const outcome = await dial({ host: 'name.example', resolver: never, timeoutMs: 20 });
    expect(outcome).toMatchObject({ kind: 'failed', error: 'resolution_timeout' });
  });
});
