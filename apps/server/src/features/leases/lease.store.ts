/**
 * The scan's row is the queue and the fence. What is decided by time is decided by the
 * database's clock, inside the statement that acts on it.
 */
import { LEASE_TIMES, type Phase } from '@webhood/contract';
import { sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';
import type { DatabaseListener } from '../../platform/db/listen.ts';
import type { Transaction } from '../../platform/db/transaction.ts';
import { inTransaction } from '../../platform/db/transactor.ts';
import { AppError } from '../../platform/http/app-error.ts';
import { type ClaimedScan, type ClaimingScanner, claimOnce } from './claim.store.ts';
import { createCommitStore, type JobKey } from './commit.store.ts';
import { createQueueUpkeepStore } from './queue-upkeep.store.ts';

export type { ClaimedScan, ClaimingScanner } from './claim.store.ts';

export interface AttemptRecord {
  scannerId: string;
  jobTokenHash: string;
  scannerRemoved: boolean;
  outcome: string | null;
}

const now = sql<Date>`clock_timestamp()`;
const leaseEnd = sql<Date>`clock_timestamp() + make_interval(secs => ${LEASE_TIMES.leaseSeconds})`;

/**
 * Where the last scans of a pool are just being claimed by others, there is another pool's to be
 * had. Each try means that somebody else got one.
 */
const CLAIM_TRIES = 20;

export type LeaseStore = ReturnType<typeof createLeaseStore>;

interface LeaseStoreDeps {
  db: Db;
  listener: DatabaseListener;
}

export function createLeaseStore({ db, listener }: LeaseStoreDeps) {
  /** Calls `onWork` whenever a scan may have become leasable. Returns how to end that. */
  async function watchQueue(onWork: () => void): Promise<() => void> {
    return listener.subscribe('scan_queued', { onNotification: onWork, onResync: onWork });
  }

  /**
   * Takes the scan whose turn it is, and nobody else gets it.
   * @throws AppError `unauthenticated`: the scanner was removed, or its token ended
   */
  async function claim(
    scanner: ClaimingScanner,
    jobTokenHash: string,
  ): Promise<ClaimedScan | undefined> {
    if (!scanner.isBounded) return claimIn(db, scanner, jobTokenHash);
    // Two slots that ask at once would each count the other out, and pass the bound together.
    return db.transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${scanner.id}, 0))`.execute(tx);
      return claimIn(tx, scanner, jobTokenHash);
    });
  }

  async function claimIn(
    handle: Db,
    scanner: ClaimingScanner,
    jobTokenHash: string,
  ): Promise<ClaimedScan | undefined> {
    for (let tried = 0; tried < CLAIM_TRIES; tried++) {
      const { isKnown, hasWork, ...claimed } = await claimOnce(handle, scanner, jobTokenHash);
      if (!isKnown) {
        throw new AppError('unauthenticated', 'This scanner was removed, or its token ended.');
      }
      if (claimed.id !== null) return claimed;
      if (!hasWork) return undefined;
    }
    return undefined;
  }

  /** Milliseconds until the next waiting scan may be tried again; undefined when none waits. */
  async function nextDueMs(): Promise<number | undefined> {
    const { rows } = await sql<{ due: number | null }>`
      select (extract(epoch from min(available_at) - clock_timestamp()) * 1000)::float8 as due
      from scans where state = 'queued' and available_at > clock_timestamp()
    `.execute(db);
    return rows[0]?.due ?? undefined;
  }

  async function attemptOf(job: JobKey): Promise<AttemptRecord | undefined> {
    const row = await db
      .selectFrom('scan_attempts as attempt')
      .leftJoin('scanners', 'scanners.id', 'attempt.scanner_id')
      .select(['attempt.scanner_id', 'job_token_hash', 'outcome'])
      .select(({ or, eb }) =>
        or([eb('scanners.id', 'is', null), eb('removed_at', 'is not', null)]).as('removed'),
      )
      .where('scan_id', '=', job.scanId)
      .where('attempt', '=', job.attempt)
      .executeTakeFirst();
    return (
      row && {
        scannerId: row.scanner_id,
        jobTokenHash: row.job_token_hash,
        scannerRemoved: row.removed === true,
        outcome: row.outcome,
      }
    );
  }

  /** Where the scan's trace goes on, and its last wait; undefined where it has none. */
  async function traceOf(
    scanId: string,
  ): Promise<{ traceparent: string; queuedAt: Date; leasedAt: Date } | undefined> {
    return db
      .selectFrom('scan_traces')
      .innerJoin('scans', 'scans.id', 'scan_traces.scan_id')
      .select([
        'traceparent',
        sql<Date>`greatest(queued_at, available_at)`.as('queuedAt'),
        sql<Date>`coalesce(started_at, clock_timestamp())`.as('leasedAt'),
      ])
      .where('scan_id', '=', scanId)
      .executeTakeFirst();
  }

  /** Whether the attempt holds its lease now. */
  async function isLive(job: JobKey): Promise<boolean> {
    const { rows } = await sql`
      select 1 from scans where id = ${job.scanId} and attempt = ${job.attempt}
        and state = 'running' and lease_until > clock_timestamp()
    `.execute(db);
    return rows.length === 1;
  }

  /** False when the lease has ended. */
  async function extend(job: JobKey, phase: Phase): Promise<boolean> {
    const { numAffectedRows } = await sql`
      update scans set
        lease_until = ${leaseEnd}, phase = ${phase},
        updated_at = case when phase = ${phase} then updated_at else clock_timestamp() end
      from scan_attempts as held
      where id = ${job.scanId} and scans.attempt = ${job.attempt}
        and state = 'running' and lease_until > clock_timestamp()
        and held.scan_id = scans.id and held.attempt = scans.attempt
        and held.leased_at > clock_timestamp() - make_interval(secs => ${LEASE_TIMES.attemptSeconds})
    `.execute(db);
    return numAffectedRows === 1n;
  }

  /** Bytes that the attempt has stored. */
  async function uploadedBytes(job: JobKey): Promise<number> {
    const row = await db
      .selectFrom('scan_attempts')
      .select('uploaded_bytes')
      .where('scan_id', '=', job.scanId)
      .where('attempt', '=', job.attempt)
      .executeTakeFirst();
    return row?.uploaded_bytes ?? 0;
  }

  /** Counts what was stored, and locks the attempt. False when its bound would be passed. */
  async function countUpload(
    tx: Transaction,
    job: JobKey,
    bytes: number,
    bound: number,
  ): Promise<boolean> {
    const { numUpdatedRows } = await inTransaction(db, tx)
      .updateTable('scan_attempts')
      .set({ uploaded_bytes: sql<number>`uploaded_bytes + ${bytes}` })
      .where('scan_id', '=', job.scanId)
      .where('attempt', '=', job.attempt)
      .where(sql<boolean>`uploaded_bytes + ${bytes} <= ${bound}`)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  /** A lease that never reached its scanner: as if it had not been given, but for its number. */
  async function giveBack(job: JobKey): Promise<boolean> {
    return db.transaction().execute(async (handle) => {
      const { numUpdatedRows } = await handle
        .updateTable('scans')
        .set({
          state: 'queued',
          phase: null,
          lease_until: null,
          scanner_id: null,
          scanner_name: null,
          started_at: null,
          updated_at: now,
        })
        .where('id', '=', job.scanId)
        .where('attempt', '=', job.attempt)
        .where('state', '=', 'running')
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return false;
      await handle
        .updateTable('scan_attempts')
        .set({ outcome: 'returned', ended_at: now })
        .where('scan_id', '=', job.scanId)
        .where('attempt', '=', job.attempt)
        .execute();
      return true;
    });
  }

  /** Attempts are kept this long after their end, for their scanner to learn of it. */
  async function forgetAttempts(olderThanDays: number): Promise<number> {
    const { numDeletedRows } = await db
      .deleteFrom('scan_attempts')
      .where(
        'leased_at',
        '<',
        sql<Date>`clock_timestamp() - make_interval(days => ${olderThanDays})`,
      )
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('scans').select('id').whereRef('scans.id', '=', 'scan_attempts.scan_id'),
          ),
        ),
      )
      .executeTakeFirst();
    return Number(numDeletedRows);
  }

  return {
    ...createCommitStore({ db }),
    ...createQueueUpkeepStore({ db }),
    watchQueue,
    claim,
    nextDueMs,
    attemptOf,
    traceOf,
    isLive,
    extend,
    uploadedBytes,
    countUpload,
    giveBack,
    forgetAttempts,
  };
}
