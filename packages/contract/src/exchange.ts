/** The network part of the report: exchanges, certificates, connections and addresses. */
import { z } from 'zod';
import { Sha256 } from './artifact.ts';
import { list } from './list.ts';
import { UPSTREAM_KINDS } from './proxy-url.ts';
import { Milliseconds, REPORT_LISTS } from './report-bounds.ts';

/** Header list, not a map: order, repetition and spelling on the wire are evidence. */
export const Headers = list(
  z.object({ name: z.string(), value: z.string() }),
  REPORT_LISTS.headers,
);

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

/** Which cookies went out, which came in, and which the browser refused, with its reasons. */
export const ExchangeCookies = z.object({
  sent: list(z.string(), REPORT_LISTS.exchangeCookies),
  set: list(z.string(), REPORT_LISTS.exchangeCookies),
  refused: list(
    z.object({
      name: z.string(),
      when: z.enum(['sending', 'setting']),
      /** Chromium's names, for example `SameSiteLax`. */
      reasons: list(z.string(), REPORT_LISTS.cookieReasons),
    }),
    REPORT_LISTS.exchangeCookies,
  ),
});
export type ExchangeCookies = z.infer<typeof ExchangeCookies>;

export const StreamMessages = z.object({
  items: list(
    z.object({
      direction: z.enum(['sent', 'received']),
      kind: z.enum(['text', 'binary', 'event', 'error']),
      /** Text, or base64 of binary frames; cut at the recorder's bound. */
      data: z.string(),
      /** Before it was cut. */
      size: z.int(),
      /** Name of an EventSource message. */
      event: z.string().optional(),
      atMs: Milliseconds,
    }),
    REPORT_LISTS.frameMessages,
  ),
  dropped: z.int().min(0),
});
export type StreamMessages = z.infer<typeof StreamMessages>;

/** One request and its response. */
export const Exchange = z.object({
  id: z.int().min(0),
  /** Milliseconds since navigation start at which the request was sent. */
  startedMs: Milliseconds,
  startedAt: z.string(),
  target: z.enum(['page', 'iframe', 'worker', 'service_worker', 'shared_worker', 'popup', 'other']),
  resourceType: z.string(),
  /** The document or worker on whose behalf it was made. */
  documentUrl: z.string().optional(),
  /** What caused it, with the top frame of the script's stack. Lines and columns count from 0. */
  initiator: z
    .object({
      type: z.string(),
      url: z.string().optional(),
      line: z.int().optional(),
      column: z.int().optional(),
      functionName: z.string().optional(),
    })
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
      /** Media type by content, where it can be told; the declared one is the response's. */
      detectedType: z.string().optional(),
      /** The browser told no end of the response: this is what had arrived, perhaps not all. */
      unfinished: z.literal(true).optional(),
      omitted: z.enum(BODY_OMISSIONS).optional(),
    })
    .optional(),
  failure: z
    .object({
      /** Chromium's `net::ERR_…` name, or ours for what the guard refused. */
      error: z.string(),
      blocked: z.boolean(),
      canceled: z.boolean(),
      /** Chromium's reason where it blocked the request itself, for example `csp`. */
      blockedReason: z.string().optional(),
      corsError: z.string().optional(),
    })
    .optional(),
  cookies: ExchangeCookies.optional(),
  /** WebSocket frames or EventSource messages. */
  messages: StreamMessages.optional(),
});
export type Exchange = z.infer<typeof Exchange>;

export const Certificate = z.object({
  host: z.string(),
  tls: TlsDetails,
  /** Whether Chromium would have warned; a bad certificate is recorded and the scan goes on. */
  trusted: z.boolean(),
  /** From the host's own certificate up, as the server sent it. Hashes are of the DER form. */
  chain: list(
    z.object({
      subject: z.string(),
      issuer: z.string(),
      serialNumber: z.string(),
      validFrom: z.string(),
      validTo: z.string(),
      sha256: Sha256,
    }),
    REPORT_LISTS.certificateChain,
  ),
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
  /**
   * The upstream proxy that it went through, or was to. A name was then resolved there: policy saw
   * no address, and none is recorded.
   */
  upstream: z.enum(UPSTREAM_KINDS).optional(),
  bytesIn: z.int(),
  bytesOut: z.int(),
  startedAt: z.string(),
  durationMs: Milliseconds,
});
export type GuardConnection = z.infer<typeof GuardConnection>;

/** What is known offline of an address that was contacted. */
export const IpFacts = z.object({
  ip: z.string(),
  asn: z.int().optional(),
  asName: z.string().optional(),
  /** ISO 3166-1 alpha-2. */
  country: z.string().optional(),
  hosts: list(z.string(), REPORT_LISTS.addresses),
});
export type IpFacts = z.infer<typeof IpFacts>;
