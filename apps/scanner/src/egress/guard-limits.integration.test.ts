import { once } from 'node:events';
import { connect } from 'node:net';
import { createAddressPolicy } from '@webhood/network-policy';
import { afterEach, describe, expect, it } from 'vitest';
import { createEgressGuard } from './guard.ts';
import type { EgressLimits } from './limits.ts';
import {
  ask,
  type Origin,
  OUTSIDE,
  scriptedResolver,
  startOrigin,
  tunnelTo,
} from './proxy-client.fixture.ts';
import type { EgressSession } from './session.ts';

const policy = createAddressPolicy({ allowNetworks: [`${OUTSIDE}/32`] });
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function session(limits: Partial<EgressLimits>): Promise<EgressSession> {
  const guard = createEgressGuard({ policy, limits, resolver: scriptedResolver([OUTSIDE]) });
  closing.push(guard.close);
  return guard.open();
}

async function origin(...args: Parameters<typeof startOrigin>): Promise<Origin> {
  const started = await startOrigin(...args);
  closing.push(started.close);
  return started;
}

const endless: Parameters<typeof startOrigin>[0] = (_request, response) => {
  const block = Buffer.alloc(64 * 1024);
  const pour = () => {
    while (!response.destroyed && response.write(block)) {
      // Until the socket is full; `drain` goes on.
    }
  };
  response.on('drain', pour);
  pour();
};

describe('every bound of a scan holds', () => {
  it('connections: one more than allowed is refused', async () => {
    const site = await origin((_request, response) => response.end());
    const { proxyServer, connections } = await session({ connections: 2 });
    const statuses = [];
    for (let count = 0; count < 3; count += 1) {
      const { status, socket } = await tunnelTo(proxyServer, `${OUTSIDE}:${site.port}`);
      socket.destroy();
      statuses.push(status);
    }
    expect(statuses).toEqual([200, 200, 403]);
    expect(connections()).toMatchObject([{}, {}, { rule: 'limit_connections' }]);
  });

  it('concurrent connections: idle ones make room, used ones do not', async () => {
    const site = await origin((_request, response) => response.end());
    const { proxyServer } = await session({ concurrent: 2 });
    const authority = `${OUTSIDE}:${site.port}`;
    await ask(proxyServer, `http://${authority}/`);
    const first = await tunnelTo(proxyServer, authority);
    const second = await tunnelTo(proxyServer, authority);
    const third = await tunnelTo(proxyServer, authority);
    expect([first.status, second.status, third.status]).toEqual([200, 200, 403]);
    expect(third.headers['x-webhood-refused']).toBe('limit_concurrent');
    for (const { socket } of [first, second]) socket.destroy();
  });

  it('hosts: known ones go on, new ones are refused', async () => {
    const site = await origin((_request, response) => response.end());
    const { proxyServer } = await session({ hosts: 1 });
    const statusOf = async (host: string) =>
      (await ask(proxyServer, `http://${host}:${site.port}/`)).status;
    expect(await statusOf('one.example')).toBe(200);
    expect(await statusOf('two.example')).toBe(403);
    expect(await statusOf('one.example')).toBe(200);
  });

  it('bytes in: a plain download is cut, and nothing new is opened', async () => {
    const site = await origin(endless);
    const { proxyServer, connections } = await session({ bytesIn: 1024 * 1024 });
    const url = `http://${OUTSIDE}:${site.port}/`;
    await expect(ask(proxyServer, url)).rejects.toThrow();
    const [record] = connections();
    expect(record).toMatchObject({ verdict: 'allowed', rule: 'limit_bytes_in' });
    expect(record?.bytesIn).toBeLessThan(2 * 1024 * 1024);
    const next = await ask(proxyServer, url);
    expect(next.headers['x-webhood-refused']).toBe('limit_bytes_in');
  });

  it('bytes in: a tunnel is cut', async () => {
    const site = await origin(endless);
    const { proxyServer, connections } = await session({ bytesIn: 1024 * 1024 });
    const { socket } = await tunnelTo(proxyServer, `${OUTSIDE}:${site.port}`);
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    socket.resume();
    await once(socket, 'close');
    expect(connections()[0]?.bytesIn).toBeLessThan(2 * 1024 * 1024);
  });

  it('bytes out: an upload is cut', async () => {
    const site = await origin((request) => request.resume());
    const { proxyServer } = await session({ bytesOut: 1024 * 1024 });
    const body = Buffer.alloc(8 * 1024 * 1024);
    const url = `http://${OUTSIDE}:${site.port}/`;
    expect((await ask(proxyServer, url, { method: 'POST', body })).status).toBe(502);
    const next = await ask(proxyServer, url);
    expect(next.headers['x-webhood-refused']).toBe('limit_bytes_out');
  });

  it('idle time: a server that keeps silent is given up', async () => {
    const site = await origin(() => undefined);
    const { proxyServer } = await session({ idleTimeoutMs: 50 });
    const reply = await ask(proxyServer, `http://${OUTSIDE}:${site.port}/`);
    expect(reply.status).toBe(502);
  });

  it('records: refusals stay in the list however many connections were allowed', async () => {
    const site = await origin((_request, response) => response.end());
    const { proxyServer, connections, droppedConnections } = await session({ recorded: 2 });
    for (let count = 0; count < 4; count += 1) {
      const { socket } = await tunnelTo(proxyServer, `${OUTSIDE}:${site.port}`);
      socket.destroy();
    }
    await ask(proxyServer, 'http://10.0.0.1/');
    expect(connections().map(({ verdict }) => verdict)).toEqual(['allowed', 'allowed', 'refused']);
    expect(droppedConnections()).toBe(2);
  });

  it('a slow reader holds the sender back instead of filling memory', async () => {
    const site = await origin(endless);
    const { proxyServer, connections } = await session({ idleTimeoutMs: 200 });
    const { port } = new URL(proxyServer);
    const client = connect({ host: OUTSIDE, port: Number(port) });
    client.write(`GET http://${OUTSIDE}:${site.port}/ HTTP/1.1\r\nHost: a\r\n\r\n`);
    client.pause();
    client.on('error', () => undefined);
    await site.nextRequest();
    await site.allClosed();
    const [record] = connections();
    expect(record?.bytesIn).toBeLessThan(32 * 1024 * 1024);
    client.destroy();
  });
});

describe('stopping', () => {
  it('closes every socket on both sides and the listener', async () => {
    const site = await origin(() => undefined);
    const { proxyServer, stop, connections } = await session({});
    const authority = `${OUTSIDE}:${site.port}`;
    const tunnel = await tunnelTo(proxyServer, authority);
    tunnel.socket.on('error', () => undefined);
    const arrived = site.nextRequest();
    const pending = ask(proxyServer, `http://${authority}/`).catch(() => 'cut');
    await arrived;
    const gone = once(tunnel.socket.resume(), 'close');
    await stop();
    await gone;
    expect(await pending).toBe('cut');
    await site.allClosed();
    expect(connections().every(({ durationMs }) => durationMs >= 0)).toBe(true);
    await expect(tunnelTo(proxyServer, authority)).rejects.toThrow('ECONNREFUSED');
    await stop();
  });

  it('ends a connection that is still being looked up', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    const resolver = {
      resolve: () => {
        resolve();
        return new Promise<never>(() => undefined);
      },
      close: () => undefined,
    };
    const guard = createEgressGuard({ policy, resolver });
    const opened = await guard.open();
    const pending = tunnelTo(opened.proxyServer, 'slow.example:443').catch(() => 'cut');
    await asked;
    await guard.close();
    expect(await pending).toBe('cut');
  });
});
