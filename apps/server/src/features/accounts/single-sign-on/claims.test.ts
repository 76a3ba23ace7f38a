import { expect, test } from 'vitest';
import { nameCandidates, type RoleRules, roleOf, verifiedEmail } from './claims.ts';

const RULES: RoleRules = {
  claim: 'groups',
  roles: new Map([
    ['soc', 'user'],
    ['soc-leads', 'admin'],
    ['guests', 'viewer'],
  ]),
  otherwise: undefined,
};

test('the strongest role that a value gives counts', () => {
  expect(roleOf({ groups: ['guests', 'soc-leads', 'soc'] }, RULES)).toBe('admin');
  expect(roleOf({ groups: 'soc' }, RULES)).toBe('user');
});

test('no value, an unknown one or another kind of value gives none', () => {
  for (const groups of [undefined, null, [], ['SOC'], [['soc']], { soc: true }, 7, 'soc soc']) {
    expect(roleOf({ groups }, RULES)).toBeUndefined();
  }
  expect(roleOf({ groups: ['x'] }, { ...RULES, otherwise: 'viewer' })).toBe('viewer');
});

test('a claim may be inside another, and never comes from a prototype', () => {
  const inside: RoleRules = { ...RULES, claim: 'realm_access.roles' };
  expect(roleOf({ realm_access: { roles: ['soc'] } }, inside)).toBe('user');
  expect(roleOf({ 'realm_access.roles': ['guests'] }, inside)).toBe('viewer');
  const odd: RoleRules = {
    ...RULES,
    claim: 'constructor.name',
    roles: new Map([['Object', 'admin']]),
  };
  expect(roleOf({}, odd)).toBeUndefined();
});

test('a name is taken from the provider where it can be one here', () => {
  expect(nameCandidates({ preferred_username: 'ann', email: 'b@example.org' }, 'x1')).toEqual([
    'ann',
    'b',
    'sso-x1',
  ]);
  expect(nameCandidates({ preferred_username: 'ann@example.org' }, 'x1')).toEqual([
    'ann',
    'sso-x1',
  ]);
  expect(nameCandidates({ preferred_username: '<b>', email: 3 }, 'x1')).toEqual(['sso-x1']);
});

test('only an address that the provider has verified is kept', () => {
  expect(verifiedEmail({ email: 'a@example.org', email_verified: true })).toBe('a@example.org');
  expect(verifiedEmail({ email: 'a@example.org' })).toBeUndefined();
  expect(verifiedEmail({ email: 'a@example.org', email_verified: 'true' })).toBeUndefined();
  expect(verifiedEmail({ email: 'nonsense', email_verified: true })).toBeUndefined();
});
