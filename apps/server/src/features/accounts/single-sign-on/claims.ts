/** What the provider says of a person, and what it means here. */
import { USER_ROLES, Username, type UserRole } from '@webhood/contract';
import { z } from 'zod';

export interface RoleRules {
  /** Undefined: the role is given once, when the account is made, and changed here. */
  claim: string | undefined;
  /** Value of the claim → role. */
  roles: ReadonlyMap<string, UserRole>;
  /** For who has none of those; undefined: they are refused. */
  otherwise: UserRole | undefined;
}

type Claims = Record<string, unknown>;

/** By its whole name, else as a path: `realm_access.roles`. */
function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, key)
          ? Reflect.get(value, key)
          : undefined,
      claims,
    );
}

/** The strongest role that any of the claim's values gives; undefined when none does. */
export function roleOf(
  claims: Claims,
  { claim, roles, otherwise }: RoleRules,
): UserRole | undefined {
  const value = claim === undefined ? undefined : claimAt(claims, claim);
  const values: unknown[] = Array.isArray(value) ? value : [value];
  const given = values.map((each) => (typeof each === 'string' ? roles.get(each) : undefined));
  return USER_ROLES.find((role) => given.includes(role)) ?? otherwise;
}

/** The user names to try for a new account, the best first. */
export function nameCandidates(claims: Claims, accountId: string): string[] {
  const { preferred_username: preferred, email } = claims;
  const wanted = [preferred, typeof email === 'string' ? email.split('@', 1)[0] : undefined];
  const valid = wanted.flatMap((text) => {
    const name = Username.safeParse(typeof text === 'string' ? text.split('@', 1)[0] : undefined);
    return name.success ? [name.data] : [];
  });
  return [...valid, `sso-${accountId}`];
}

/** Kept as the account's address when the provider has verified it; it identifies nobody. */
export function verifiedEmail(claims: Claims): string | undefined {
  const email = z.email().max(254).safeParse(claims.email);
  return claims.email_verified === true && email.success ? email.data : undefined;
}
