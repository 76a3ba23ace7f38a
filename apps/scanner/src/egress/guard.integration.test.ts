import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createAddressPolicy, type Resolver } from '@webhood/network-policy';
import { afterEach, describe, expect, it } from 'vitest';
import { createEgressGuard, type EgressGuardOptions } from './guard.ts';
import {
  ask,
  drain,
  INSIDE,
  type Origin,
  OUTSIDE,
  scriptedResolver,
  speak,
  startOrigin,
  tunnelTo,
} from './proxy-client.fixture.ts';
import type { EgressSession } from './session.ts';

const policy = createAddressPolicy({ allowNetworks: [`${OUTSIDE}/32`] });
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function session(options: Partial<EgressGuardOptions> = {}): Promise<EgressSession> {
  const guard = createEgressGuard({ policy, ...options });
  closing.push(guard.close);
  return guard.open();
}

async function origin(...args: Parameters<typeof startOrigin>): Promise<Origin> {
  const started = await startOrigin(...args);
  closing.push(started.close);
  return started;
}

const greet: Parameters<typeof startOrigin>[0] = (_request, response) => response.end('hello');

describe('what policy refuses is not reached', () => {
  const refused: [string, string][] = [
    [INSIDE, 'loopback'],
    ['[::1]', 'loopback'],
    ['[::ffff:127.0.0.2]', 'loopback'],
    ['0.0.0.0', 'this_network'],
    ['10.0.0.1', 'private'],
    ['192.168.1.1', 'private'],
    ['169.254.169.254', 'cloud_metadata'],
    ['[64:ff9b::7f00:2]', 'loopback'],
    ['0x7f.2', 'loopback'],
    ['2130706434', 'loopback'],
  ];

  it.each(refused)('%s is refused as %s, plain and through CONNECT', async (host, rule) => {
    const inside = await origin(greet, { host: INSIDE });
    const { proxyServer, connections } = await session();
    const plain = await ask(proxyServer, `http://${host}:${inside.port}/`);
    expect(plain.status).toBe(403);
    expect(plain.headers['x-webhood-refused']).toBe(rule);
    const tunnel = await tunnelTo(proxyServer, `${host}:${inside.port}`);
    expect(tunnel.status).toBe(403);
    expect(tunnel.headers['x-webhood-refused']).toBe(rule);
    expect(inside.visits()).toBe(0);
    expect(connections()).toMatchObject([
      { verdict: 'refused', rule, port: inside.port },
      { verdict: 'refused', rule, port: inside.port },
    ]);
  });

  it('a name that resolves inside is refused', async () => {
    const inside = await origin(greet, { host: INSIDE });
    const { proxyServer, connections } = await session({ resolver: scriptedResolver([INSIDE]) });
    const reply = await ask(proxyServer, `http://evil.example:${inside.port}/`);
    expect(reply.headers['x-webhood-refused']).toBe('loopback');
    expect(connections()).toMatchObject([
      { host: 'evil.example', verdict: 'refused', address: INSIDE, addresses: [INSIDE] },
    ]);
    expect(inside.visits()).toBe(0);
  });

  it('a name with one address inside is refused for all of them', async () => {
    const inside = await origin(greet, { host: INSIDE });
    const outside = await origin(greet, { port: inside.port });
    const resolver = scriptedResolver([OUTSIDE, INSIDE]);
    const { proxyServer } = await session({ resolver });
    const reply = await ask(proxyServer, `http://evil.example:${inside.port}/`);
    expect(reply.status).toBe(403);
    expect(inside.visits() + outside.visits()).toBe(0);
  });

  it('a name that is rebound between connections reaches only its first, checked address', async () => {
    const inside = await origin(greet, { host: INSIDE });
    const outside = await origin(greet, { port: inside.port });
    const resolver = scriptedResolver([OUTSIDE], [INSIDE]);
    const { proxyServer } = await session({ resolver });
    const first = await tunnelTo(proxyServer, `evil.example:${inside.port}`);
    const second = await tunnelTo(proxyServer, `evil.example:${inside.port}`);
    first.socket.destroy();
    expect([first.status, second.status]).toEqual([200, 403]);
    expect(outside.visits()).toBe(1);
    expect(inside.visits()).toBe(0);
  });

  it('an upgrade to WebSocket inside is refused', async () => {
    const inside = await origin(greet, { host: INSIDE });
    const { proxyServer } = await session();
    const url = `http://${INSIDE}:${inside.port}/socket`;
    const answer = await speak(
      proxyServer,
      `GET ${url} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\nx-webhood-refused: loopback\r\n/);
    expect(inside.visits()).toBe(0);
  });

  it('a large POST is told why it is refused', async () => {
    const { proxyServer } = await session();
    const body = Buffer.alloc(8 * 1024 * 1024);
    const reply = await ask(proxyServer, `http://${INSIDE}:8080/`, { method: 'POST', body });
    expect(reply.headers['x-webhood-refused']).toBe('loopback');
  });

  it('ports that browsers block are refused', async () => {
    const { proxyServer } = await session();
    const reply = await ask(proxyServer, `http://${OUTSIDE}:6667/`);
    expect(reply.headers['x-webhood-refused']).toBe('blocked_port');
  });

  it.each(['127.0.0.1', '127.1', 'localhost', '[::ffff:127.0.0.1]'])(
    'no listener of the guard is reached through the guard as %s, whatever is allowed',
    async (host) => {
      const guard = createEgressGuard({
        policy: createAddressPolicy({ allowNetworks: ['127.0.0.0/8', '::/0'] }),
      });
      closing.push(guard.close);
      const mine = await guard.open();
      const other = await guard.open();
      for (const { port } of [new URL(mine.proxyServer), new URL(other.proxyServer)]) {
        const reply = await ask(mine.proxyServer, `http://${host}:${port}/`);
        expect(reply.headers['x-webhood-refused']).toBe('own_listener');
        const tunnel = await tunnelTo(mine.proxyServer, `${host}:${port}`);
        expect(tunnel.headers['x-webhood-refused']).toBe('own_listener');
      }
    },
  );
});

describe('what policy allows is passed on unchanged', () => {
  it('plain responses keep status, phrase, header order, spelling and repetition', async () => {
    const site = await origin((_request, response) => {
      response.sendDate = false;
      response.writeHead(418, 'Short and stout', [
        'X-Zed',
        '1',
        'Set-Cookie',
        'a=1',
        'x-zed',
        '2',
        'Set-Cookie',
        'b=2',
        'Content-Length',
        '3',
      ]);
      response.end('tea');
    });
    const { proxyServer } = await session();
    const reply = await ask(proxyServer, `http://${OUTSIDE}:${site.port}/`);
    expect(reply.status).toBe(418);
    expect(reply.body.toString()).toBe('tea');
    expect(reply.rawHeaders).toEqual([
      'X-Zed',
      '1',
      'Set-Cookie',
      'a=1',
      'x-zed',
      '2',
      'Set-Cookie',
      'b=2',
      'Content-Length',
      '3',
    ]);
  });

  it('requests keep path and headers, without those of the proxy connection', async () => {
    const { promise, resolve } = Promise.withResolvers<{ url: string; raw: string[] }>();
    const site = await origin((request, response) => {
      resolve({ url: request.url ?? '', raw: request.rawHeaders });
      response.end();
    });
    const { proxyServer } = await session();
    const authority = `${OUTSIDE}:${site.port}`;
    await speak(
      proxyServer,
      `GET http://${authority}/a%2F..?q=[.]%20 HTTP/1.1\r\nHost: lies.example\r\nX-One: 1\r\nProxy-Connection: keep-alive\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nProxy-Authorization: Basic eA==\r\nAccept: */*\r\n\r\n`,
    );
    expect(await promise).toEqual({
      url: '/a%2F..?q=[.]%20',
      raw: ['Host', authority, 'X-One', '1', 'Accept', '*/*', 'Connection', 'keep-alive'],
    });
  });

  it('a site cannot speak in the name of the guard or of a proxy', async () => {
    const site = await origin((request, response) => {
      if (request.url === '/407') {
        response.writeHead(407, { 'Proxy-Authenticate': 'Basic realm="x"' }).end('x');
      } else {
        response.writeHead(200, { 'X-Webhood-Refused': 'loopback' }).end('x');
      }
    });
    const { proxyServer } = await session();
    const spoofed = await ask(proxyServer, `http://${OUTSIDE}:${site.port}/`);
    expect(spoofed.headers).not.toHaveProperty('x-webhood-refused');
    const proxy = await ask(proxyServer, `http://${OUTSIDE}:${site.port}/407`);
    expect(proxy.status).toBe(502);
    expect(proxy.headers).not.toHaveProperty('proxy-authenticate');
  });

  it('chunked bodies, empty bodies and HEAD arrive whole', async () => {
    const site = await origin((request, response) => {
      if (request.url === '/empty') response.writeHead(204).end();
      else if (request.method === 'HEAD') response.writeHead(200, { 'Content-Length': '99' }).end();
      else {
        response.write('one,');
        response.end('two');
      }
    });
    const { proxyServer } = await session();
    const base = `http://${OUTSIDE}:${site.port}`;
    expect((await ask(proxyServer, `${base}/`)).body.toString()).toBe('one,two');
    expect((await ask(proxyServer, `${base}/empty`)).status).toBe(204);
    const head = await ask(proxyServer, `${base}/`, { method: 'HEAD' });
    expect(head.headers['content-length']).toBe('99');
  });

  it('a large POST arrives whole, with a length or in chunks', async () => {
    const site = await origin(async (request, response) => {
      let size = 0;
      for await (const chunk of request) size += chunk.length;
      response.end(String(size));
    });
    const { proxyServer } = await session();
    const url = `http://${OUTSIDE}:${site.port}/`;
    const body = Buffer.alloc(8 * 1024 * 1024, 'x');
    for (const headers of [
      { 'Content-Length': String(body.length) },
      { 'Transfer-Encoding': 'chunked' },
    ]) {
      const reply = await ask(proxyServer, url, { method: 'POST', body, headers });
      expect(reply.body.toString()).toBe(String(body.length));
    }
  });

  it('plain requests to one host share a connection, and survive its being closed', async () => {
    const site = await origin((request, response) => {
      response.end('x');
      if (request.url === '/last') response.once('finish', () => request.socket.destroy());
    });
    const { proxyServer, connections } = await session();
    const base = `http://${OUTSIDE}:${site.port}`;
    await ask(proxyServer, `${base}/1`);
    await ask(proxyServer, `${base}/last`);
    expect(site.visits()).toBe(1);
    expect((await ask(proxyServer, `${base}/2`)).status).toBe(200);
    expect(connections()).toHaveLength(2);
  });

  it('what must not be done twice is never sent twice', async () => {
    const asked: string[] = [];
    const site = await origin((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      if (request.method === 'POST') request.socket.destroy();
      else response.end('x');
    });
    const { proxyServer } = await session();
    const base = `http://${OUTSIDE}:${site.port}`;
    await ask(proxyServer, `${base}/opens`);
    const reply = await ask(proxyServer, `${base}/empty`, { method: 'POST' });
    expect(reply.headers['x-webhood-failed']).toBe('connection_failed');
    expect(asked).toEqual(['GET /opens', 'POST /empty']);
  });

  it('a tunnel carries bytes both ways and is recorded with them', async () => {
    const site = await origin((request, response) => response.end(`you asked ${request.url}`));
    const { proxyServer, connections } = await session();
    const tunnel = await tunnelTo(proxyServer, `${OUTSIDE}:${site.port}`);
    tunnel.socket.write('GET /inner HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect(await drain(tunnel.socket)).toContain('you asked /inner');
    const [record] = connections();
    expect(record).toMatchObject({
      host: OUTSIDE,
      port: site.port,
      verdict: 'allowed',
      address: OUTSIDE,
      addresses: [OUTSIDE],
      bytesOut: 51,
    });
    expect(record?.bytesIn).toBeGreaterThan(50);
  });

  it('a WebSocket passes through an upgrade and through CONNECT', async () => {
    const upgrade = (socket: Socket, head: Buffer) => {
      socket.write(
        'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      );
      socket.unshift(head);
      socket.once('data', (frame) => socket.end(`echo ${frame}`));
    };
    const site = await origin(greet, { upgrade });
    const { proxyServer } = await session();
    const ask = 'Connection: Upgrade\r\nUpgrade: websocket\r\nHost: a\r\n\r\n';
    const upgraded = await speak(
      proxyServer,
      `GET http://${OUTSIDE}:${site.port}/ws HTTP/1.1\r\n${ask}frame`,
    );
    expect(upgraded).toMatch(/^HTTP\/1\.1 101 .*echo frame$/s);
    const { socket } = await tunnelTo(proxyServer, `${OUTSIDE}:${site.port}`);
    socket.write(`GET /ws HTTP/1.1\r\n${ask}frame`);
    expect(await drain(socket)).toMatch(/^HTTP\/1\.1 101 .*echo frame$/s);
  });

  it('localhost is allowed once one loopback address is', async () => {
    const site = await origin(greet);
    const { proxyServer } = await session();
    const reply = await ask(proxyServer, `http://x.localhost:${site.port}/`);
    expect(reply.body.toString()).toBe('hello');
  });
});

describe('failures are answered at once and named', () => {
  const failing: [string, Resolver, number, string][] = [
    ['a name that does not exist', scriptedResolver([]), 502, 'name_not_resolved'],
    [
      'a name server that keeps silent',
      { resolve: () => new Promise(() => undefined), close: () => undefined },
      504,
      'resolution_timeout',
    ],
    [
      'a resolver that breaks',
      { resolve: () => Promise.reject(new Error('broken')), close: () => undefined },
      502,
      'connection_failed',
    ],
  ];

  it.each(failing)('%s', async (_case, resolver, status, error) => {
    const { proxyServer, connections } = await session({
      resolver,
      limits: { connectTimeoutMs: 50 },
    });
    const plain = await ask(proxyServer, 'http://name.example/');
    expect([plain.status, plain.headers['x-webhood-failed']]).toEqual([status, error]);
    const tunnel = await tunnelTo(proxyServer, 'name.example:443');
    expect(tunnel.status).toBe(status);
    expect(connections()).toMatchObject([
      { verdict: 'failed', rule: error },
      { verdict: 'failed', rule: error },
    ]);
  });

  it('a port where nobody listens', async () => {
    const gone = await startOrigin(greet);
    await gone.close();
    const { proxyServer } = await session();
    const reply = await ask(proxyServer, `http://${OUTSIDE}:${gone.port}/`);
    expect(reply.headers['x-webhood-failed']).toBe('connection_refused');
  });

  it('a server that answers nothing, or no HTTP', async () => {
    const site = await origin((request) => {
      if (request.url === '/nothing') request.socket.destroy();
      else request.socket.end('this is not HTTP\r\n\r\n');
    });
    const { proxyServer } = await session();
    for (const path of ['/nothing', '/garbage']) {
      const reply = await ask(proxyServer, `http://${OUTSIDE}:${site.port}${path}`);
      expect(reply.status).toBe(502);
    }
  });

  it('requests that are not for a proxy are turned away', async () => {
    const { proxyServer, connections } = await session();
    for (const line of [
      'GET / HTTP/1.1',
      'GET https://a.example/ HTTP/1.1',
      'CONNECT a HTTP/1.1',
    ]) {
      const answer = await speak(proxyServer, `${line}\r\nHost: a\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    }
    expect(connections()).toEqual([]);
  });

  it('a response that is cut short cuts the browser off too', async () => {
    const site = await origin((request, response) => {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('half', () => request.socket.destroy());
    });
    const { proxyServer } = await session();
    await expect(ask(proxyServer, `http://${OUTSIDE}:${site.port}/`)).rejects.toThrow();
  });

  it('a browser that goes away takes its connection with it', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const site = await origin((request, response) => {
      request.socket.once('close', () => resolve());
      response.write('x');
    });
    const { proxyServer } = await session();
    const { port } = new URL(proxyServer);
    const client = connect({ host: OUTSIDE, port: Number(port) });
    client.write(`GET http://${OUTSIDE}:${site.port}/ HTTP/1.1\r\nHost: a\r\n\r\n`);
    await once(client, 'data');
    client.destroy();
    await closed;
  });
});
