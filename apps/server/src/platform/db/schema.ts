/** Row types of every table, for Kysely. The SQL in `migrations/` is what they describe. */
import type { Generated, JSONColumnType } from 'kysely';
import type { AccountsTables } from './schema-accounts.ts';

/** JSON goes in as text, because `pg` would send an array as a PostgreSQL array. */
type Json = JSONColumnType<object, string, string>;

export interface ScansTable {
  id: string;
  slug: string;
  state: string;
  phase: string | null;
  url: string;
  final_url: Generated<string>;
  title: Generated<string>;
  options: Json;
  notices: Generated<string[]>;
  visibility: string;
  submitted_by_kind: string;
  submitted_by_id: string;
  submitted_by_name: string;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
  priority: Generated<number>;
  fair_key: number;
  queued_at: Generated<Date>;
  available_at: Generated<Date>;
  required_address: string | null;
  requires_local: Generated<boolean>;
  attempt: Generated<number>;
  failed_attempts: Generated<number>;
  scanner_id: string | null;
  scanner_name: string | null;
  lease_until: Date | null;
  started_at: Date | null;
  done_at: Date | null;
  error_code: string | null;
  error_message: Generated<string>;
  completeness: string | null;
  missing: Generated<string[]>;
  scan_data: JSONColumnType<object, string, string> | null;
  screenshot_sha256: string | null;
  html_sha256: string | null;
}

export interface ScanAttemptsTable {
  scan_id: string;
  attempt: number;
  scanner_id: string;
  job_token_hash: string;
  leased_at: Generated<Date>;
  ended_at: Date | null;
  outcome: string | null;
  code: string | null;
  message: string | null;
  reply_state: string | null;
  uploaded_bytes: Generated<number>;
}

export interface BlobsTable {
  sha256: string;
  size: number;
  last_used_at: Generated<Date>;
}

export interface BlobUploadersTable {
  sha256: string;
  scanner_id: string;
}

export interface ArtifactsTable {
  scan_id: string;
  path: string;
  kind: string;
  media_type: string;
  sha256: string;
  size: number;
}

export interface Schema extends AccountsTables {
  scans: ScansTable;
  scan_attempts: ScanAttemptsTable;
  blobs: BlobsTable;
  blob_uploaders: BlobUploadersTable;
  artifacts: ArtifactsTable;
}
