/** Row types of every table, for Kysely. The SQL in `migrations/` is what they describe. */
import type {
  ArtifactKind,
  PartialReasonCode,
  Phase,
  PictureSize,
  ScanData,
  ScanFailureCode,
  ScanOptions,
  ScanState,
  UrlNotice,
  VISIBILITIES,
} from '@webhood/contract';
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { AccountsTables } from './schema-accounts.ts';
import type { AuditTables } from './schema-audit.ts';
import type { EventTables } from './schema-events.ts';
import type { LookupsTables } from './schema-lookups.ts';
import type { RequestCountTables } from './schema-request-counts.ts';
import type { RetentionTables } from './schema-retention.ts';
import type { SignInTables } from './schema-sign-in.ts';
import type { SignInCountTables } from './schema-sign-in-counts.ts';
import type { SubmissionTables } from './schema-submission.ts';
import type { WebhookTables } from './schema-webhooks.ts';

/** JSON goes in as text, because `pg` would send an array as a PostgreSQL array. */
type Json<T> = ColumnType<T, string, string>;
type JsonOrNull<T> = ColumnType<T | null, string | null | undefined, string | null>;

export interface ScansTable {
  id: string;
  slug: string;
  state: ScanState;
  phase: Phase | null;
  url: string;
  final_url: Generated<string>;
  title: Generated<string>;
  /** Without what is secret of them. */
  options: Json<ScanOptions>;
  sealed_options: string | null;
  /** Of before secrets were sealed; none is left once a server has started. */
  has_plain_secrets: Generated<boolean>;
  notices: Generated<UrlNotice[]>;
  visibility: (typeof VISIBILITIES)[number];
  submitted_by_kind: 'user' | 'token';
  submitted_by_id: string;
  submitted_by_name: string;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
  priority: Generated<number>;
  fair_key: number;
  queued_at: Generated<Date>;
  available_at: Generated<Date>;
  required_address: string | null;
  required_reach: 'loopback' | 'non_public' | null;
  attempt: Generated<number>;
  failed_attempts: Generated<number>;
  scanner_id: string | null;
  scanner_name: string | null;
  lease_until: Date | null;
  started_at: Date | null;
  done_at: Date | null;
  error_code: ScanFailureCode | null;
  error_message: Generated<string>;
  completeness: 'complete' | 'partial' | null;
  missing: Generated<PartialReasonCode[]>;
  scan_data: JsonOrNull<ScanData>;
  screenshot_sha256: string | null;
  html_sha256: string | null;
  /** What it is found by; see `features/search`. */
  terms: Generated<string[]>;
  search_text: GeneratedAlways<string>;
  tags: Generated<string[]>;
  not_before: Date | null;
  target_scanner_id: string | null;
  required_labels: Generated<string[]>;
  rescan_of: string | null;
}

/** Every term that any scan has or had. */
export interface SearchTermsTable {
  term: string;
}

export interface ScanAttemptsTable {
  scan_id: string;
  attempt: number;
  scanner_id: string;
  job_token_hash: string;
  leased_at: Generated<Date>;
  ended_at: Date | null;
  outcome: 'completed' | 'failed' | 'expired' | 'returned' | 'cancelled' | null;
  code: ScanFailureCode | null;
  message: string | null;
  reply_state: 'queued' | 'done' | 'error' | null;
  uploaded_bytes: Generated<number>;
}

/** While traces are configured. */
export interface ScanTracesTable {
  scan_id: string;
  traceparent: string;
}

export interface BlobsTable {
  sha256: string;
  size: number;
  last_used_at: Generated<Date>;
  checked_at: Generated<Date | null>;
  damaged_at: Generated<Date | null>;
}

export interface BlobUploadersTable {
  sha256: string;
  scanner_id: string;
}

export interface RenditionsTable {
  source_sha256: string;
  picture: PictureSize;
  sha256: string | null;
  size: number | null;
  failure: 'unreadable' | 'too_large' | null;
}

export interface ArtifactsTable {
  scan_id: string;
  path: string;
  kind: ArtifactKind;
  media_type: string;
  sha256: string;
  size: number;
}

export interface SavedSearchesTable {
  id: string;
  user_id: string;
  name: string;
  q: string;
  created_at: Generated<Date>;
}

export interface Schema
  extends AccountsTables,
    AuditTables,
    EventTables,
    LookupsTables,
    RetentionTables,
    SignInTables,
    SignInCountTables,
    RequestCountTables,
    SubmissionTables,
    WebhookTables {
  scans: ScansTable;
  search_terms: SearchTermsTable;
  saved_searches: SavedSearchesTable;
  scan_attempts: ScanAttemptsTable;
  scan_traces: ScanTracesTable;
  blobs: BlobsTable;
  blob_uploaders: BlobUploadersTable;
  artifacts: ArtifactsTable;
  renditions: RenditionsTable;
}
