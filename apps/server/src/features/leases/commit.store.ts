/**
 * How attempts end, under locks that are always taken in the same order: scan, attempt, scanner.
 */
import type { CommitReply, ScanData, ScanFailureCode } from '@webhood/contract';
import { sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';
import type { Transaction } from '../../platform/db/transaction.ts';
import { inTransaction } from '../../platform/db/transactor.ts';
import { listTerms } from '../search/search-terms.service.ts';
import type { AttemptEnd } from './attempt-end.ts';

export interface JobKey {
  scanId: string;
  attempt: number;
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
  /** For a free scanner, before this attempt. */
  waitedSeconds: number;
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
  /** Null when the report gives none that could be served. */
  scanData: ScanData | null;
  screenshotSha256: string | null;
  htmlSha256: string | null;
  /** What the scan is found by. */
  terms: string[];
}

export interface EndedLease extends JobKey {
  failedAttempts: number;
}

const now = sql<Date>`clock_timestamp()`;

export function createCommitStore({ db }: { db: Db }) {
  /** Locks the scan, then the attempt, and the scanner against removal, until the commit. */
  async function lockForCommit(tx: Transaction, job: JobKey): Promise<CommitView> {
    const handle = inTransaction(db, tx);
    const scan = await handle
      .selectFrom('scans')
      .selectAll()
      .select(sql<boolean>`lease_until > clock_timestamp()`.as('in_time'))
      .select(
        sql<number>`coalesce(extract(epoch from started_at - greatest(queued_at, available_at)), 0)::float8`.as(
          'waited_seconds',
        ),
      )
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
        waitedSeconds: scan.waited_seconds,
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
        scan_data: result.scanData && JSON.stringify(result.scanData),
        screenshot_sha256: result.screenshotSha256,
        html_sha256: result.htmlSha256,
        terms: sql`${result.terms}::text[]`,
        done_at: now,
        updated_at: now,
      })
      .where('id', '=', job.scanId)
      .execute();
    await listTerms(result.terms).execute(handle);
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

  return { lockForCommit, finish, endAttempt, lockEnded };
}
