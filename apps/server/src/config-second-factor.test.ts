import { expect, test } from 'vitest';
import { readSecondFactorRoles } from './config-second-factor.ts';

function read(value?: string) {
  const faults: string[] = [];
  const roles = readSecondFactorRoles({ faults, text: () => value });
  return { faults, roles };
}

test('roles are named in a list; without it none must have a second factor', () => {
  expect(read()).toEqual({ faults: [], roles: [] });
  expect(read('admin, user')).toEqual({ faults: [], roles: ['admin', 'user'] });
  expect(read('viewer admin user').roles).toHaveLength(3);
});

test.each(['true', 'administrators', 'admin;user', 'api_user'])('%s is a fault', (value) => {
  expect(read(value)).toEqual({
    faults: [expect.stringContaining('WEBHOOD_SECOND_FACTOR must be roles')],
    roles: [],
  });
});
