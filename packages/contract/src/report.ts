/**
 * The report (`scan.json`): what one capture saw. Everything below that came from the page or the
 * network is text to be shown as text; lengths are bounded where the text is recorded.
 *
 * Times are ISO 8601 with milliseconds where named `…At`, otherwise milliseconds since
 * navigation start where named `…Ms`. Sizes are bytes.
 */
import { z } from 'zod';
import { Artifact, Sha256 } from './artifact.ts';
import { PARTIAL_REASON_CODES, SCAN_FAILURE_CODES } from './failure-codes.ts';
import { ScanOptions } from './options.ts';

/** Header list, not a map: order, repetition and spelling on the wire are evidence. */
const Headers = z.array(z.object({ name: z.string(), value: z.string() }));

export const TlsDetails = z.object({
  protocol: z.string(),
  cipher: z.string(),
  keyExchange: z.string().optional(),
  subject: z.string(),
  subjectAlternativeNames: z.array(z.string()),
  issuer: z.string(),
  validFrom: z.string(),
  validTo: z.string(),
});
export type TlsDetails = z.infer<typeof TlsDetails>;

/** Milliseconds from the exchange's start; absent where that phase did not happen. */
export const ExchangeTiming = z.object({
  blockedMs: z.number().optional(),
  connectMs: z.number().optional(),
  tlsMs: z.number().optional(),
  sendMs: z.number().optional(),
  waitMs: z.number().optional(),
  receiveMs: z.number().optional(),
  totalMs: z.number().optional(),
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
  startedMs: z.number(),
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
  atMs: z.number(),
});
export type ConsoleMessage = z.infer<typeof ConsoleMessage>;

export const Dialog = z.object({
  kind: z.enum(['alert', 'confirm', 'prompt', 'beforeunload', 'basic_auth']),
  text: z.string(),
  url: z.string(),
  atMs: z.number(),
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
  addresses: z.array(z.string()),
  address: z.string().optional(),
  bytesIn: z.int(),
  bytesOut: z.int(),
  startedAt: z.string(),
  durationMs: z.number(),
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
    links: z.array(z.object({ url: z.string(), text: z.string() })),
  }),
  redirects: z.array(RedirectHop),
  exchanges: z.array(Exchange),
  cookies: z.array(Cookie),
  console: z.array(ConsoleMessage),
  dialogs: z.array(Dialog),
  /** Windows that the page opened. */
  popups: z.array(z.object({ url: z.string() })).optional(),
  certificates: z.array(Certificate),
  downloads: z.array(Download),
  connections: z.array(GuardConnection),
  timings: z.object({
    settledBy: z.enum(SETTLED_BY),
    /** Milliseconds since navigation start; null where the event never came. */
    domContentLoadedMs: z.number().nullable(),
    loadMs: z.number().nullable(),
    settledMs: z.number(),
    totalMs: z.number(),
  }),
  missing: z.array(Missing),
  /** Every file of the evidence folder but `scan.json` itself. */
  artifacts: z.array(Artifact),
});
export type Report = z.infer<typeof Report>;

/** Bounds of the report itself; `complete` refuses a larger one. */
export const REPORT_BYTES = 32 * 1024 * 1024;
