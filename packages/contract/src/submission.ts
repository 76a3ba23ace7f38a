import { z } from 'zod';
import { PROBLEM_CODES } from './failure-codes.ts';
import { list } from './list.ts';
import { ScanOptions } from './options.ts';
import { SCAN_STATES, URL_NOTICES } from './scan.ts';
import { PRIORITIES, SUBMISSION_BOUNDS, submissionSettings, Tags } from './submission-settings.ts';

export const SUBMITTED_URL_LENGTH = 8_192;

/** Body of `POST /api/v1/scans`. `rate` keeps Webhood's spelling. */
export const ScanRequest = z.strictObject({
  url: z
    .string()
    .max(SUBMITTED_URL_LENGTH)
    .describe('Defanged spellings too: `hxxps://example[.]com`.'),
  options: ScanOptions.optional(),
  ...submissionSettings,
});
export type ScanRequest = z.infer<typeof ScanRequest>;
export type ScanRequestInput = z.input<typeof ScanRequest>;

/** Body of `POST /api/v1/scans/bulk`: what is said once holds for every URL. */
export const BulkScanRequest = z.strictObject({
  urls: list(z.string(), SUBMISSION_BOUNDS.bulkUrls).min(1),
  options: ScanOptions.optional(),
  ...submissionSettings,
});
export type BulkScanRequest = z.infer<typeof BulkScanRequest>;
export type BulkScanRequestInput = z.input<typeof BulkScanRequest>;

const SubmittedScan = z.object({
  id: z.string(),
  slug: z.string(),
  url: z.string(),
  state: z.enum(SCAN_STATES),
  notices: z.array(z.enum(URL_NOTICES)),
});

/** What became of one URL. `accepted`: a new scan; `reused`: one that there was. */
export const BulkVerdict = z.discriminatedUnion('verdict', [
  z.object({ verdict: z.enum(['accepted', 'reused']), scan: SubmittedScan }),
  z.object({ verdict: z.literal('refused'), code: z.enum(PROBLEM_CODES), detail: z.string() }),
]);
export type BulkVerdict = z.infer<typeof BulkVerdict>;

export const BulkScanReply = z.object({
  accepted: z.int().min(0),
  reused: z.int().min(0),
  refused: z.int().min(0),
  /** One for each URL, in their order. */
  items: z.array(BulkVerdict),
});
export type BulkScanReply = z.infer<typeof BulkScanReply>;

/** Options that are changed; null takes one back to what it is when it is not given. */
export type ScanOptionsChange = {
  [Name in keyof ScanOptions]?: ScanOptions[Name] | null | undefined;
};

/** zod fills in defaults even below `partial`, so they are taken off. */
const ScanOptionsChange: z.ZodType<ScanOptionsChange> = z.strictObject(
  Object.fromEntries(
    Object.entries(ScanOptions.shape).map(([name, schema]) => [
      name,
      (schema instanceof z.ZodDefault ? (schema.unwrap() as z.ZodType) : schema).nullish(),
    ]),
  ),
);

/**
 * Body of `POST /api/v1/scans/{scanId}/rescan`: what is not given is as it was, but for headers,
 * cookies and proxy, which are not kept and must be given again or be null.
 */
export const RescanRequest = z.strictObject({
  options: ScanOptionsChange.optional(),
  visibility: submissionSettings.visibility.unwrap().optional(),
  tags: Tags.optional(),
  priority: z.enum(PRIORITIES).default('normal'),
  /** Null: any scanner. */
  scanner: submissionSettings.scanner.unwrap().nullable().optional(),
  labels: submissionSettings.labels.unwrap().optional(),
  notBefore: submissionSettings.notBefore,
});
export type RescanRequest = z.infer<typeof RescanRequest>;
export type RescanRequestInput = z.input<typeof RescanRequest>;

/** Body of `PATCH /api/v1/scans/{scanId}/tags`. */
export const TagsChange = z.strictObject({ add: Tags.default([]), remove: Tags.default([]) });
export type TagsChange = z.infer<typeof TagsChange>;
export type TagsChangeInput = z.input<typeof TagsChange>;

/** `GET /api/v1/me/quota`; a limit of null is none. */
export const Quota = z.object({
  scansPerDay: z.object({
    limit: z.int().nullable(),
    used: z.int(),
    /** Days begin at 00:00 UTC. */
    resetsInSeconds: z.int(),
  }),
  /** Scans that have not begun. */
  scansWaiting: z.object({ limit: z.int().nullable(), used: z.int() }),
});
export type Quota = z.infer<typeof Quota>;

/**
 * Header by which a submission can be repeated without being made twice: the same key and body are
 * answered with the same scans for a day. A quoted or bare text of the caller's choice.
 */
export const IDEMPOTENCY_HEADER = 'idempotency-key';
