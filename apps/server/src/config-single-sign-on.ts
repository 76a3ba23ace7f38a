/** The OpenID Connect provider's part of the settings. */
import { USER_ROLES, type UserRole } from '@webhood/contract';
import type { SingleSignOnSettings } from './features/accounts/accounts.service.ts';

interface SettingsReader {
  faults: string[];
  text(name: string): string | undefined;
  secret(name: string): string | undefined;
}

const NAMES = [
  'OIDC_ISSUER',
  'OIDC_CLIENT_ID',
  'OIDC_CLIENT_SECRET',
  'OIDC_NAME',
  'OIDC_SCOPE',
  'OIDC_ROLE_CLAIM',
  'OIDC_ROLES',
] as const;

const DEFAULT_SCOPE = 'openid profile email';
const DEFAULT_ROLES = '*=user';
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

function readIssuer({ faults, text }: SettingsReader): URL | undefined {
  const url = URL.parse(text('OIDC_ISSUER') ?? '');
  const plain = url?.protocol === 'http:' && LOOPBACK.test(url.hostname);
  if (url && (url.protocol === 'https:' || plain)) return url;
  faults.push('OIDC_ISSUER must be the https address of the provider (http on loopback only)');
  return undefined;
}

/** `value=role` pairs, separated by semicolons; `*` stands for everyone else. */
function readRoles({ faults, text }: SettingsReader) {
  const roles = new Map<string, UserRole>();
  for (const pair of (text('OIDC_ROLES') ?? DEFAULT_ROLES)
    .split(';')
    .filter((each) => each.trim())) {
    const at = pair.lastIndexOf('=');
    const role = USER_ROLES.find((known) => known === pair.slice(at + 1).trim());
    const value = pair.slice(0, Math.max(0, at)).trim();
    if (role && value !== '') roles.set(value, role);
    else faults.push('OIDC_ROLES must be pairs such as soc-leads=admin;soc=user;*=viewer');
  }
  const otherwise = roles.get('*');
  roles.delete('*');
  return { roles, otherwise };
}

/** Undefined when nothing of it is set. */
export function readSingleSignOn(reader: SettingsReader): SingleSignOnSettings | undefined {
  const { faults, text, secret } = reader;
  const clientSecret = secret('OIDC_CLIENT_SECRET');
  if (NAMES.every((name) => text(name) === undefined) && clientSecret === undefined)
    return undefined;
  const issuer = readIssuer(reader);
  const clientId = text('OIDC_CLIENT_ID');
  if (clientId === undefined) faults.push('OIDC_CLIENT_ID is missing');
  const scope = text('OIDC_SCOPE') ?? DEFAULT_SCOPE;
  if (!scope.split(/\s+/).includes('openid')) faults.push('OIDC_SCOPE must include openid');
  const claim = text('OIDC_ROLE_CLAIM');
  const { roles, otherwise } = readRoles(reader);
  if (claim === undefined && roles.size > 0) {
    faults.push('OIDC_ROLES names values, so OIDC_ROLE_CLAIM must say of which claim');
  }
  if (!issuer || clientId === undefined) return undefined;
  const name = text('OIDC_NAME') ?? issuer.hostname;
  return { issuer, clientId, clientSecret, scope, name, claim, roles, otherwise };
}
