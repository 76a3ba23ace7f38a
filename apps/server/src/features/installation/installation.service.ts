/** The keys of this installation, and what becomes of them when its secret or epoch changes. */
import type { Logger } from 'pino';
import { createEpochKeyring, secretCheck } from '../../platform/crypto/keyring.ts';
import type { Transaction, Transactor } from '../../platform/db/transaction.ts';
import { StartFailure } from '../../platform/process/start-failure.ts';
import type { InstallationStore } from './installation.store.ts';
import { createLiveKeyring, type LiveKeyring } from './live-keyring.service.ts';
import type { RotationCounts, RotationStore } from './rotation.store.ts';

interface InstallationDeps {
  secret: string;
  store: InstallationStore;
  rotations: RotationStore;
  transactor: Transactor;
  /** Notes the rotation where it cannot be undone, in its transaction. */
  recordRotation(tx: Transaction, cause: RotationCause, counts: RotationCounts): Promise<void>;
  log: Logger;
}

export type RotationCause = 'requested' | 'secret_changed';

export function createInstallationService(deps: InstallationDeps) {
  const { store, rotations, transactor, recordRotation, log } = deps;
  const secret = Buffer.from(deps.secret);
  const check = secretCheck(secret);

  function rotateFor(cause: RotationCause): Promise<RotationCounts> {
    return transactor.run(async (tx) => {
      const keys = {
        keysOf: (epoch: string) => createEpochKeyring(secret, epoch),
        secretCheck: check,
      };
      const voidSecondFactors = cause === 'secret_changed';
      const counts = await rotations.rotate(tx, keys, { voidSecondFactors });
      await recordRotation(tx, cause, counts);
      log.warn({ cause, ...counts }, 'installation.epoch_replaced');
      return counts;
    });
  }

  async function openKeyring(): Promise<LiveKeyring> {
    return createLiveKeyring({
      secret,
      first: await store.read(),
      read: store.read,
      now: () => performance.now(),
      onForeignSecret: () => log.error({}, 'installation.secret_differs'),
    });
  }

  return {
    /**
     * For a server: a secret that is another one than before ends all that was made under that, and
     * voids the second factors, which cannot be read any more.
     */
    openForServer: async (): Promise<LiveKeyring> => {
      await store.adoptSecret(check);
      const known = await store.read();
      if (known.secretCheck !== check) await rotateFor('secret_changed');
      return openKeyring();
    },

    /** For a command, whose environment may be wrong. @throws StartFailure when the secret is */
    openForCommand: async (): Promise<LiveKeyring> => {
      await store.adoptSecret(check);
      const known = await store.read();
      if (known.secretCheck === check) return openKeyring();
      throw new StartFailure(
        'invalid_configuration',
        'WEBHOOD_SECRET is not the one that the server was last started with. Give this command the same; or, to change it, start the server with the new one first.',
      );
    },

    /** A new epoch: everybody signs in again, and every token is made anew. */
    rotate: () => rotateFor('requested'),
  };
}

export type InstallationService = ReturnType<typeof createInstallationService>;
