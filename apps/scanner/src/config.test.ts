import { expect, test } from 'vitest';
import { parseConfig } from './config.ts';

const BROWSER = { find: () => ({ kind: 'found' as const, path: '/browser' }) };
const VALID = { ENDPOINT: 'https://localhost:8443', SCANNER_TOKEN: 'a-token-of-some-length' };
const noFiles = () => {
  throw new Error('no such file');
};

test('all faults are reported together', () => {
  const parsed = parseConfig(
    {
      ENDPOINT: 'ftp://x',
      SCANNER_CONCURRENCY: 'many',
      SCANNER_ALLOW_NETWORKS: '10.0.0.0/99',
      SCANNER_NO_PRIVATE_IPS: 'perhaps',
      SCANNER_LIMITS: 'popups=many',
      SCANNER_BROWSER_NETWORK: 'none',
      LOG_LEVEL: 'loud',
      WEBHOOD_CA: '/none',
    },
    { ...BROWSER, readFile: noFiles },
  );
  expect(parsed.kind).toBe('invalid');
  const text = parsed.kind === 'invalid' ? parsed.faults.join('\n') : '';
  for (const name of [
    'ENDPOINT',
    'SCANNER_TOKEN',
    'SCANNER_CONCURRENCY',
    'SCANNER_ALLOW_NETWORKS',
    'SCANNER_NO_PRIVATE_IPS',
    'SCANNER_LIMITS',
    'SCANNER_BROWSER_NETWORK',
    'LOG_LEVEL',
    'WEBHOOD_CA',
  ]) {
    expect(text).toContain(name);
  }
});

test('a token would not be sent in the clear over a network', () => {
  const remote = parseConfig({ ...VALID, ENDPOINT: 'http://server.example' }, BROWSER);
  const local = parseConfig({ ...VALID, ENDPOINT: 'http://127.0.0.1:8000' }, BROWSER);
  expect([remote.kind, local.kind]).toEqual(['invalid', 'valid']);
});

test('a secret can come from a file', () => {
  const { SCANNER_TOKEN: _, ...rest } = VALID;
  const parsed = parseConfig(
    { ...rest, SCANNER_TOKEN_FILE: '/run/secrets/token' },
    { ...BROWSER, readFile: () => 'token-from-a-file\n' },
  );
  expect(parsed).toMatchObject({ config: { token: 'token-from-a-file' } });
});

test('only public addresses may be scanned unless it is said otherwise', () => {
  expect(parseConfig(VALID, BROWSER)).toMatchObject({
    config: { allowNetworks: [], allowsPrivate: false },
  });
  expect(parseConfig({ ...VALID, SCANNER_NO_PRIVATE_IPS: 'false' }, BROWSER)).toMatchObject({
    config: { allowsPrivate: true, allowNetworks: expect.arrayContaining(['10.0.0.0/8']) },
  });
});

test('a missing browser has its own code when nothing else is wrong', () => {
  const find = () => ({
    kind: 'missing' as const,
    code: 'browser_missing' as const,
    message: 'Install it with: x',
  });
  expect(parseConfig(VALID, { find })).toMatchObject({ code: 'browser_missing' });
});
