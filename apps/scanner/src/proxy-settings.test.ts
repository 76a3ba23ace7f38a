import { expect, test } from 'vitest';
import { readProxies } from './proxy-settings.ts';

function proxiesFrom(env: Record<string, string>) {
  const faults: string[] = [];
  return { proxies: readProxies((name) => env[name], faults), faults };
}

test('each scheme has its own proxy, and hosts beside them', () => {
  const { proxies, faults } = proxiesFrom({
    HTTP_PROXY: 'proxy.example:3128',
    HTTPS_PROXY: 'socks5://jo:pw@socks.example',
    NO_PROXY: 'intranet.example,10.0.0.0/8',
  });
  expect(faults).toEqual([]);
  expect(proxies).toMatchObject({
    http: { kind: 'http', host: 'proxy.example', port: 3128 },
    https: { kind: 'socks5', host: 'socks.example', port: 1080 },
  });
  expect(proxies?.bypasses('10.1.2.3', 443)).toBe(true);
  expect(proxies?.bypasses('example.com', 443)).toBe(false);
});

test('lower-case names count where the upper-case ones are not set', () => {
  const env = { https_proxy: 'http://a.example', HTTP_PROXY: 'http://b.example' };
  const { proxies } = proxiesFrom({ ...env, http_proxy: 'http://c.example' });
  expect(proxies).toMatchObject({ https: { host: 'a.example' }, http: { host: 'b.example' } });
});

test('without a proxy there is nothing to go around', () => {
  expect(proxiesFrom({ NO_PROXY: '*' })).toEqual({ proxies: undefined, faults: [] });
});

test('every fault is named, without what may be a password', () => {
  const { faults } = proxiesFrom({
    HTTP_PROXY: 'ftp://jo:secret@a.example',
    HTTPS_PROXY: 'http://jo:sec%ret@a.example',
    NO_PROXY: 'a b/c',
  });
  expect(faults).toEqual([
    expect.stringMatching(/^HTTP_PROXY must look like/),
    expect.stringMatching(/^HTTPS_PROXY has a name or password/),
    expect.stringMatching(/^NO_PROXY: "b\/c"/),
  ]);
  expect(faults.join()).not.toMatch(/sec/);
});
