import { expect, test } from 'vitest';
import { parseConfig } from './config.ts';

const PROVIDER = { OIDC_ISSUER: 'https://sso.example.org/realms/soc', OIDC_CLIENT_ID: 'webhood' };

const noFile = () => {
  throw new Error('no such file');
};

function settings(env: Record<string, string>) {
  const parsed = parseConfig(env, noFile);
  if (parsed.kind === 'faulty') throw new Error(parsed.message);
  return parsed.config.singleSignOn;
}

function faults(env: Record<string, string>): string {
  const parsed = parseConfig(env, noFile);
  return parsed.kind === 'faulty' ? parsed.faults.join('\n') : '';
}

test('issuer and client are enough, and everyone becomes a user', () => {
  expect(settings({})).toBeUndefined();
  expect(settings(PROVIDER)).toEqual({
    issuer: new URL('https://sso.example.org/realms/soc'),
    clientId: 'webhood',
    clientSecret: undefined,
    scope: 'openid profile email',
    name: 'sso.example.org',
    claim: undefined,
    roles: new Map(),
    otherwise: 'user',
  });
});

test('values of a claim become roles, and may have the signs that names of groups have', () => {
  const OIDC_ROLES = 'CN=leads,OU=soc=admin; soc = user ;';
  const found = settings({ ...PROVIDER, OIDC_ROLE_CLAIM: 'groups', OIDC_ROLES });
  expect(found?.claim).toBe('groups');
  expect([...(found?.roles ?? [])]).toEqual([
    ['CN=leads,OU=soc', 'admin'],
    ['soc', 'user'],
  ]);
  expect(found?.otherwise).toBeUndefined();
});

test('all faults are told together', () => {
  const told = faults({
    OIDC_ISSUER: 'http://sso.example.org',
    OIDC_SCOPE: 'profile',
    OIDC_ROLES: 'soc=chief;leads=admin',
    OIDC_CLIENT_SECRET: 's',
  });
  for (const name of ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_SCOPE', 'OIDC_ROLES']) {
    expect(told).toContain(name);
  }
});

test('plain HTTP reaches a provider on loopback only', () => {
  for (const host of ['127.0.0.1:8080', 'localhost', '[::1]:9000']) {
    expect(faults({ ...PROVIDER, OIDC_ISSUER: `http://${host}/` })).toBe('');
  }
  for (const host of ['127.0.0.1.example.org', 'localhost.example.org', '10.0.0.1']) {
    expect(faults({ ...PROVIDER, OIDC_ISSUER: `http://${host}/` })).toContain('OIDC_ISSUER');
  }
});
