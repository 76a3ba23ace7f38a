import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Config, parseConfig } from './config.ts';

const SECRET = 'f4Qm0Zt7xYbR2LwKc9VdJ6sNhA1uEgPo3iTyBvXz';

const noFile = (): string => {
  throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
};

type ReadFile = (path: string) => string;

function valid(env: Record<string, string>, readFile: ReadFile = noFile): Config {
  const parsed = parseConfig(env, readFile);
  if (parsed.kind === 'faulty') throw new Error(parsed.message);
  return parsed.config;
}

function faults(env: Record<string, string>, readFile: ReadFile = noFile): string[] {
  const parsed = parseConfig(env, readFile);
  return parsed.kind === 'faulty' ? parsed.faults : [];
}

test('an empty environment is a whole configuration', () => {
  const config = valid({});
  expect(config).toMatchObject({
    secret: undefined,
    databaseUrl: undefined,
    migrationUrl: undefined,
    httpsPort: 8443,
    httpPort: 8000,
    stopGraceMs: 10_000,
    tls: undefined,
    behindProxy: [],
    allowedNetworks: [],
    selfRegister: false,
    singleSignOn: undefined,
    logLevel: 'info',
  });
  expect(config.externalUrl.href).toBe('https://localhost:8443/');
  expect(config.storage).toEqual({ kind: 'files', dir: `${config.dataDir}/artifacts` });
});

test('every fault is told at once, by the name of its variable', () => {
  const told = faults({
    WEBHOOD_SECRET: 'short',
    DATABASE_URL: 'mysql://db/webhood',
    WEBHOOD_STORAGE_URL: 'ftp://bucket',
    EXTERNAL_URL: 'http://webhood.example.org/path',
    WEBHOOD_HTTPS_PORT: '0',
    WEBHOOD_HTTP_PORT: '99999',
    WEBHOOD_TLS_CERT: '/cert.pem',
    WEBHOOD_BEHIND_PROXY: '10.0.0.0/33',
    WEBHOOD_ALLOWED_NETWORKS: 'everyone',
    WEBHOOD_ARTIFACT_ORIGIN: 'http://other.example.org',
    SELF_REGISTER: 'yes',
    LOG_LEVEL: 'loud',
  });
  const named = told.map((fault) => /^[A-Z_]+/.exec(fault)?.[0]);
  expect(named.sort()).toEqual([
    'DATABASE_URL',
    'EXTERNAL_URL',
    'LOG_LEVEL',
    'SELF_REGISTER',
    'WEBHOOD_ALLOWED_NETWORKS',
    'WEBHOOD_ARTIFACT_ORIGIN',
    'WEBHOOD_BEHIND_PROXY',
    'WEBHOOD_HTTPS_PORT',
    'WEBHOOD_HTTP_PORT',
    'WEBHOOD_SECRET',
    'WEBHOOD_STORAGE_URL',
    'WEBHOOD_TLS_CERT',
  ]);
});

test('a secret may come from a file, but not from both places', () => {
  const readFile = (path: string) => (path === '/run/secrets/s' ? `${SECRET}\n` : noFile());
  expect(valid({ WEBHOOD_SECRET_FILE: '/run/secrets/s' }, readFile).secret).toBe(SECRET);
  const both = { WEBHOOD_SECRET_FILE: '/run/secrets/s', WEBHOOD_SECRET: SECRET };
  expect(faults(both, readFile)).toEqual([expect.stringContaining('both set')]);
  expect(faults({ DATABASE_URL_FILE: '/absent' })).toEqual([expect.stringContaining('ENOENT')]);
  expect(faults({ WEBHOOD_SECRET_FILE: '/empty' }, () => ' \n')).toEqual([
    expect.stringContaining('empty file'),
  ]);
});

test('no fault repeats a secret', () => {
  const url = 'postgres//app:hunter2hunter2@db/x';
  const parsed = parseConfig({ WEBHOOD_SECRET: 'too-short-secret', DATABASE_URL: url }, noFile);
  expect(parsed.kind === 'faulty' && parsed.message).toContain('2 faults');
  expect(JSON.stringify({ ...parsed, config: undefined })).not.toMatch(/hunter2|too-short/);
});

test('without EXTERNAL_URL the address follows the port', () => {
  expect(valid({ WEBHOOD_HTTPS_PORT: '9443' }).externalUrl.href).toBe('https://localhost:9443/');
});

test('plain HTTP can be turned off, but both ports cannot be one', () => {
  expect(valid({ WEBHOOD_HTTP_PORT: '0' }).httpPort).toBe(0);
  expect(faults({ WEBHOOD_HTTP_PORT: '8443' })).toHaveLength(1);
});

test('networks are split at commas and spaces, and may be single addresses', () => {
  const { behindProxy } = valid({ WEBHOOD_BEHIND_PROXY: '10.0.0.0/8, 192.0.2.1 fd00::/8' });
  expect(behindProxy.map(([address, bits]) => `${address}/${bits}`)).toEqual([
    '10.0.0.0/8',
    '192.0.2.1/32',
    'fd00::/8',
  ]);
});

test('whatever the environment holds, parsing ends in a configuration or in faults', () => {
  const name = fc.constantFrom(
    'WEBHOOD_SECRET',
    'DATABASE_URL',
    'WEBHOOD_STORAGE_URL',
    'EXTERNAL_URL',
    'WEBHOOD_HTTPS_PORT',
    'WEBHOOD_BEHIND_PROXY',
    'LOG_LEVEL',
  );
  fc.assert(
    fc.property(fc.dictionary(name, fc.string()), (env) => {
      const parsed = parseConfig(env, noFile);
      expect(parsed.kind === 'valid' || parsed.faults.length > 0).toBe(true);
    }),
  );
});

test('an owner of the tables needs a role with fewer rights beside it', () => {
  const parsed = parseConfig({ DATABASE_MIGRATION_URL: 'postgres://owner:p@db/w' });
  expect(parsed).toMatchObject({
    kind: 'faulty',
    faults: ['DATABASE_MIGRATION_URL needs DATABASE_URL, of a role with fewer rights'],
  });
});

test('a bucket is named with what it takes to reach it', () => {
  const config = valid(
    {
      WEBHOOD_STORAGE_URL: 's3://evidence/team-a?endpoint=https://s3.example.org&region=eu-west-1',
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY_FILE: '/run/secrets/aws',
    },
    () => 'key\n',
  );
  expect(config.storage).toEqual({
    kind: 's3',
    bucket: 'evidence',
    prefix: 'team-a/',
    region: 'eu-west-1',
    endpoint: new URL('https://s3.example.org'),
    pathStyle: true,
    credentials: { accessKeyId: 'id', secretAccessKey: 'key' },
  });
});

test.each([
  ['s3://', /bucket/],
  ['s3://id:key@bucket', /credentials/],
  ['s3://bucket?endpoint=ftp://host', /endpoint/],
  ['s3://bucket?zone=a', /parameters/],
  ['s3://bucket/../..%2f?region=eu', /prefix/],
  ['s3://bucket?path_style=perhaps', /path_style/],
])('%s is refused', (url, fault) => {
  expect(faults({ WEBHOOD_STORAGE_URL: url })).toEqual([expect.stringMatching(fault)]);
});

test('half of a pair of S3 credentials is a fault', () => {
  const half = { WEBHOOD_STORAGE_URL: 's3://bucket', AWS_ACCESS_KEY_ID: 'id' };
  expect(faults(half)).toEqual([expect.stringContaining('together')]);
});

test('artifacts have an origin of their own only under another host name', () => {
  const EXTERNAL_URL = 'https://webhood.example.org';
  const ask = (WEBHOOD_ARTIFACT_ORIGIN: string) => ({ EXTERNAL_URL, WEBHOOD_ARTIFACT_ORIGIN });
  expect(valid({}).artifactOrigin).toBeUndefined();
  const good = valid(ask('https://evidence.example.org:9443'));
  expect(good.artifactOrigin?.origin).toBe('https://evidence.example.org:9443');
  // Cookies are of a host, whatever its port.
  expect(faults(ask('https://webhood.example.org:9443'))).toEqual([
    expect.stringContaining('another host name'),
  ]);
  expect(faults(ask('https://evidence.example.org/files'))).toHaveLength(1);
});
