/**
 * Replaces the installation's epoch. Every credential ends by what becomes of its row, in one
 * transaction: a server that has not heard of the new epoch yet finds no row to accept either.
 * Locks are taken in the order of a commit: scan, attempt, scanner.
 */
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { EpochKeyring } from '../../platform/crypto/keyring.ts';
import { createSealedValues, SECOND_FACTOR_CONTEXT } from '../../platform/crypto/sealed-values.ts';
import type { Db } from '../../platform/db/database.ts';
import type { Transaction } from '../../platform/db/transaction.ts';
import { inTransaction } from '../../platform/db/transactor.ts';

export interface RotationCounts {
  sessions: number;
  apiTokens: number;
  scannerTokens: number;
  /** Scans that were running and are queued again. */
  requeuedScans: number;
  secondFactors: number;
}

export interface RotationKeys {
  keysOf(epoch: string): EpochKeyring;
  secretCheck: string;
}

/** As many random bits as any key that is made from it. */
const EPOCH_BYTES = 32;

const now = sql<Date>`clock_timestamp()`;

export function createRotationStore(db: Db) {
  async function sealAgain(tx: Db, from: EpochKeyring, to: EpochKeyring): Promise<void> {
    const [before, after] = [createSealedValues(from), createSealedValues(to)];
    const scans = await tx
      .selectFrom('scans')
      .select(['id', 'sealed_options'])
      .where('sealed_options', 'is not', null)
      .orderBy('id')
      .forUpdate()
      .execute();
    for (const { id, sealed_options: sealed } of scans) {
      const opened = before.open('scan-secrets', sealed ?? '', id);
      // What does not open stays, and its scan says so when its turn comes.
      if (opened === undefined) continue;
      const again = after.seal('scan-secrets', opened, id);
      await tx.updateTable('scans').set({ sealed_options: again }).where('id', '=', id).execute();
    }
    const webhooks = await tx
      .selectFrom('webhooks')
      .select(['id', 'sealed_secret'])
      .orderBy('id')
      .forUpdate()
      .execute();
    for (const { id, sealed_secret: sealed } of webhooks) {
      const opened = before.open('webhook', sealed, id);
      if (opened === undefined) continue;
      const again = after.seal('webhook', opened, id);
      await tx.updateTable('webhooks').set({ sealed_secret: again }).where('id', '=', id).execute();
    }
    const scanners = await tx
      .selectFrom('scanners')
      .select(['id', 'sealed_proxy'])
      .where('sealed_proxy', 'is not', null)
      .orderBy('id')
      .forUpdate()
      .execute();
    for (const { id, sealed_proxy: sealed } of scanners) {
      const opened = before.open('scanner-proxy', sealed ?? '', id);
      if (opened === undefined) continue;
      const again = after.seal('scanner-proxy', opened, id);
      await tx.updateTable('scanners').set({ sealed_proxy: again }).where('id', '=', id).execute();
    }
    const factors = await tx
      .selectFrom('totp_factors')
      .select(['user_id', 'secret'])
      .orderBy('user_id')
      .forUpdate()
      .execute();
    for (const { user_id: userId, secret } of factors) {
      const opened = before.open('second-factor', secret, SECOND_FACTOR_CONTEXT);
      if (opened === undefined) continue;
      const again = after.seal('second-factor', opened, SECOND_FACTOR_CONTEXT);
      await tx
        .updateTable('totp_factors')
        .set({ secret: again })
        .where('user_id', '=', userId)
        .execute();
    }
  }

  /** A scan whose scanner cannot report any more waits for the next one, at once. */
  async function requeueRunning(tx: Db): Promise<number> {
    const { numUpdatedRows } = await tx
      .updateTable('scans')
      .set({
        state: 'queued',
        phase: null,
        lease_until: null,
        scanner_id: null,
        scanner_name: null,
        started_at: null,
        available_at: now,
        updated_at: now,
      })
      .where('state', '=', 'running')
      .executeTakeFirst();
    await tx
      .updateTable('scan_attempts')
      .set({ outcome: 'returned', ended_at: now })
      .where('ended_at', 'is', null)
      .execute();
    await tx
      .updateTable('scan_attempts')
      .set({ job_token_hash: '' })
      .where('job_token_hash', '<>', '')
      .execute();
    return Number(numUpdatedRows);
  }

  async function endCredentials(tx: Db) {
    const scanners = await tx
      .updateTable('scanners')
      .set({ token_hash: null })
      .where('token_hash', 'is not', null)
      .executeTakeFirst();
    const tokens = await tx
      .updateTable('api_tokens')
      .set({ revoked_at: now })
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    await tx.deleteFrom('sign_in_steps').execute();
    const sessions = await tx.deleteFrom('sessions').executeTakeFirst();
    return {
      scannerTokens: Number(scanners.numUpdatedRows),
      apiTokens: Number(tokens.numUpdatedRows),
      sessions: Number(sessions.numDeletedRows),
    };
  }

  return {
    rotate: async (
      transaction: Transaction,
      { keysOf, secretCheck }: RotationKeys,
      options: { voidSecondFactors: boolean },
    ): Promise<RotationCounts> => {
      const tx = inTransaction(db, transaction);
      const old = await tx
        .selectFrom('installation')
        .select('epoch')
        .forUpdate()
        .executeTakeFirstOrThrow();
      const epoch = randomBytes(EPOCH_BYTES).toString('hex');
      await sealAgain(tx, keysOf(old.epoch), keysOf(epoch));
      const requeuedScans = await requeueRunning(tx);
      const ended = await endCredentials(tx);
      if (options.voidSecondFactors) {
        await tx.updateTable('recovery_codes').set({ used_at: now }).execute();
      }
      const factors = await tx
        .selectFrom('totp_factors')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      await tx.updateTable('installation').set({ epoch, secret_check: secretCheck }).execute();
      await sql`select pg_notify('epoch_changed', '')`.execute(tx);
      return { ...ended, requeuedScans, secondFactors: factors.count };
    },
  };
}

export type RotationStore = ReturnType<typeof createRotationStore>;
