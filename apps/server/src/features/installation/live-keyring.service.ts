import {
  createEpochKeyring,
  type KeyPurpose,
  type Keyring,
  secretCheck,
} from '../../platform/crypto/keyring.ts';
import { AppError } from '../../platform/http/app-error.ts';
import type { InstallationRecord } from './installation.store.ts';

/** How old what we know of the epoch may be when a request is judged. */
const FRESH_MS = 1_000;
const RETRY_SECONDS = 30;

interface LiveKeyringDeps {
  secret: Buffer;
  first: InstallationRecord;
  read(): Promise<InstallationRecord>;
  /** Milliseconds that only go forward. */
  now(): number;
  onForeignSecret(): void;
}

export interface LiveKeyring extends Keyring {
  /** Reads the epoch now, however lately it was read. */
  reread(): Promise<void>;
}

/** The keys of the present epoch: each use of a key takes the newest that this process knows. */
export function createLiveKeyring(deps: LiveKeyringDeps): LiveKeyring {
  const { secret, read, now } = deps;
  const ownCheck = secretCheck(secret);
  const listeners: (() => void)[] = [];
  let { epoch } = deps.first;
  let keys = createEpochKeyring(secret, epoch);
  let isForeign = false;
  let readAt = now();
  let reading: Promise<void> | undefined;

  async function reread(): Promise<void> {
    const startedAt = now();
    const record = await read();
    readAt = startedAt;
    const wasForeign = isForeign;
    isForeign = record.secretCheck !== null && record.secretCheck !== ownCheck;
    if (isForeign && !wasForeign) deps.onForeignSecret();
    if (record.epoch === epoch) return;
    epoch = record.epoch;
    keys = createEpochKeyring(secret, epoch);
    for (const tell of listeners) tell();
  }

  async function refresh(): Promise<void> {
    if (now() - readAt >= FRESH_MS) {
      reading ??= reread().finally(() => {
        reading = undefined;
      });
      await reading;
    }
    if (!isForeign) return;
    const message = 'This server has another WEBHOOD_SECRET than the installation. Restart it.';
    throw new AppError('unavailable', message, { retryAfterSeconds: RETRY_SECONDS });
  }

  return {
    key: (purpose: KeyPurpose) => keys.key(purpose),
    hash: (purpose, token) => keys.hash(purpose, token),
    onChange: (tell) => {
      listeners.push(tell);
    },
    refresh,
    reread,
  };
}
