/** Each item, broken alone: it is named, and nothing else is. */
import type { ScannerPosture, SecurityCheckId } from '@webhood/contract';
import { SECURITY_CHECK_IDS } from '@webhood/contract';
import { expect, test } from 'vitest';
import { parseNetwork } from '../../platform/http/networks.ts';
import type { InspectedScanner, Inspection } from './check.ts';
import { judgeAll } from './checklist.ts';
import { privateNetworkCheck } from './checks/private-network.ts';

const NOW = new Date('2026-06-01T00:00:00Z');
const networks = (...texts: string[]) => texts.map((text) => parseNetwork(text) ?? raise(text));
const raise = (text: string): never => {
  throw new Error(text);
};
const own = (value: string) => [{ name: '/data/secret', value, file: '/data/secret' }];
const STRONG = 'p7Rk2vX9mQ4tLw8zB3nYc6HsJ1gFdA5eUoKiTq0Vx';

const posture: ScannerPosture = {
  sandbox: 'on',
  sandboxReason: '',
  network: 'namespace',
  networkReason: '',
  leftovers: 0,
  browserBuilt: '2026-05-20T00:00:00Z',
  imageBuilt: '2026-05-20T00:00:00Z',
};
const scanner = (change: Partial<ScannerPosture> = {}, version = '0.1.0'): InspectedScanner => ({
  name: 'local',
  connected: true,
  version,
  browser_version: 'Chrome/150',
  posture: { ...posture, ...change },
});

const GOOD: Inspection = {
  settings: {
    dataDir: '/data',
    externalUrl: new URL('https://webhood.test:8443'),
    artifactOrigin: undefined,
    httpsPort: 8443,
    httpPort: 8000,
    behindProxy: [],
    allowedNetworks: networks('10.0.0.0/8'),
    tls: undefined,
    givenSecrets: [],
  },
  faults: [],
  secrets: own(STRONG),
  exposedFiles: [],
  probes: {
    secure: { kind: 'answered', status: 200, location: undefined, protocol: 'TLSv1.3' },
    plain: {
      kind: 'answered',
      status: 308,
      location: 'https://webhood.test:8443/',
      protocol: null,
    },
  },
  certificate: {
    kind: 'read',
    ends: new Date('2026-12-01T00:00:00Z'),
    notFor: [],
    trust: 'trusted',
  },
  host: { listening: [22, 8000, 8443], people: 1 },
  scanners: [scanner()],
  serverVersion: '0.1.0',
  imageBuilt: '2026-05-25T00:00:00Z',
  now: NOW,
};
const { certificate, settings, probes } = GOOD;
const notOf = (change: object) => ({ certificate: { ...certificate, ...change } as never });

const BROKEN: [SecurityCheckId, string, Partial<Inspection>][] = [
  ['settings', 'a fault', { faults: ['WEBHOOD_HTTP_PORT must be a port between 0 and 65535'] }],
  ['secret_strength', 'short', { secrets: own('p7Rk2vX9') }],
  [
    'secret_strength',
    'a fault of the start too',
    { secrets: own('aaaa'), faults: ['WEBHOOD_SECRET is shorter than 32 characters: make one'] },
  ],
  [
    'secret_strength',
    'a database without a password',
    {
      secrets: [
        ...own(STRONG),
        { name: 'DATABASE_URL', value: 'postgres://w@db.test/w', file: undefined },
      ],
    },
  ],
  [
    'secret_strength',
    'a short client secret',
    { secrets: [{ name: 'OIDC_CLIENT_SECRET', value: 'abc', file: undefined }] },
  ],
  ['secret_examples', 'an example', { secrets: own(`changeme${STRONG}`) }],
  [
    'secret_examples',
    'the password of an image',
    {
      secrets: [
        { name: 'DATABASE_URL', value: 'postgres://p:postgres@localhost/w', file: undefined },
      ],
    },
  ],
  ['secret_files', 'others can read', { exposedFiles: ['/data/secret'] }],
  [
    'https_only',
    'another program on the port',
    {
      probes: {
        ...probes,
        plain: { kind: 'answered', status: 200, location: undefined, protocol: null },
      },
    },
  ],
  [
    'https_only',
    'a plain address',
    { faults: ['EXTERNAL_URL must be an https address without path'] },
  ],
  [
    'https_only',
    'an old protocol',
    {
      probes: {
        ...probes,
        secure: { kind: 'answered', status: 200, location: undefined, protocol: 'TLSv1.1' },
      },
    },
  ],
  [
    'private_network',
    'a public network is let in',
    { settings: { ...settings, allowedNetworks: networks('10.0.0.0/8', '8.8.0.0/16') } },
  ],
  ['dedicated_host', 'another program', { host: { listening: [22, 5900], people: 1 } }],
  ['dedicated_host', 'other people', { host: { listening: [], people: 2 } }],
  ['certificate_trusted', 'self-signed', notOf({ trust: 'self_signed' })],
  ['certificate_names', 'of another host', notOf({ notFor: ['webhood.test'] })],
  ['certificate_expiry', 'near its end', notOf({ ends: new Date('2026-06-20T00:00:00Z') })],
  ['browser_sandbox', 'off', { scanners: [scanner({ sandbox: 'off', sandboxReason: 'x' })] }],
  ['browser_network', 'shared', { scanners: [scanner(), scanner({ network: 'shared' })] }],
  ['browser_leftovers', 'left', { scanners: [scanner({ leftovers: 2 })] }],
  ['browser_age', 'old', { scanners: [scanner({ browserBuilt: '2026-04-01T00:00:00Z' })] }],
  ['scanner_version', 'two minor versions older', { serverVersion: '0.3.0' }],
  ['scanner_version', 'two minor versions newer', { scanners: [scanner({}, '0.3.1')] }],
  ['scanner_version', 'another major version', { scanners: [scanner({}, '1.1.0')] }],
  ['image_age', 'of the server', { imageBuilt: '2026-04-30T00:00:00Z' }],
  ['image_age', 'of a scanner', { scanners: [scanner({ imageBuilt: '2026-04-30T00:00:00Z' })] }],
];

const failedOf = (change: Partial<Inspection>) =>
  judgeAll({ ...GOOD, ...change }).filter(({ outcome }) => outcome === 'fail');

test('an installation that is in order passes every item', () => {
  expect(judgeAll(GOOD).map(({ id, outcome }) => [id, outcome])).toEqual(
    judgeAll(GOOD).map(({ id }) => [id, 'pass']),
  );
  expect(
    judgeAll(GOOD)
      .map(({ id }) => id)
      .sort(),
  ).toEqual([...SECURITY_CHECK_IDS].sort());
});

test.each(BROKEN)('%s fails alone, and says how to mend it: %s', (id, _, change) => {
  const failed = failedOf(change);
  expect(failed.map((check) => check.id)).toEqual([id]);
  expect(failed[0]?.remedy?.length).toBeGreaterThan(20);
});

test('a proxy network of everyone fails alone', () => {
  const behindProxy = networks('0.0.0.0/0');
  const failed = failedOf({ settings: { ...settings, behindProxy } });
  expect(failed.map(({ id }) => id)).toEqual(['trusted_proxies']);
  const narrow = networks('10.0.0.0/8', '203.0.113.7', '2001:db8::/64');
  expect(failedOf({ settings: { ...settings, behindProxy: narrow } })).toEqual([]);
});

test('one minor version either way, and any repair, is near enough', () => {
  for (const version of ['0.2.0', '0.1.7', '0.0.9']) {
    expect(failedOf({ scanners: [scanner({}, version)] })).toEqual([]);
  }
});

test('where nothing runs in an image, there is none that is old', () => {
  const found = judgeAll({ ...GOOD, imageBuilt: null, scanners: [scanner({ imageBuilt: null })] });
  expect(found.find(({ id }) => id === 'image_age')).toMatchObject({
    outcome: 'pass',
    found: 'nothing of it runs in an image',
  });
});

test('every item has a case that breaks it', () => {
  const broken = new Set<string>([...BROKEN.map(([id]) => id), 'trusted_proxies']);
  expect([...broken].sort()).toEqual([...SECURITY_CHECK_IDS].sort());
});

test('a machine with a public address is open unless networks are named', () => {
  const check = privateNetworkCheck(() => ['203.0.113.9']);
  const open = { ...GOOD, settings: { ...settings, allowedNetworks: [] } };
  expect(check.judge(open)).toMatchObject({
    outcome: 'fail',
    found: expect.stringContaining('203.0.113.9'),
  });
  expect(check.judge(GOOD).outcome).toBe('pass');
});

test('what cannot be looked at is unknown, never passed', () => {
  const blind = judgeAll({
    ...GOOD,
    scanners: { unreadable: 'the database cannot be asked' },
    host: { listening: undefined, people: undefined },
    certificate: { kind: 'unreadable', reason: 'ENOENT' },
  });
  const ids = blind.filter(({ outcome }) => outcome === 'unknown').map(({ id }) => id);
  expect(ids).toEqual([
    'certificate_trusted',
    'certificate_names',
    'certificate_expiry',
    'dedicated_host',
    'browser_sandbox',
    'browser_network',
    'browser_leftovers',
    'browser_age',
    'scanner_version',
    'image_age',
  ]);
  const silent = judgeAll({ ...GOOD, scanners: [{ ...scanner(), posture: null }] });
  expect(silent.find(({ id }) => id === 'browser_sandbox')?.outcome).toBe('unknown');
});
