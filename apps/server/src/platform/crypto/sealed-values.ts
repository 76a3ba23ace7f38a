/**
 * Secrets that the database keeps, encrypted (AES-256-GCM). The key of each purpose comes from the
 * server's secret and the installation's epoch. `context` says whose value it is: a value moved to
 * another row does not open there.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { Keyring, SealPurpose } from './keyring.ts';

export interface SealedValues {
  seal(purpose: SealPurpose, plaintext: string, context: string): string;
  /** Undefined when it was sealed under another secret, epoch, purpose or context, or is damaged. */
  open(purpose: SealPurpose, sealed: string, context: string): string | undefined;
}

/** Of the secrets of time-based codes, all alike. */
export const SECOND_FACTOR_CONTEXT = 'time-based code';

const CIPHER = 'aes-256-gcm';
/** NIST SP 800-38D: 96 random bits, for far fewer than 2^32 values of one key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORM = /^v1\.([0-9a-f]{8})\.([A-Za-z0-9_-]+)$/;

/** Tells the keys of two epochs apart without saying anything of either. */
function keyName(key: Buffer): string {
  return createHash('sha256').update('webhood:key-name').update(key).digest('hex').slice(0, 8);
}

function contextBytes(purpose: SealPurpose, context: string): Buffer {
  return Buffer.from(`webhood:${purpose}\0${context}`);
}

export function createSealedValues(keyring: Pick<Keyring, 'key'>): SealedValues {
  return {
    seal: (purpose, plaintext, context) => {
      const key = keyring.key(purpose);
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(contextBytes(purpose, context));
      const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      const whole = Buffer.concat([nonce, body, cipher.getAuthTag()]);
      return `v1.${keyName(key)}.${whole.toString('base64url')}`;
    },

    open: (purpose, sealed, context) => {
      const [, name, text = ''] = FORM.exec(sealed) ?? [];
      const key = keyring.key(purpose);
      if (name !== keyName(key)) return undefined;
      const whole = Buffer.from(text, 'base64url');
      if (whole.length < NONCE_BYTES + TAG_BYTES) return undefined;
      const nonce = whole.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(contextBytes(purpose, context));
      decipher.setAuthTag(whole.subarray(-TAG_BYTES));
      try {
        const body = decipher.update(whole.subarray(NONCE_BYTES, -TAG_BYTES));
        return Buffer.concat([body, decipher.final()]).toString('utf8');
      } catch {
        // The tag does not match: it is another context's value, or was changed.
        return undefined;
      }
    },
  };
}
