import { USER_ROLES, type UserRole } from '@webhood/contract';

interface RoleReader {
  faults: string[];
  text(name: string): string | undefined;
}

/** `WEBHOOD_SECOND_FACTOR`: the roles that may do nothing without one, as `admin,user`. */
export function readSecondFactorRoles({ faults, text }: RoleReader): UserRole[] {
  const names = (text('WEBHOOD_SECOND_FACTOR')?.split(/[\s,]+/) ?? []).filter(Boolean);
  const roles = USER_ROLES.filter((role) => names.includes(role));
  if (names.every((name) => roles.some((role) => role === name))) return roles;
  faults.push(
    `WEBHOOD_SECOND_FACTOR must be roles, such as admin,user (of ${USER_ROLES.join(', ')})`,
  );
  return [];
}
