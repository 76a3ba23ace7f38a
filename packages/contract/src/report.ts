/**
 * The report (`scan.json`): what one capture saw. Everything below that came from the page or the
 * network is text to be shown as text; lengths are bounded where the text is recorded.
 *
 * Times are ISO 8601 with milliseconds where named `…At`, otherwise milliseconds since
 * navigation start where named `…Ms`. Sizes are bytes.
 */
import { z } from 'zod';
import { ARTIFACT_BOUNDS, Artifact, Sha256 } from './artifact.ts';
import { PARTIAL_REASON_CODES, SCAN_FAILURE_CODES } from './failure-codes.ts';
import { list } from './list.ts';
import { ScanOptions } from './options.ts';

/** Items of each list; above what a scanner records, so that only a broken one reaches them. */
export const REPORT_LISTS = {
  exchanges: 6_000,
  redirects: 200,
  /** Fields of one message. */
  headers: 400,
  /** Names in one certificate. */
  alternativeNames: 400,
  links: 4_000,
  cookies: 2_000,
  console: 5_000,
  dialogs: 100,
  popups: 500,
  certificates: 500,
  downloads: 2_000,
  connections: 4_000,
  /** Of one name. */
  addresses: 128,
  missing: 1_000,
} as const;

/** A century: no clock is off by more, and sums of such numbers stay exact. */
const MOST_MS = 3_200_000_000_000;
/** Negative where a clock was set back meanwhile. */
const Milliseconds = z.number().min(-MOST_MS).max(MOST_MS);

/** Header list, not a map: order, repetition and spelling on the wire are evidence. */
const Headers = list(z.object({ name: z.string(), value: z.string() }), REPORT_LISTS.headers);

export const TlsDetails = z.object({
  protocol: z.string(),
  cipher: z.string(),
  keyExchange: z.string().optional(),
  subject: z.string(),
  subjectAlternativeNames: list(z.string(), REPORT_LISTS.alternativeNames),
  issuer: z.string(),
  validFrom: z.string(),
  validTo: z.string(),
});
export type TlsDetails = z.infer<typeof TlsDetails>;

/** Milliseconds from the exchange's start; absent where that phase did not happen. */
export const ExchangeTiming = z.object({
  blockedMs: Milliseconds.optional(),
  connectMs: Milliseconds.optional(),
  tlsMs: Milliseconds.optional(),
  sendMs: Milliseconds.optional(),
  waitMs: Milliseconds.optional(),
  receiveMs: Milliseconds.optional(),
  totalMs: Milliseconds.optional(),
});

export const BODY_OMISSIONS = [
  'too_large',
  'scan_bound',
  'not_available',
  'no_body',
  'evicted',
  'write_failed',
] as const;

/** One request and its response. */
export const Exchange = z.object({
  id: z.int().min(0),
  /** Milliseconds since navigation start at which the request was sent. */
  startedMs: Milliseconds,
  startedAt: z.string(),
  target: z.enum(['page', 'iframe', 'worker', 'service_worker', 'shared_worker', 'popup', 'other']),
  resourceType: z.string(),
  initiator: z
    .object({ type: z.string(), url: z.string().optional(), line: z.int().optional() })
    .optional(),
  /** True for the exchange whose document is (or was) the main frame's. */
  isNavigation: z.boolean(),
  request: z.object({
    url: z.string(),
    method: z.string(),
    headers: Headers,
    postData: z.string().optional(),
  }),
  response: z
    .object({
      status: z.int(),
      statusText: z.string(),
      httpVersion: z.string(),
      headers: Headers,
      mediaType: z.string(),
      remoteAddress: z.object({ ip: z.string(), port: z.int() }).optional(),
      fromCache: z.boolean(),
      fromServiceWorker: z.boolean(),
      tls: TlsDetails.optional(),
    })
    .optional(),
  timing: ExchangeTiming,
  /** Bytes on the wire, headers included. */
  transferredBytes: z.int().optional(),
  /** The body after decompression: its hash when kept, else why it was not. */
  body: z
    .object({
      size: z.int().optional(),
      sha256: Sha256.optional(),
      omitted: z.enum(BODY_OMISSIONS).optional(),
    })
    .optional(),
  failure: z
    .object({
      /** Chromium's `net::ERR_…` name, or ours for what the guard refused. */
      error: z.string(),
      blocked: z.boolean(),
      canceled: z.boolean(),
    })
    .optional(),
});
export type Exchange = z.infer<typeof Exchange>;

export const RedirectHop = z.object({
  kind: z.enum(['http', 'meta', 'script']),
  from: z.string(),
  to: z.string(),
  status: z.int().optional(),
});
export type RedirectHop = z.infer<typeof RedirectHop>;

export const Cookie = z.object({
  name: z.string(),
  value: z.string(),
  domain: z.string(),
  path: z.string(),
  /** ISO 8601, or null for a session cookie. */
  expiresAt: z.string().nullable(),
  httpOnly: z.boolean(),
  secure: z.boolean(),
  sameSite: z.enum(['Strict', 'Lax', 'None']).optional(),
  size: z.int(),
});
export type Cookie = z.infer<typeof Cookie>;

export const ConsoleMessage = z.object({
  /** `log`, `warning`, `error`, …; `exception` for an uncaught page error. */
  level: z.string(),
  text: z.string(),
  url: z.string().optional(),
  line: z.int().optional(),
  atMs: Milliseconds,
});
export type ConsoleMessage = z.infer<typeof ConsoleMessage>;

export const Dialog = z.object({
  kind: z.enum(['alert', 'confirm', 'prompt', 'beforeunload', 'basic_auth']),
  text: z.string(),
  url: z.string(),
  atMs: Milliseconds,
});
export type Dialog = z.infer<typeof Dialog>;

export const DOWNLOAD_STATES = ['kept', 'too_large', 'too_many', 'canceled', 'failed'] as const;

export const Download = z.object({
  url: z.string(),
  /** The name the page suggested: text to show, never a path to write. */
  suggestedName: z.string(),
  state: z.enum(DOWNLOAD_STATES),
  /** Received bytes. */
  size: z.int(),
  /** Hash of the downloaded content itself, not of the zip. */
  sha256: Sha256.optional(),
  mediaType: z.string().optional(),
  /** Path of the AES zip (password `infected`) in the evidence folder. */
  path: z.string().optional(),
});
export type Download = z.infer<typeof Download>;

export const Certificate = z.object({
  host: z.string(),
  tls: TlsDetails,
  /** Whether Chromium would have warned; a bad certificate is recorded and the scan goes on. */
  trusted: z.boolean(),
});
export type Certificate = z.infer<typeof Certificate>;

/** One connection asked of the egress guard. */
export const GuardConnection = z.object({
  host: z.string(),
  port: z.int(),
  verdict: z.enum(['allowed', 'refused', 'failed']),
  /** Why refused, for example `loopback` or `private`; or the socket error. */
  rule: z.string().optional(),
  addresses: list(z.string(), REPORT_LISTS.addresses),
  address: z.string().optional(),
  bytesIn: z.int(),
  bytesOut: z.int(),
  startedAt: z.string(),
  durationMs: Milliseconds,
});
export type GuardConnection = z.infer<typeof GuardConnection>;

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
    options: ScanOptions,
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
  document: z.object({
    url: z.string(),
    title: z.string(),
    language: z.string(),
    mediaType: z.string(),
    links: list(z.object({ url: z.string(), text: z.string() }), REPORT_LISTS.links),
  }),
  redirects: list(RedirectHop, REPORT_LISTS.redirects),
  exchanges: list(Exchange, REPORT_LISTS.exchanges),
  cookies: list(Cookie, REPORT_LISTS.cookies),
  console: list(ConsoleMessage, REPORT_LISTS.console),
  dialogs: list(Dialog, REPORT_LISTS.dialogs),
  /** Windows that the page opened. */
  popups: list(z.object({ url: z.string() }), REPORT_LISTS.popups).optional(),
  certificates: list(Certificate, REPORT_LISTS.certificates),
  downloads: list(Download, REPORT_LISTS.downloads),
  connections: list(GuardConnection, REPORT_LISTS.connections),
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
