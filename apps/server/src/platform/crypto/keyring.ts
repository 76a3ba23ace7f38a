import { createHmac, hkdfSync } from 'node:crypto';

/** What a key is for. A key of one purpose never verifies another's value. */
export type KeyPurpose = 'api-token' | 'scanner-token' | 'job-token' | 'session';

export interface Keyring {
  /** 32 bytes for one purpose, the same for the same secret and epoch. */
  key(purpose: KeyPurpose): Buffer;
  /** HMAC-SHA-256 of a token under the purpose's key, hexadecimal: what is stored. */
  hash(purpose: KeyPurpose, token: string): string;
}

/**
 * Derives every key from the server secret (HKDF, RFC 5869). Changing the secret or the epoch
 * ends everything that was signed or hashed with the old one.
 */
export function createKeyring(secret: Buffer, epoch: string): Keyring {
  const keys = new Map<KeyPurpose, Buffer>();
  const key = (purpose: KeyPurpose): Buffer => {
    const known = keys.get(purpose);
    if (known) return known;
    const derived = Buffer.from(hkdfSync('sha256', secret, epoch, `webhood:${purpose}`, 32));
    keys.set(purpose, derived);
    return derived;
  };
  return {
    key,
    hash: (purpose, token) => createHmac('sha256', key(purpose)).update(token).digest('hex'),
  };
}
