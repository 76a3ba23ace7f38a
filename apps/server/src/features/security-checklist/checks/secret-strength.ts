import { PUBLISHED_EXAMPLE, secretWeakness } from '../../../platform/crypto/secret-strength.ts';
import { type Check, fail, type GivenSecret, type Inspection, pass } from '../check.ts';

/** Sixteen characters of a password that a program made: beyond what a network lets one guess. */
const MIN_PASSWORD = 16;
const MIN_DIFFERENT = 8;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|)$/;

/** The password in a database's address; a database of this machine alone may do without. */
function passwordWeakness(value: string): string | undefined {
  const url = URL.parse(value);
  if (!url) return undefined;
  const password = decodeURIComponent(url.password);
  if (LOOPBACK.test(url.hostname) || url.searchParams.has('host')) return undefined;
  if (password === '') return 'has no password';
  if (password.length < MIN_PASSWORD)
    return `has a password of fewer than ${MIN_PASSWORD} characters`;
  if (new Set(password).size < MIN_DIFFERENT) return 'has a password with too little randomness';
  return undefined;
}

function weaknessOf({ name, value }: GivenSecret): string | undefined {
  if (name.startsWith('DATABASE_')) return passwordWeakness(value);
  if (name === 'OIDC_CLIENT_SECRET') {
    return value.length < MIN_PASSWORD ? `is shorter than ${MIN_PASSWORD} characters` : undefined;
  }
  const weakness = secretWeakness(value);
  // A check of its own names these.
  return weakness === PUBLISHED_EXAMPLE ? undefined : weakness;
}

function remedyFor(weak: GivenSecret[]): string {
  const isOurs = weak.some(({ name }) => !/^(DATABASE|OIDC)_/.test(name));
  return isOurs
    ? 'Make another one with "openssl rand -base64 48", set it for every server, restart them: all sessions and tokens end.'
    : 'Give the account a random password of at least 16 characters there, and set it here.';
}

export const secretStrength: Check = {
  id: 'secret_strength',
  area: 'secrets',
  level: 'mandatory',
  title: 'Every secret is strong, and comes from the environment or a file',
  judge: ({ secrets }: Inspection) => {
    const weak = secrets.filter((secret) => weaknessOf(secret) !== undefined);
    if (weak.length === 0)
      return pass(secrets.map(({ name }) => name).join(', ') || 'none given yet');
    return fail(
      weak.map((secret) => `${secret.name} ${weaknessOf(secret)}`).join('; '),
      remedyFor(weak),
    );
  },
};
