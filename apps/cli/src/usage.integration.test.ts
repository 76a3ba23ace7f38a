import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

function webhood(args: string[], env: Record<string, string> = {}) {
  return spawnSync(process.execPath, [MAIN, ...args], {
    encoding: 'utf8',
    input: '',
    env: { PATH: process.env.PATH, ...env },
    timeout: 30_000,
  });
}

test.each([
  [[]],
  [['nonsense']],
  [['users']],
  [['users', 'nonsense']],
  [['scan']],
  [['scan', '-']],
  [['scan', '--file', '/nowhere/urls.txt']],
  [['search', 'a']],
  [['search', '--server', 'https://localhost:1', '--token', 't', '--limit', '0', 'a']],
  [['get']],
  [['get', 'a']],
  [['download', '--server', 'https://localhost:1', '--token', 't']],
  [['watch']],
  [['scan', '--invisible', 'a.com']],
  [['scan', '--rate', 'warp', 'a.com']],
  [['scan', '--viewport', 'large', 'a.com']],
  [['scan', '--viewport', '1x1', 'a.com']],
  [['scan', '--timeout', 'soon', 'a.com']],
  [['scan', '--timeout', '1', 'a.com']],
  [['scan', '--header', 'no colon', 'a.com']],
  [['scan', '--header', 'Host: other', 'a.com']],
  [['scan', '--cookie', 'nothing', 'a.com']],
  [['scan', '--allow-network', 'everything', 'a.com']],
  [['scan', '--server', 'https://localhost:1', 'a.com']],
  [['scan', '--server', 'localhost', '--token', 't', 'a.com']],
  [['scan', '--token', 't', 'a.com']],
  [['scan', '--tag', 'phishing', 'a.com']],
  [['scan', '--no-wait', 'a.com']],
  [['scan', '--server', 'https://localhost:1', '--token', 't', '--tag', 'two words', 'a.com']],
  [['scan', '--server', 'https://localhost:1', '--token', 't', '--priority', 'now', 'a.com']],
  [['scan', '--server', 'https://localhost:1', '--token', 't', '--at', 'tomorrow', 'a.com']],
  [['scan', '--server', 'https://localhost:1', '--token', 't', '--reuse', '99999', 'a.com']],
  [
    [
      'scan',
      '--server',
      'https://localhost:1',
      '--token',
      't',
      '--allow-network',
      '::1/128',
      'a.com',
    ],
  ],
])('bad usage ends with 2 and a message, and prints no data: webhood %s', (args) => {
  const { status, stdout, stderr } = webhood(args);
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).not.toBe('');
  expect(stderr).not.toMatch(/^\s+at /m);
});

test.each([
  [['--help']],
  [['up', '--help']],
  [['server', '--help']],
  [['scanner', '--help']],
  [['search', '--help']],
  [['get', '--help']],
  [['download', '--help']],
  [['watch', '--help']],
  [['scan', '--help']],
  [['users', '--help']],
  [['users', 'create', '--help']],
  [['tokens', 'create', '--help']],
  [['scanners', 'token', '--help']],
])('help is data on standard output and a success: webhood %s', (args) => {
  const { status, stdout, stderr } = webhood(args);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^Usage: webhood/);
  expect(stderr).toBe('');
});

test('a refused URL is told with its code, and fails the command', () => {
  const { status, stdout } = webhood(['scan', '--json', 'http://127.0.0.1/', 'ftp://a.com/']);
  expect(status).toBe(1);
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    {
      url: 'http://127.0.0.1/',
      error: { code: 'non_public_address', message: expect.any(String) },
    },
    { url: 'ftp://a.com/', error: { code: 'unsupported_scheme', message: expect.any(String) } },
  ]);
});

test('a server that is not there is one sentence, not a stack', () => {
  const args = ['scan', '--server', 'https://localhost:1', '--token', 't', 'https://a.com/'];
  const { status, stderr } = webhood(args);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^webhood: https:\/\/localhost:1: .*\(server_unreachable\)\n$/);
});
