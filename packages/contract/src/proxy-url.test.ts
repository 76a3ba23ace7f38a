import { expect, test } from 'vitest';
import { maskOptions, ScanOptions } from './options.ts';
import { maskProxyUrl, parseProxyUrl } from './proxy-url.ts';

test.each([
  ['http://proxy.example:3128', { kind: 'http', host: 'proxy.example', port: 3128 }],
  ['HTTPS://Proxy.Example/', { kind: 'https', host: 'proxy.example', port: 443 }],
  ['https://proxy.example:80', { kind: 'https', host: 'proxy.example', port: 80 }],
  ['http://proxy.example', { kind: 'http', host: 'proxy.example', port: 80 }],
  ['socks5://[2606:4700::1]', { kind: 'socks5', host: '[2606:4700::1]', port: 1080 }],
  ['socks5h://0x7f.1:9050', { kind: 'socks5', host: '127.0.0.1', port: 9050 }],
])('%s is read as the proxy that it names', (text, proxy) => {
  expect(parseProxyUrl(text)).toEqual({ kind: 'valid', proxy });
});

test('name and password are decoded, and may hold what has a meaning in URLs', () => {
  expect(parseProxyUrl('socks5://jo%40hn:p%3Aa%2Fss:w@proxy.example')).toMatchObject({
    proxy: { credentials: { username: 'jo@hn', password: 'p:a/ss:w' } },
  });
});

test.each([
  'proxy.example:3128',
  'ftp://proxy.example',
  'socks4://proxy.example',
  'http://proxy.example/path',
  'http://proxy.example?x=secret',
  'http://proxy.example:0',
  'http://proxy.example:65536',
  'http://',
  'http://a b:1',
  'http://jo:sec%ret@proxy.example',
  'http://jo%3a:secret@proxy.example',
  'http://jo:secret%0a@proxy.example',
  'http://***@proxy.example',
  'socks5://secret@proxy.example',
  `socks5://jo:${'secret'.repeat(50)}@proxy.example`,
])('%s is refused, without repeating it', (text) => {
  const parsed = parseProxyUrl(text);
  expect(parsed).toMatchObject({ kind: 'invalid', fault: expect.stringMatching(/^\w/) });
  expect(JSON.stringify(parsed)).not.toContain('secret');
  const options = ScanOptions.safeParse({ proxy: text });
  expect(options.success).toBe(false);
  expect(JSON.stringify(options.error?.issues)).not.toContain('secret');
});

test('read back, a proxy keeps its place and loses its name and password', () => {
  const options = ScanOptions.parse({ proxy: 'socks5://jo:se:c@ret@proxy.example:1081' });
  expect(maskOptions(options).proxy).toBe('socks5://***@proxy.example:1081');
  expect(maskProxyUrl('http://proxy.example:3128/')).toBe('http://proxy.example:3128');
  expect(maskProxyUrl('not a proxy: secret')).toBe('***');
});
