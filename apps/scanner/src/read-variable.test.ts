import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLocalProxies } from './capture-entry.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-variable-'));
  writeFileSync(join(folder, 'proxy'), 'socks5://jo:secret-word@socks.example\n');
  writeFileSync(join(folder, 'wrong'), 'ftp://jo:secret-word@socks.example\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(['HTTPS_PROXY_FILE', 'https_proxy_FILE'])(
  'a local scan takes its proxy from the file that %s names',
  (name) => {
    expect(readLocalProxies({ [name]: join(folder, 'proxy') })).toMatchObject({
      https: { kind: 'socks5', host: 'socks.example', credentials: { username: 'jo' } },
    });
  },
);

test.each([
  ['that is not there', { HTTP_PROXY_FILE: '/no/such/file' }, /HTTP_PROXY_FILE cannot be read/],
  ['beside a value', { HTTP_PROXY: 'a', HTTP_PROXY_FILE: '/b' }, /are both set: give one/],
])('a file %s stops the scan instead of letting it go without a proxy', (_what, env, message) => {
  expect(() => readLocalProxies(env)).toThrow(message);
});

test('a fault does not repeat what is in the file', () => {
  const read = () => readLocalProxies({ HTTPS_PROXY_FILE: join(folder, 'wrong') });
  expect(read).toThrow(/HTTPS_PROXY/);
  expect(read).not.toThrow(/secret-word/);
});
