/** A scan as its row tells it, and who may see it. */
import type {
  PartialReasonCode,
  Phase,
  Priority,
  ScanData,
  ScanFailureCode,
  ScanOptions,
  ScanState,
  UrlNotice,
  VISIBILITIES,
} from '@webhood/contract';
import type { ExpressionBuilder, Selectable } from 'kysely';
import type { ScansTable, Schema } from '../../platform/db/schema.ts';
import { priorityOf } from './priority.ts';

export interface Submitter {
  kind: 'user' | 'token';
  id: string;
  name: string;
}

export interface ScanRecord {
  id: string;
  slug: string;
  state: ScanState;
  phase: Phase | null;
  url: string;
  finalUrl: string;
  title: string;
  options: ScanOptions;
  notices: UrlNotice[];
  visibility: (typeof VISIBILITIES)[number];
  submittedBy: Submitter;
  createdAt: Date;
  updatedAt: Date;
  startedAt: Date | null;
  doneAt: Date | null;
  attempt: number;
  scanner: { id: string; name: string } | null;
  errorCode: ScanFailureCode | null;
  errorMessage: string;
  completeness: 'complete' | 'partial' | null;
  missing: PartialReasonCode[];
  scanData: ScanData | null;
  screenshotSha256: string | null;
  htmlSha256: string | null;
  tags: string[];
  priority: Priority;
  notBefore: Date | null;
  targetScannerId: string | null;
  requiredLabels: string[];
  rescanOf: string | null;
}

/** Whose eyes: everything, or what is the team's and what is their own. */
export type Viewer = { kind: 'all' } | { kind: 'one'; who: Pick<Submitter, 'kind' | 'id'> };

/** Everything that a record shows but its page's summary, which is large and lies elsewhere. */
export const LISTED_COLUMNS = [
  'id',
  'slug',
  'state',
  'phase',
  'url',
  'final_url',
  'title',
  'options',
  'notices',
  'visibility',
  'submitted_by_kind',
  'submitted_by_id',
  'submitted_by_name',
  'created_at',
  'updated_at',
  'started_at',
  'done_at',
  'attempt',
  'scanner_id',
  'scanner_name',
  'error_code',
  'error_message',
  'completeness',
  'missing',
  'screenshot_sha256',
  'html_sha256',
  'tags',
  'priority',
  'not_before',
  'target_scanner_id',
  'required_labels',
  'rescan_of',
] as const satisfies (keyof ScansTable)[];

/** What terms, search text and sealed options add to it is nobody's to see. */
export const RECORD_COLUMNS = [...LISTED_COLUMNS, 'scan_data'] as const;

type ListedRow = Pick<Selectable<ScansTable>, (typeof LISTED_COLUMNS)[number]> & {
  scan_data?: ScanData | null;
};

export function visibleTo(viewer: Viewer) {
  return (eb: ExpressionBuilder<Schema, 'scans'>) => {
    if (viewer.kind === 'all') return eb.val(true);
    return eb.or([
      eb('visibility', '=', 'team'),
      eb.and([
        eb('submitted_by_kind', '=', viewer.who.kind),
        eb('submitted_by_id', '=', viewer.who.id),
      ]),
    ]);
  };
}

/** Without `scan_data` where the row was read without it. */
export function toRecord(row: ListedRow): ScanRecord {
  return {
    id: row.id,
    slug: row.slug,
    state: row.state,
    phase: row.phase,
    url: row.url,
    finalUrl: row.final_url,
    title: row.title,
    options: row.options,
    notices: row.notices,
    visibility: row.visibility,
    submittedBy: {
      kind: row.submitted_by_kind,
      id: row.submitted_by_id,
      name: row.submitted_by_name,
    },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    startedAt: row.started_at,
    doneAt: row.done_at,
    attempt: row.attempt,
    scanner: row.scanner_id === null ? null : { id: row.scanner_id, name: row.scanner_name ?? '' },
    errorCode: row.error_code,
    errorMessage: row.error_message,
    completeness: row.completeness,
    missing: row.missing,
    scanData: row.scan_data ?? null,
    screenshotSha256: row.screenshot_sha256,
    htmlSha256: row.html_sha256,
    tags: row.tags,
    priority: priorityOf(row.priority),
    notBefore: row.not_before,
    targetScannerId: row.target_scanner_id,
    requiredLabels: row.required_labels,
    rescanOf: row.rescan_of,
  };
}
