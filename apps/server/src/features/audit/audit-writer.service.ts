/**
 * Writes what happens to the audit log. What comes while one insert is under way is written by the
 * next, in one statement: the chain's lock is taken once for all of them, and its wait for the disk
 * bounds the records of one insert and not their number.
 */
import type { Logger } from 'pino';
import type { Transaction } from '../../platform/db/transaction.ts';
import type { AuditRecord } from './audit.store.ts';

/** Rows of one statement: far below the 65,535 parameters that it may have. */
const BATCH = 500;
/** Records that wait. Past it the database is away, and requests fail anyway. */
const MAX_WAITING = 20_000;

interface AuditWriterDeps {
  insert(records: readonly AuditRecord[], tx?: Transaction): Promise<void>;
  log: Logger;
}

interface Waiting {
  record: AuditRecord;
  written(): void;
  failed(error: unknown): void;
}

export function createAuditWriter({ insert, log }: AuditWriterDeps) {
  const waiting: Waiting[] = [];
  let isWriting = false;

  async function writeAll(): Promise<void> {
    if (isWriting) return;
    isWriting = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, BATCH);
      try {
        await insert(batch.map(({ record }) => record));
        for (const each of batch) each.written();
      } catch (error) {
        log.error({ err: error, records: batch.length }, 'audit.write_failed');
        for (const each of batch) each.failed(error);
      }
    }
    isWriting = false;
  }

  return {
    /** Resolves when it is in the log. @throws AppError `unavailable` */
    write: (record: AuditRecord): Promise<void> => {
      if (waiting.length >= MAX_WAITING)
        return Promise.reject(new Error('The audit log is behind.'));
      return new Promise((resolve, reject) => {
        waiting.push({ record, written: resolve, failed: reject });
        void writeAll();
      });
    },

    /** In a transaction that makes what it records: both or neither. */
    writeIn: (tx: Transaction, record: AuditRecord): Promise<void> => insert([record], tx),
  };
}

export type AuditWriter = ReturnType<typeof createAuditWriter>;
