/**
 * The report (`scan.json`): what one capture saw. Everything below that came from the page or the
 * network is text to be shown as text; lengths are bounded where the text is recorded.
 *
 * Times are ISO 8601 with milliseconds where named `…At`, otherwise milliseconds since
 * navigation start where named `…Ms`. Sizes are bytes.
 */
import { z } from 'zod';
import { ARTIFACT_BOUNDS, Artifact } from './artifact.ts';
import { DocumentFacts } from './document.ts';
import { Certificate, Exchange, GuardConnection, IpFacts } from './exchange.ts';
import { PARTIAL_REASON_CODES, SCAN_FAILURE_CODES } from './failure-codes.ts';
import { list } from './list.ts';
import {
  ClipboardWrite,
  ConsoleMessage,
  Cookie,
  Dialog,
  Download,
  PageNotification,
  PermissionRequest,
  Storage,
} from './observations.ts';
import { ShownScanOptions } from './options.ts';
import { Milliseconds, REPORT_LISTS } from './report-bounds.ts';
import { Summary } from './summary.ts';

export const REDIRECT_CAUSES = [
  'http_status',
  'refresh_header',
  'meta_refresh',
  'location',
  'form',
  'history',
  'link',
  'reload',
] as const;

export const RedirectHop = z.object({
  kind: z.enum(['http', 'meta', 'script']),
  from: z.string(),
  to: z.string(),
  status: z.int().optional(),
  /** What in particular moved the page on. */
  cause: z.enum(REDIRECT_CAUSES),
});
export type RedirectHop = z.infer<typeof RedirectHop>;

/** What is missing and why. `dropped` counts what was not kept, where it can be counted. */
export const Missing = z.object({
  code: z.enum(PARTIAL_REASON_CODES),
  what: z.string(),
  detail: z.string(),
  dropped: z.int().optional(),
});
export type Missing = z.infer<typeof Missing>;

export const SETTLED_BY = [
  'quiet',
  'ceiling',
  'timeout',
  'download',
  'failed',
  'unresponsive',
] as const;

export const CaptureOutcome = z.discriminatedUnion('status', [
  z.object({ status: z.literal('done'), completeness: z.enum(['complete', 'partial']) }),
  z.object({
    status: z.literal('error'),
    code: z.enum(SCAN_FAILURE_CODES),
    /** A sentence for the analyst. */
    message: z.string(),
  }),
]);
export type CaptureOutcome = z.infer<typeof CaptureOutcome>;

export const REPORT_VERSION = '1.0';

export const Report = z.object({
  version: z.literal(REPORT_VERSION),
  scan: z.object({
    id: z.string(),
    slug: z.string(),
    /** The URL as accepted. */
    url: z.string(),
    finalUrl: z.string(),
    options: ShownScanOptions,
    attempt: z.int().min(1),
    startedAt: z.string(),
    finishedAt: z.string(),
    scanner: z.object({
      name: z.string(),
      version: z.string(),
      browser: z.string(),
      userAgent: z.string(),
    }),
  }),
  outcome: CaptureOutcome,
  summary: Summary,
  document: DocumentFacts,
  redirects: list(RedirectHop, REPORT_LISTS.redirects),
  exchanges: list(Exchange, REPORT_LISTS.exchanges),
  cookies: list(Cookie, REPORT_LISTS.cookies),
  console: list(ConsoleMessage, REPORT_LISTS.console),
  dialogs: list(Dialog, REPORT_LISTS.dialogs),
  /** Windows that the page opened. */
  popups: list(z.object({ url: z.string() }), REPORT_LISTS.popups),
  storage: Storage,
  permissions: list(PermissionRequest, REPORT_LISTS.permissions),
  clipboard: list(ClipboardWrite, REPORT_LISTS.clipboard),
  notifications: list(PageNotification, REPORT_LISTS.notifications),
  /** A bot wall or captcha that stands before the page, and what gave it away. */
  challenge: z.object({ vendor: z.string(), sign: z.string() }).optional(),
  certificates: list(Certificate, REPORT_LISTS.certificates),
  downloads: list(Download, REPORT_LISTS.downloads),
  connections: list(GuardConnection, REPORT_LISTS.connections),
  addresses: list(IpFacts, REPORT_LISTS.ipAddresses),
  timings: z.object({
    settledBy: z.enum(SETTLED_BY),
    /** Milliseconds since navigation start; null where the event never came. */
    domContentLoadedMs: Milliseconds.nullable(),
    loadMs: Milliseconds.nullable(),
    settledMs: Milliseconds,
    totalMs: Milliseconds,
  }),
  missing: list(Missing, REPORT_LISTS.missing),
  /** Every file of the evidence folder but `scan.json` itself. */
  artifacts: list(Artifact, ARTIFACT_BOUNDS.files),
});
export type Report = z.infer<typeof Report>;

/** Bounds of the report itself; `complete` refuses a larger one. */
export const REPORT_BYTES = 32 * 1024 * 1024;
