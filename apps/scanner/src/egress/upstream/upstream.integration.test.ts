import { connect } from 'node:net';
import { type ParsedProxyUrl, parseProxyUrl } from '@webhood/contract';
import { createAddressPolicy, parseNoProxy } from '@webhood/network-policy';
import { afterEach, describe, expect, it } from 'vitest';
import { createEgressGuard, type EgressGuardOptions } from '../guard.ts';
import {
  ask,
  drain,
  type Origin,
  OUTSIDE,
  scriptedResolver,
  startOrigin,
  tunnelTo,
} from '../proxy-client.fixture.ts';
import type { EgressSession } from '../session.ts';
import {
  startHttpProxy,
  startSayingProxy,
  startSocksProxy,
  type UpstreamProxy,
  type UpstreamProxyOptions,
} from './upstream-proxy.fixture.ts';

/** Exists for the upstream proxies of these tests only. */
const NAME = 'only-the-proxy-knows.com';
const CREDENTIALS = { username: 'jo@hn', password: 'p:w%' };
const USER_INFO = `${encodeURIComponent(CREDENTIALS.username)}:${encodeURIComponent(CREDENTIALS.password)}@`;

/** Nothing on loopback may be reached: proxies of the scanner are, as they are its own. */
const publicOnly = createAddressPolicy();
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function proxyFrom(text: string) {
  const parsed: ParsedProxyUrl = parseProxyUrl(text);
  if (parsed.kind === 'invalid') throw new Error(parsed.fault);
  return parsed.proxy;
}

async function started<T extends { close(): Promise<unknown> }>(starting: Promise<T>): Promise<T> {
  const thing = await starting;
  closing.push(() => thing.close());
  return thing;
}

function greetingSite(): Promise<Origin> {
  return started(startOrigin((request, response) => response.end(`${request.url} for you`)));
}

async function sessionThrough(
  url: string,
  options: Partial<EgressGuardOptions> & { noProxy?: string } = {},
): Promise<EgressSession> {
  const proxy = proxyFrom(url);
  const noProxy = parseNoProxy(options.noProxy ?? '');
  if (noProxy.kind === 'invalid') throw new Error(noProxy.faults.join());
  const proxies = { http: proxy, https: proxy, bypasses: noProxy.bypasses };
  const guard = createEgressGuard({ policy: publicOnly, proxies, ...options });
  closing.push(guard.close);
  return guard.open();
}

/** What the browser hears of a tunnel whose site speaks first with "early". */
async function firstBytesOfTunnel(proxyServer: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(proxyServer).port) });
  socket.write(`CONNECT ${NAME}:443 HTTP/1.1\r\nHost: a\r\n\r\n`);
  let heard = '';
  for await (const chunk of socket) {
    heard += chunk;
    if (heard.endsWith('early')) break;
  }
  socket.destroy();
  return heard;
}

const KINDS: [string, (options: UpstreamProxyOptions) => Promise<UpstreamProxy>][] = [
  ['http', startHttpProxy],
  ['socks5', startSocksProxy],
  ['socks5h', startSocksProxy],
];

describe.each(KINDS)('through a proxy of kind %s', (scheme, start) => {
  const kind = scheme.replace(/h$/, '');

  it('plain requests and tunnels arrive, by names that only the proxy resolves', async () => {
    const site = await greetingSite();
    const proxy = await started(start({ credentials: CREDENTIALS }));
    const resolver = scriptedResolver([]);
    const { proxyServer, connections } = await sessionThrough(
      `${scheme}://${USER_INFO}127.0.0.1:${proxy.port}`,
      { resolver },
    );
    const authority = `${NAME}:${site.port}`;
    const plain = await ask(proxyServer, `http://${authority}/plain?a=1`);
    expect(plain.body.toString()).toBe('/plain?a=1 for you');
    const { socket } = await tunnelTo(proxyServer, authority);
    socket.write('GET /inner HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect(await drain(socket)).toContain('/inner for you');
    expect(proxy.asked).toEqual([authority, authority]);
    const record = { host: NAME, port: site.port, verdict: 'allowed', upstream: kind };
    expect(connections()).toMatchObject([
      { ...record, addresses: [] },
      { ...record, addresses: [] },
    ]);
    for (const connection of connections()) {
      expect(connection).not.toHaveProperty('address');
      expect(connection.bytesIn).toBeGreaterThan(50);
      expect(connection.bytesOut).toBeGreaterThan(50);
    }
    expect(JSON.stringify(connections())).not.toContain(CREDENTIALS.password);
  });

  it('a wrong password is told as that, on every way', async () => {
    const proxy = await started(start({ credentials: CREDENTIALS }));
    const { proxyServer, connections } = await sessionThrough(
      `${scheme}://jo:wrong@127.0.0.1:${proxy.port}`,
    );
    const plain = await ask(proxyServer, `http://${NAME}/`);
    expect([plain.status, plain.headers['x-webhood-failed']]).toEqual([502, 'proxy_auth_failed']);
    expect(plain.headers).not.toHaveProperty('proxy-authenticate');
    const tunnel = await tunnelTo(proxyServer, `${NAME}:443`);
    expect([tunnel.status, tunnel.headers['x-webhood-failed']]).toEqual([502, 'proxy_auth_failed']);
    expect(proxy.asked).toEqual([]);
    expect(connections().at(-1)).toMatchObject({ verdict: 'failed', rule: 'proxy_auth_failed' });
  });

  it('no password where one is asked for is told as that', async () => {
    const proxy = await started(start({ credentials: CREDENTIALS }));
    const { proxyServer } = await sessionThrough(`${scheme}://127.0.0.1:${proxy.port}`);
    const tunnel = await tunnelTo(proxyServer, `${NAME}:443`);
    expect(tunnel.headers['x-webhood-failed']).toBe('proxy_auth_failed');
  });

  it('a site where nobody listens fails as the site, not as the proxy', async () => {
    const gone = await startOrigin(() => undefined);
    await gone.close();
    const proxy = await started(start({}));
    const { proxyServer } = await sessionThrough(`${scheme}://127.0.0.1:${proxy.port}`);
    const { headers } = await tunnelTo(proxyServer, `${NAME}:${gone.port}`);
    expect(headers['x-webhood-failed']).toMatch(/^connection_(failed|refused)$/);
  });

  it.each([
    ['10.0.0.1', 'private'],
    ['127.0.0.1', 'loopback'],
    ['0x7f.1', 'loopback'],
    ['[::ffff:169.254.169.254]', 'cloud_metadata'],
    ['localhost', 'loopback'],
    ['kong', 'non_public_name'],
    ['metadata.google.internal', 'non_public_name'],
    ['printer.local.', 'non_public_name'],
    ['localhost..', 'loopback'],
    ['127.0.0.1..', 'loopback'],
  ])('%s is refused as %s before the proxy hears of it', async (host, rule) => {
    const proxy = await started(start({}));
    const { proxyServer, connections } = await sessionThrough(
      `${scheme}://127.0.0.1:${proxy.port}`,
    );
    const plain = await ask(proxyServer, `http://${host}:8080/`);
    const tunnel = await tunnelTo(proxyServer, `${host}:8080`);
    expect(plain.headers['x-webhood-refused']).toBe(rule);
    expect(tunnel.headers['x-webhood-refused']).toBe(rule);
    expect(proxy.visits()).toBe(0);
    expect(connections()).toMatchObject([
      { verdict: 'refused', rule, upstream: kind },
      { verdict: 'refused', rule, upstream: kind },
    ]);
  });

  it('a public address is named in the record, although only the proxy reached it', async () => {
    const proxy = await started(start({}));
    const site = await greetingSite();
    const policy = createAddressPolicy({ allowNetworks: ['127.0.0.0/8'] });
    const { proxyServer, connections } = await sessionThrough(
      `${scheme}://127.0.0.1:${proxy.port}`,
      { policy },
    );
    await ask(proxyServer, `http://${OUTSIDE}:${site.port}/`);
    expect(connections()).toMatchObject([{ address: OUTSIDE, addresses: [OUTSIDE] }]);
    expect(proxy.asked).toEqual([`${OUTSIDE}:${site.port}`]);
  });

  it('NO_PROXY goes direct, and is judged as any direct connection', async () => {
    const site = await greetingSite();
    const proxy = await started(start({}));
    const { proxyServer, connections } = await sessionThrough(
      `${scheme}://127.0.0.1:${proxy.port}`,
      {
        noProxy: '.direct.com',
        policy: createAddressPolicy({ allowNetworks: ['127.0.0.1/32'] }),
        resolver: scriptedResolver([OUTSIDE], ['127.0.0.2']),
      },
    );
    await ask(proxyServer, `http://a.direct.com:${site.port}/`);
    const inside = await tunnelTo(proxyServer, `b.direct.com:${site.port}`);
    expect(inside.headers['x-webhood-refused']).toBe('loopback');
    expect(proxy.visits()).toBe(0);
    expect(connections()[0]).toMatchObject({ address: OUTSIDE });
    expect(connections()[0]).not.toHaveProperty('upstream');
  });

  it('a proxy that dies ends its tunnels, and what comes after is told why', async () => {
    const site = await started(startOrigin(() => undefined));
    const proxy = await started(start({}));
    const { proxyServer } = await sessionThrough(`${scheme}://127.0.0.1:${proxy.port}`);
    const { socket } = await tunnelTo(proxyServer, `${NAME}:${site.port}`);
    const cut = drain(socket).catch(() => 'cut');
    await proxy.close();
    await cut;
    expect(socket.readableEnded || socket.destroyed).toBe(true);
    const plain = await ask(proxyServer, `http://${NAME}:${site.port}/`);
    const tunnel = await tunnelTo(proxyServer, `${NAME}:${site.port}`);
    expect(plain.headers['x-webhood-failed']).toBe('proxy_unreachable');
    expect(tunnel.headers['x-webhood-failed']).toBe('proxy_unreachable');
  });

  it('a WebSocket passes, tunnelled and as an upgrade', async () => {
    const site = await started(
      startOrigin(() => undefined, {
        upgrade: (socket) =>
          socket.end(
            'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nframe',
          ),
      }),
    );
    const proxy = await started(start({ credentials: CREDENTIALS }));
    const { proxyServer } = await sessionThrough(`${scheme}://${USER_INFO}127.0.0.1:${proxy.port}`);
    const { socket } = await tunnelTo(proxyServer, `${NAME}:${site.port}`);
    socket.write(
      'GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    expect(await drain(socket)).toMatch(/^HTTP\/1\.1 101 .*frame$/s);
  });
});

it('no listener of the guard is reached by way of a proxy on this host, by any name', async () => {
  const proxy = await started(startHttpProxy());
  const { proxyServer } = await sessionThrough(`http://127.0.0.1:${proxy.port}`, {
    policy: createAddressPolicy({ allowNetworks: ['127.0.0.0/8'] }),
  });
  const { port } = new URL(proxyServer);
  for (const host of [NAME, '127.0.0.1', 'localhost', '1.1.1.1']) {
    const tunnel = await tunnelTo(proxyServer, `${host}:${port}`);
    expect(tunnel.headers['x-webhood-refused']).toBe('own_listener');
  }
  expect(proxy.visits()).toBe(0);
});

it('a proxy of a user is judged, one of whoever runs the scanner is not', async () => {
  const site = await greetingSite();
  const proxy = await started(startSocksProxy({}));
  const own = proxyFrom(`socks5://127.0.0.1:${proxy.port}`);
  for (const [trustsScanProxies, status] of [
    [false, 403],
    [true, 200],
  ] as const) {
    const guard = createEgressGuard({ policy: publicOnly, trustsScanProxies });
    closing.push(guard.close);
    const session = await guard.open();
    session.useScanProxy(own);
    const reply = await ask(session.proxyServer, `http://${NAME}:${site.port}/`);
    expect(reply.status).toBe(status);
    expect(session.connections()[0]).toMatchObject({ upstream: 'socks5', addresses: [] });
  }
});

describe('an HTTP proxy', () => {
  it('is sent the request itself, with its password, which the site never sees', async () => {
    const { promise, resolve } = Promise.withResolvers<string[]>();
    const site = await started(
      startOrigin((request, response) => {
        resolve(request.rawHeaders);
        response.end();
      }),
    );
    const proxy = await started(startHttpProxy({ credentials: CREDENTIALS }));
    const { proxyServer } = await sessionThrough(`http://${USER_INFO}127.0.0.1:${proxy.port}`);
    await ask(proxyServer, `http://${NAME}:${site.port}/a%2Fb?c`);
    expect(proxy.heads).toMatchObject([{ url: `http://${NAME}:${site.port}/a%2Fb?c` }]);
    expect((await promise).join('\n').toLowerCase()).not.toContain('proxy-auth');
  });

  it('hears of the host that was judged, not of how it was spelt', async () => {
    const proxy = await started(startHttpProxy());
    const policy = createAddressPolicy({ allowNetworks: ['127.0.0.0/8'] });
    const { proxyServer } = await sessionThrough(`http://127.0.0.1:${proxy.port}`, { policy });
    const site = await greetingSite();
    await ask(proxyServer, `http://0x7f.1:${site.port}/a`);
    const { url, headers } = proxy.heads[0] ?? {};
    expect([url, headers?.host]).toEqual([
      `http://${OUTSIDE}:${site.port}/a`,
      `${OUTSIDE}:${site.port}`,
    ]);
  });

  it.each([
    [403, 'proxy_refused'],
    [405, 'proxy_refused'],
    [302, 'proxy_refused'],
    [502, 'connection_failed'],
    [504, 'connect_timeout'],
  ])('that answers CONNECT with %s is told as %s', async (connectStatus, code) => {
    const proxy = await started(startHttpProxy({ connectStatus }));
    const { proxyServer } = await sessionThrough(`http://127.0.0.1:${proxy.port}`);
    const { headers } = await tunnelTo(proxyServer, `${NAME}:443`);
    expect(headers['x-webhood-failed']).toBe(code);
  });

  it.each([
    ['no HTTP', 'SSH-2.0-OpenSSH\r\n\r\n'],
    ['a head without end', 'HTTP/1.1 200 OK\r\nX: '.padEnd(80_000, 'x')],
    ['an upgrade that nobody asked for', 'HTTP/1.1 101 Yes\r\n\r\n'],
  ])('that speaks %s is told as malformed', async (_case, says) => {
    const proxy = await started(startSayingProxy(says));
    const { proxyServer } = await sessionThrough(`http://127.0.0.1:${proxy.port}`);
    const { headers } = await tunnelTo(proxyServer, `${NAME}:443`);
    expect(headers['x-webhood-failed']).toBe('proxy_malformed');
  });

  it('may send the first bytes of the site together with its own answer', async () => {
    const proxy = await started(
      startSayingProxy('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 OK\r\nA: b\r\n\r\nearly'),
    );
    const { proxyServer } = await sessionThrough(`http://127.0.0.1:${proxy.port}`);
    expect(await firstBytesOfTunnel(proxyServer)).toMatch(/^HTTP\/1\.1 200 .*\r\n\r\nearly$/s);
  });

  it('that keeps silent is given up in time', async () => {
    const proxy = await started(startSayingProxy(''));
    const { proxyServer } = await sessionThrough(`http://127.0.0.1:${proxy.port}`, {
      limits: { connectTimeoutMs: 100 },
    });
    const { status, headers } = await tunnelTo(proxyServer, `${NAME}:443`);
    expect([status, headers['x-webhood-failed']]).toEqual([504, 'proxy_timeout']);
  });
});

describe('a SOCKS proxy', () => {
  it('that refuses by its rules is told as that', async () => {
    const proxy = await started(startSocksProxy({ refusesPort: 8443 }));
    const { proxyServer } = await sessionThrough(`socks5://127.0.0.1:${proxy.port}`);
    const { headers } = await tunnelTo(proxyServer, `${NAME}:8443`);
    expect(headers['x-webhood-failed']).toBe('proxy_refused');
  });

  it.each([
    ['another protocol', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'proxy_malformed'],
    ['no method that is known', Buffer.from([5, 0xff]), 'proxy_auth_failed'],
    ['a method that was not offered', Buffer.from([5, 1]), 'proxy_malformed'],
    ['that the host is unreachable', Buffer.from([5, 0, 5, 4, 0, 1]), 'unreachable'],
    ['an address of no kind', Buffer.from([5, 0, 5, 0, 0, 9]), 'proxy_malformed'],
  ])('that says %s is told as such', async (_case, says, code) => {
    const proxy = await started(startSayingProxy(says));
    const { proxyServer } = await sessionThrough(`socks5://127.0.0.1:${proxy.port}`);
    const { headers } = await tunnelTo(proxyServer, `${NAME}:443`);
    expect(headers['x-webhood-failed']).toBe(code);
  });

  it('may be bound to a name, and send the first bytes at once', async () => {
    const says = Buffer.concat([
      Buffer.from([5, 0, 5, 0, 0, 3, 4]),
      Buffer.from('name'),
      Buffer.from([0, 80]),
      Buffer.from('early'),
    ]);
    const proxy = await started(startSayingProxy(says));
    const { proxyServer } = await sessionThrough(`socks5://127.0.0.1:${proxy.port}`);
    expect(await firstBytesOfTunnel(proxyServer)).toMatch(/^HTTP\/1\.1 200 .*\r\n\r\nearly$/s);
  });
});
