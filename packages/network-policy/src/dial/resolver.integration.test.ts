import { afterEach, describe, expect, it } from 'vitest';
import { type DnsServer, startDnsServer, type Zone } from './dns-server.fixture.ts';
import type { HostsTable } from './hosts-table.ts';
import { createResolver, type Resolver, type ResolverOptions } from './resolver.ts';

const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const noHosts: HostsTable = { find: async () => [] };

async function resolverFor(
  zones: Record<string, Zone>,
  options: ResolverOptions = {},
): Promise<{ resolver: Resolver; server: DnsServer }> {
  const server = await startDnsServer(zones);
  const resolver = createResolver({ hosts: noHosts, servers: [server.address], ...options });
  closing.push(resolver.close, server.close);
  return { resolver, server };
}

describe('a name', () => {
  it('resolves to its addresses of both families, IPv4 first', async () => {
    const { resolver, server } = await resolverFor({
      'both.example': { A: ['192.0.2.1', '192.0.2.2'], AAAA: ['2001:db8::1'] },
    });
    expect(await resolver.resolve('both.example')).toEqual({
      kind: 'resolved',
      addresses: ['192.0.2.1', '192.0.2.2', '2001:db8::1'],
    });
    expect(server.questions().toSorted()).toEqual(['both.example A', 'both.example AAAA']);
  });

  it('with addresses of one family resolves to those', async () => {
    const { resolver } = await resolverFor({ 'six.example': { AAAA: ['2001:db8::1'] } });
    expect(await resolver.resolve('six.example')).toMatchObject({ addresses: ['2001:db8::1'] });
  });

  it('that does not exist, or has no address, fails as not resolved', async () => {
    const { resolver } = await resolverFor({ 'empty.example': {} });
    const failed = { kind: 'failed', error: 'name_not_resolved' };
    expect(await resolver.resolve('none.example')).toEqual(failed);
    expect(await resolver.resolve('empty.example')).toEqual(failed);
  });

  it('whose name server fails, fails as that', async () => {
    const { resolver } = await resolverFor({ 'broken.example': { state: 'failing' } });
    const resolution = await resolver.resolve('broken.example');
    expect(resolution).toEqual({ kind: 'failed', error: 'resolution_failed' });
  });

  it('whose name server keeps silent fails in time', async () => {
    const { resolver } = await resolverFor(
      { 's.example': { state: 'silent' } },
      { timeoutMs: 100 },
    );
    const resolution = await resolver.resolve('s.example');
    expect(resolution).toEqual({ kind: 'failed', error: 'resolution_timeout' });
  });

  it('in the hosts table is never asked of DNS', async () => {
    const hosts = { find: async (name: string) => (name === 'kong' ? ['10.0.0.5'] : []) };
    const { resolver, server } = await resolverFor({}, { hosts });
    expect(await resolver.resolve('kong')).toEqual({ kind: 'resolved', addresses: ['10.0.0.5'] });
    expect(server.questions()).toEqual([]);
  });

  it.each(['a..b', '', '-', 'a b', '*'.repeat(300)])(
    '%j fails and does not throw',
    async (name) => {
      const { resolver } = await resolverFor({});
      expect((await resolver.resolve(name)).kind).toBe('failed');
    },
  );
});

describe('answers', () => {
  it('are asked for once while they hold, also by many at once', async () => {
    const { resolver, server } = await resolverFor({ 'a.example': { A: ['192.0.2.1'] } });
    await Promise.all([1, 2, 3].map(() => resolver.resolve('a.example')));
    await resolver.resolve('a.example');
    expect(server.questions()).toHaveLength(2);
  });

  it('are asked for again when their time, or ours, is over', async () => {
    let now = 0;
    const { resolver, server } = await resolverFor(
      {
        'short.example': { A: ['192.0.2.1'], ttl: 10 },
        'long.example': { A: ['192.0.2.1'], ttl: 600 },
      },
      { cache: { entries: 8, maxAgeMs: 60_000 }, now: () => now },
    );
    const ask = async (atMs: number) => {
      now = atMs;
      await resolver.resolve('short.example');
      await resolver.resolve('long.example');
      return server.questions().length / 2;
    };
    expect([await ask(0), await ask(9_999), await ask(10_000), await ask(60_000)]).toEqual([
      2, 2, 3, 5,
    ]);
  });

  it('are kept for a bounded number of names', async () => {
    const { resolver, server } = await resolverFor(
      { a: { A: ['192.0.2.1'] }, b: { A: ['192.0.2.2'] }, c: { A: ['192.0.2.3'] } },
      { cache: { entries: 2, maxAgeMs: 60_000 } },
    );
    for (const name of ['a', 'b', 'c', 'c', 'b', 'a']) await resolver.resolve(name);
    expect(server.questions()).toHaveLength(8);
  });

  it('that are still awaited end when the resolver is closed', async () => {
    const { resolver } = await resolverFor({ 's.example': { state: 'silent' } });
    const pending = resolver.resolve('s.example');
    await Promise.resolve();
    await new Promise(setImmediate);
    resolver.close();
    expect((await pending).kind).toBe('failed');
  });
});
