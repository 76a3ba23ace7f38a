import { createHmac, hkdfSync } from 'node:crypto';

/** What a key is for. A key of one purpose never verifies another's value. */
export type HashPurpose =
  | 'api-token'
  | 'scanner-token'
  | 'job-token'
  | 'session'
  | 'second-factor'
  | 'artifact-ticket'
  | 'sign-in-count'
  | 'idempotency';
/** Of values that are kept encrypted; see `sealed-values.ts`. */
export type SealPurpose = 'scan-secrets' | 'scanner-proxy' | 'second-factor' | 'webhook';
export type KeyPurpose = HashPurpose | SealPurpose;

export interface Keyring {
  /** 32 bytes for one purpose, the same for the same secret and epoch. Not to be kept. */
  key(purpose: KeyPurpose): Buffer;
  /** HMAC-SHA-256 of a token under the purpose's key, hexadecimal: what is stored. */
  hash(purpose: HashPurpose, token: string): string;
  /** Told whenever the keys have changed. Must not throw. */
  onChange(tell: () => void): void;
  /**
   * Learns of a new epoch.
   * @throws AppError `unavailable` when it cannot be known, or is of another server secret
   */
  refresh(): Promise<void>;
}

/** The keys of one epoch. */
export type EpochKeyring = Pick<Keyring, 'key' | 'hash'>;

/**
 * Derives every key from the server secret (HKDF, RFC 5869). Changing the secret or the epoch
 * ends everything that was signed or hashed with the old one.
 */
export function createEpochKeyring(secret: Buffer, epoch: string): EpochKeyring {
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

/**
 * By which a secret is known again without being kept. It says as much to a guesser as the hash of
 * any token does, and a secret that could be guessed is refused.
 */
export function secretCheck(secret: Buffer): string {
  return Buffer.from(hkdfSync('sha256', secret, '', 'webhood:secret-check', 32)).toString('hex');
}

/** A keyring whose epoch does not change while it is used: for one command, and for tests. */
export function createKeyring(secret: Buffer, epoch: string): Keyring {
  return { ...createEpochKeyring(secret, epoch), onChange: () => {}, refresh: async () => {} };
}
