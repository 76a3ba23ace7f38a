/**
 * The scan's row is the queue and the fence. What is decided by time is decided by the
 * database's clock, inside the statement that acts on it.
 */
import {
  type CommitReply,
  LEASE_TIMES,
  type Phase,
  type ScanData,
  type ScanFailureCode,
  type ScanOptions,
} from '@webhood/contract';
import { sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';
import type { DatabaseListener } from '../../platform/db/listen.ts';
import type { Transaction } from '../../platform/db/transaction.ts';
import { inTransaction } from '../../platform/db/transactor.ts';
import type { AttemptEnd } from './attempt-end.ts';

export interface ClaimingScanner {
  id: string;
  name: string;
  allowNetworks: string[];
  /** Which names off the public internet it can be given. */
  reaches: ('loopback' | 'non_public')[];
}

export interface ClaimedScan {
  id: string;
  slug: string;
  url: string;
  options: ScanOptions;
  attempt: number;
}

export interface JobKey {
  scanId: string;
  attempt: number;
}

export interface AttemptRecord {
  scannerId: string;
  jobTokenHash: string;
  scannerRemoved: boolean;
  outcome: string | null;
  uploadedBytes: number;
}

/** What a commit finds under its locks. */
export interface CommitView {
  /** What this attempt's commit answered before. */
  reply: CommitReply | undefined;
  /** Set while the attempt holds its lease. */
  live: LiveScan | undefined;
}

export interface LiveScan {
  slug: string;
  url: string;
  failedAttempts: number;
  submittedBy: { kind: 'user' | 'token'; name: string };
  createdAt: Date;
  startedAt: Date;
  scannerId: string;
}

export interface ScanResult {
  state: 'done' | 'error';
  finalUrl: string;
  title: string;
  errorCode: ScanFailureCode | null;
  errorMessage: string;
  completeness: 'complete' | 'partial' | null;
  missing: string[];
  scanData: ScanData;
  screenshotSha256: string | null;
  htmlSha256: string | null;
}

export interface EndedLease extends JobKey {
  failedAttempts: number;
}

const now = sql<Date>`clock_timestamp()`;
const leaseEnd = sql<Date>`clock_timestamp() + make_interval(secs => ${LEASE_TIMES.leaseSeconds})`;

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

  /** Takes the scan whose turn it is, and nobody else gets it. */
  async function claim(
    scanner: ClaimingScanner,
    jobTokenHash: string,
  ): Promise<ClaimedScan | undefined> {
    const { rows } = await sql<ClaimedScan>`
      with next as (
        select id from scans
        where state = 'queued' and available_at <= clock_timestamp()
          and (required_address is null
               or required_address <<= any(${scanner.allowNetworks}::inet[]))
          and (required_reach is null or required_reach = any(${scanner.reaches}::text[]))
          and exists (select 1 from scanners where id = ${scanner.id} and removed_at is null)
        order by priority desc, fair_key, queued_at
        limit 1
        for update of scans skip locked
      ), claimed as (
        update scans set
          state = 'running', phase = 'opening', attempt = attempt + 1,
          scanner_id = ${scanner.id}, scanner_name = ${scanner.name},
          lease_until = ${leaseEnd}, started_at = clock_timestamp(), updated_at = clock_timestamp()
        from next where scans.id = next.id
        returning scans.id, slug, url, options, attempt
      ), noted as (
        insert into scan_attempts (scan_id, attempt, scanner_id, job_token_hash)
        select id, attempt, ${scanner.id}, ${jobTokenHash} from claimed
      )
      select id, slug, url, options, attempt from claimed
    `.execute(db);
    return rows[0];
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
      .select(['attempt.scanner_id', 'job_token_hash', 'outcome', 'uploaded_bytes'])
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
        uploadedBytes: row.uploaded_bytes,
      }
    );
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
      where id = ${job.scanId} and attempt = ${job.attempt}
        and state = 'running' and lease_until > clock_timestamp()
    `.execute(db);
    return numAffectedRows === 1n;
  }

  /** Counts an upload's bytes. False when the attempt's bound would be passed. */
  async function countUpload(job: JobKey, bytes: number, bound: number): Promise<boolean> {
    const { numUpdatedRows } = await db
      .updateTable('scan_attempts')
      .set({ uploaded_bytes: sql<number>`uploaded_bytes + ${bytes}` })
      .where('scan_id', '=', job.scanId)
      .where('attempt', '=', job.attempt)
      .where(sql<boolean>`uploaded_bytes + ${bytes} <= ${bound}`)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  /** Locks the scan, then the attempt, and the scanner against removal, until the commit. */
  async function lockForCommit(tx: Transaction, job: JobKey): Promise<CommitView> {
    const handle = inTransaction(db, tx);
    const scan = await handle
      .selectFrom('scans')
      .selectAll()
      .select(sql<boolean>`lease_until > clock_timestamp()`.as('in_time'))
      .where('id', '=', job.scanId)
      .forUpdate()
      .executeTakeFirst();
    const attempt = await handle
      .selectFrom('scan_attempts')
      .select(['reply_state', 'scanner_id', 'outcome'])
      .where('scan_id', '=', job.scanId)
      .where('attempt', '=', job.attempt)
      .forUpdate()
      .executeTakeFirst();
    if (attempt?.reply_state) {
      return { reply: { state: attempt.reply_state, attempt: job.attempt }, live: undefined };
    }
    const scanner = await handle
      .selectFrom('scanners')
      .select('id')
      .where('id', '=', attempt?.scanner_id ?? '')
      .where('removed_at', 'is', null)
      .forShare()
      .executeTakeFirst();
    const isLive =
      scanner && scan?.state === 'running' && scan.attempt === job.attempt && scan.in_time;
    if (!isLive) return { reply: undefined, live: undefined };
    return {
      reply: undefined,
      live: {
        slug: scan.slug,
        url: scan.url,
        failedAttempts: scan.failed_attempts,
        submittedBy: { kind: scan.submitted_by_kind, name: scan.submitted_by_name },
        createdAt: scan.created_at,
        startedAt: scan.started_at ?? scan.created_at,
        scannerId: scanner.id,
      },
    };
  }

  async function finish(tx: Transaction, job: JobKey, result: ScanResult): Promise<CommitReply> {
    const handle = inTransaction(db, tx);
    await handle
      .updateTable('scans')
      .set({
        state: result.state,
        phase: null,
        lease_until: null,
        final_url: result.finalUrl,
        title: result.title,
        error_code: result.errorCode,
        error_message: result.errorMessage,
        completeness: result.completeness,
        missing: sql`${result.missing}::text[]`,
        scan_data: JSON.stringify(result.scanData),
        screenshot_sha256: result.screenshotSha256,
        html_sha256: result.htmlSha256,
        done_at: now,
        updated_at: now,
      })
      .where('id', '=', job.scanId)
      .execute();
    await handle
      .updateTable('scan_attempts')
      .set({ outcome: 'completed', ended_at: now, reply_state: result.state })
      .where('scan_id', '=', job.scanId)
      .where('attempt', '=', job.attempt)
      .execute();
    return { state: result.state, attempt: job.attempt };
  }

  /** Ends an attempt without a result: back into the queue, or the end of the scan. */
  async function endAttempt(
    tx: Transaction,
    job: JobKey,
    end: AttemptEnd,
    outcome: 'failed' | 'expired',
  ): Promise<CommitReply> {
    const handle = inTransaction(db, tx);
    const next =
      end.next.kind === 'retry'
        ? {
            state: 'queued' as const,
            queued_at: now,
            available_at: sql<Date>`clock_timestamp() + make_interval(secs => ${end.next.afterSeconds})`,
          }
        : {
            state: 'error' as const,
            error_code: end.next.code,
            error_message: end.next.message,
            done_at: now,
          };
    await handle
      .updateTable('scans')
      .set({
        ...next,
        phase: null,
        lease_until: null,
        failed_attempts: sql<number>`failed_attempts + 1`,
        updated_at: now,
      })
      .where('id', '=', job.scanId)
      .execute();
    await handle
      .updateTable('scan_attempts')
      .set({
        outcome,
        ended_at: now,
        code: end.cause.code,
        message: end.cause.message,
        // A lease that ran out was answered to nobody.
        reply_state: outcome === 'failed' ? next.state : null,
      })
      .where('scan_id', '=', job.scanId)
      .where('attempt', '=', job.attempt)
      .execute();
    return { state: next.state, attempt: job.attempt };
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

  /** Locks leases that have run out, skipping what another server is ending. */
  async function lockEnded(tx: Transaction, limit: number): Promise<EndedLease[]> {
    const rows = await inTransaction(db, tx)
      .selectFrom('scans')
      .select(['id', 'attempt', 'failed_attempts'])
      .where('state', '=', 'running')
      .where('lease_until', '<=', now)
      .orderBy('lease_until')
      .limit(limit)
      .forUpdate()
      .skipLocked()
      .execute();
    return rows.map((row) => ({
      scanId: row.id,
      attempt: row.attempt,
      failedAttempts: row.failed_attempts,
    }));
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
    watchQueue,
    claim,
    nextDueMs,
    attemptOf,
    isLive,
    extend,
    countUpload,
    lockForCommit,
    finish,
    endAttempt,
    giveBack,
    lockEnded,
    forgetAttempts,
  };
}
