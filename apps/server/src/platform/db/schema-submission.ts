/** See `migrations/0010-submission.sql`. */
import type { ProblemCode } from '@webhood/contract';
import type { ColumnType, Generated } from 'kysely';

/** What one URL of a submission was answered, as far as it is kept. */
export type KeptVerdict =
  | { verdict: 'accepted' | 'reused'; id: string }
  | { verdict: 'refused'; code: ProblemCode; detail: string };

export interface IdempotencyKeysTable {
  owner_kind: 'user' | 'token';
  owner_id: string;
  route: string;
  key: string;
  fingerprint: string;
  verdicts: ColumnType<KeptVerdict[], string | undefined, string>;
  created_at: Generated<Date>;
}

interface SubmissionCountsTable {
  owner_kind: 'user' | 'token';
  owner_id: string;
  day: string;
  scans: number;
}

export interface SubmissionTables {
  submission_counts: SubmissionCountsTable;
  idempotency_keys: IdempotencyKeysTable;
}
