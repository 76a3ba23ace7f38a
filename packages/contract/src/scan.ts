import { z } from 'zod';
import { PARTIAL_REASON_CODES, SCAN_FAILURE_CODES } from './failure-codes.ts';
import { ShownScanOptions } from './options.ts';
import { PRIORITIES, VISIBILITIES } from './submission-settings.ts';

/** `pending`: accepted for a later time; `queued`: due, waiting for a scanner. */
export const SCAN_STATES = ['pending', 'queued', 'running', 'done', 'error', 'cancelled'] as const;
export type ScanState = (typeof SCAN_STATES)[number];

export const TERMINAL_STATES = [
  'done',
  'error',
  'cancelled',
] as const satisfies readonly ScanState[];

export function isTerminal(state: ScanState): boolean {
  return (TERMINAL_STATES as readonly ScanState[]).includes(state);
}

/** Webhood's words on its v1 and beta contracts. */
export const V1_STATUSES = ['pending', 'running', 'done', 'error'] as const;
export type V1Status = (typeof V1_STATUSES)[number];

/** `queued` shows as `pending`; `cancelled` as `error`, with its reason in `errorMessage`. */
export function v1Status(state: ScanState): V1Status {
  if (state === 'queued') return 'pending';
  if (state === 'cancelled') return 'error';
  return state;
}

export const PHASES = ['opening', 'loading', 'settling', 'saving'] as const;
export type Phase = (typeof PHASES)[number];

/** How an accepted URL differs from the text that was submitted, where the analyst should know. */
export const URL_NOTICES = [
  'scheme_added',
  'refanged',
  'backslashes_replaced',
  'credentials_removed',
  'host_rewritten',
  'internationalised',
  'lookalike',
] as const;
export type UrlNotice = (typeof URL_NOTICES)[number];

/** Webhood's summary of a scan, as its v1 contract names it. */
export const ScanData = z.object({
  version: z.literal('1.0'),
  document: z.object({
    links: z.array(z.string()),
    origin: z.string(),
    protocol: z.string(),
    title: z.string(),
    url: z.string(),
  }),
  request: z
    .object({
      type: z.literal('request'),
      ts: z.number(),
      url: z.string(),
      method: z.string(),
      resourceType: z.string(),
      headers: z.record(z.string(), z.string()),
      postData: z.string().optional(),
      redirectChain: z.array(z.string()),
    })
    .optional(),
  response: z
    .object({
      type: z.literal('response'),
      ts: z.number(),
      url: z.string(),
      status: z.number(),
      statusText: z.string(),
      headers: z.record(z.string(), z.string()),
      remoteAddress: z.object({ ip: z.string(), port: z.number() }),
      securityDetails: z
        .object({
          issuer: z.string(),
          protocol: z.string(),
          subjectAlternativeNames: z.array(z.string()),
          subjectName: z.string(),
          validFrom: z.number(),
          validTo: z.number(),
        })
        .optional(),
      timing: z.record(z.string(), z.number()).optional(),
    })
    .optional(),
  meta: z
    .object({
      initiatedAt: z.string(),
      initiatedBy: z.string(),
      initiatedByType: z.enum(['user', 'token']),
      startedAt: z.string(),
      completedAt: z.string(),
      duration: z.number(),
      scannedByScanner: z.string(),
    })
    .optional(),
});
export type ScanData = z.infer<typeof ScanData>;

/**
 * A scan on the v1 contract. The first group of fields is Webhood's, spelled as it spells them;
 * `done_at`, `final_url` and `errorMessage` are empty strings until they have a value. The second
 * group is ours.
 */
export const Scan = z.object({
  id: z.string(),
  created: z.string(),
  updated: z.string(),
  done_at: z.string(),
  slug: z.string(),
  url: z.string(),
  final_url: z.string(),
  status: z.enum(V1_STATUSES),
  /** Names of files: `<sha256>.<extension>`; the hash addresses the artifact. */
  screenshots: z.array(z.string()),
  html: z.array(z.string()),
  errorMessage: z.string(),
  scanData: ScanData.optional(),

  state: z.enum(SCAN_STATES),
  /** What the running attempt is doing; null unless `running`. */
  phase: z.enum(PHASES).nullable(),
  attempt: z.int().min(0),
  errorCode: z.enum(SCAN_FAILURE_CODES).nullable(),
  completeness: z.enum(['complete', 'partial']).nullable(),
  missing: z.array(z.enum(PARTIAL_REASON_CODES)),
  title: z.string(),
  options: ShownScanOptions,
  notices: z.array(z.enum(URL_NOTICES)),
  visibility: z.enum(VISIBILITIES),
  submittedBy: z.object({ kind: z.enum(['user', 'token']), name: z.string() }),
  scanner: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** When the newest attempt began; null before. */
  startedAt: z.string().nullable(),
  tags: z.array(z.string()),
  priority: z.enum(PRIORITIES),
  /** Of a scan that was submitted for later. */
  notBefore: z.string().nullable(),
  /** The one scanner that may do it. */
  targetScannerId: z.string().nullable(),
  /** Only scanners that have all of these may do it. */
  requiredLabels: z.array(z.string()),
  /** The scan that this one repeats; it may be gone. */
  rescanOf: z.string().nullable(),
});
export type Scan = z.infer<typeof Scan>;

/** A scan on Webhood's beta contract: its own fields alone, with the reason under `error`. */
export const BetaScan = z.object({
  ...Scan.pick({
    id: true,
    created: true,
    updated: true,
    done_at: true,
    slug: true,
    url: true,
    final_url: true,
    status: true,
    screenshots: true,
    html: true,
  }).shape,
  error: z.string(),
});
export type BetaScan = z.infer<typeof BetaScan>;

export const BetaScanListQuery = z.strictObject({ status: z.enum(V1_STATUSES).default('done') });

export const LIST_LIMIT = { default: 50, max: 500 } as const;

const count = (max: number) => z.coerce.number().int().min(0).max(max);

export const SCAN_SORT_FIELDS = ['created', 'updated', 'done_at', 'url', 'slug', 'status'] as const;

export const FILTER_LENGTH = 4_096;

export const QUERY_LENGTH = 4_096;

const SORT_PATTERN = (() => {
  const field = `-?(?:${SCAN_SORT_FIELDS.join('|')})`;
  return new RegExp(`^${field}(?:,${field}){0,5}$`);
})();

export const ScanListQuery = z.strictObject({
  filter: z
    .string()
    .max(FILTER_LENGTH)
    .optional()
    .describe(
      "PocketBase's filter syntax over the fields of a scan: `status = 'done' && url ~ 'example'`.",
    ),
  limit: count(LIST_LIMIT.max).default(LIST_LIMIT.default),
  offset: count(1_000_000).default(0),
  /** Fields, the first counts most; `-` before one for descending. */
  sort: z
    .string()
    .regex(SORT_PATTERN, `must be of ${SCAN_SORT_FIELDS.join(', ')}, each with or without a -`)
    .default('-created'),
});
export type ScanListQuery = z.infer<typeof ScanListQuery>;

export const SearchQuery = z.strictObject({
  q: z
    .string()
    .max(QUERY_LENGTH)
    .default('')
    .describe(
      'The search language: `domain:example.com AND date:>now-7d`. Empty finds everything.',
    ),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  after: z.string().max(200).optional().describe('`next` of the page before.'),
});
export type SearchQuery = z.infer<typeof SearchQuery>;

/** Matches are counted no further than this. */
export const SEARCH_COUNT = 1_000;

/** Newest first. */
export const SearchPage = z.object({
  items: z.array(Scan),
  /** For the next page; null on the last. */
  next: z.string().nullable(),
  /** On the first page alone; `isExact` is false where there may be more than were counted. */
  total: z.object({ count: z.int().min(0), isExact: z.boolean() }).nullable(),
});
export type SearchPage = z.infer<typeof SearchPage>;

export const SuggestionQuery = z.strictObject({
  q: z.string().max(QUERY_LENGTH).default(''),
  /** Where the cursor stands in `q`, counted from 0; at its end unless given. */
  at: z.coerce.number().int().min(0).optional(),
});
export type SuggestionQuery = z.infer<typeof SuggestionQuery>;

/** `text` goes in place of what stands from `from` to `to`. */
export const Suggestion = z.object({
  kind: z.enum(['field', 'value', 'operator']),
  text: z.string(),
  /** Of a field: how it is used. */
  example: z.string().optional(),
  from: z.int().min(0),
  to: z.int().min(0),
});
export type Suggestion = z.infer<typeof Suggestion>;

/** `host-milliseconds`, as Webhood makes them: readable, unique, safe in a path. */
export function slugFor(host: string, timeMs: number): string {
  const name = host
    .replace(/^\[|\]$/g, '')
    .replace(/[^a-z0-9.-]+/gi, '-')
    .slice(0, 200);
  return `${name}-${timeMs}`;
}
