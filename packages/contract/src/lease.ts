/**
 * The lease protocol, `/api/scanner/v1`. A scanner token can only ask for a lease; everything
 * after that is done with the job token of that lease, which is good for one scan and one attempt.
 *
 *   POST /lease                                   scanner token → 200 Lease | 204 nothing to do |
 *                                                 426 protocol_unsupported
 *   POST /jobs/{scanId}/{attempt}/heartbeat       job token
 *   HEAD /jobs/{scanId}/{attempt}/blobs/{sha256}  200 this scanner has uploaded it before | 404
 *   PUT  /jobs/{scanId}/{attempt}/blobs/{sha256}  streamed, verified: 201 | 422 hash_mismatch;
 *                                                 needs Content-Length: else 411
 *   POST /jobs/{scanId}/{attempt}/complete        fenced, idempotent
 *   POST /jobs/{scanId}/{attempt}/fail            fenced, idempotent
 *
 * A fenced call of an attempt that is no longer the scan's newest, or whose lease has ended,
 * answers 409 `lease_lost`: the scanner drops the scan and asks for another.
 */
import { z } from 'zod';
import { ARTIFACT_BOUNDS, Artifact } from './artifact.ts';
import { SCAN_FAILURE_CODES } from './failure-codes.ts';
import { list } from './list.ts';
import { ScanOptions } from './options.ts';
import { ScannerPosture } from './posture.ts';
import { FIRST_PROTOCOL, PROTOCOL_PATTERN } from './protocol-version.ts';
import { Report } from './report.ts';
import { Milliseconds } from './report-bounds.ts';
import { PHASES } from './scan.ts';
import { ScannerCounts } from './scanner-counts.ts';
import { StorableText } from './text.ts';

/** All in seconds or milliseconds of the database's clock; the scanner only counts down. */
export const LEASE_TIMES = {
  /** A scanner that says nothing for this long has lost its scan. */
  leaseSeconds: 30,
  /** Three heartbeats fit in a lease, so two may be lost. */
  heartbeatMs: 10_000,
  /** Below common proxies' 30 s idle cut. */
  longPollMs: 25_000,
  /** How often ended leases are looked for: a lost scan is leasable within lease + this. */
  sweepMs: 2_000,
  /**
   * However often it says that it lives, an attempt is over after this, and its job token good for
   * nothing: many times the longest scan (5 minutes) with its evidence over a slow line.
   */
  attemptSeconds: 3_600,
  maxAttempts: 3,
  /** Wait before attempt 2 and 3. */
  backOffSeconds: [2, 10],
} as const;

const Cidr = StorableText.max(64);
const NETWORKS = 256;

/** Fields of a newer minor are ignored here and in every reply: either side may be ahead by one. */
export const LeaseRequest = z.object({
  /** See `protocol-version.ts`. */
  protocol: z.string().regex(PROTOCOL_PATTERN).default(FIRST_PROTOCOL),
  version: StorableText.max(64),
  browserVersion: StorableText.max(128),
  /** CIDRs beyond the public internet that this scanner may scan. */
  allowNetworks: list(Cidr, NETWORKS).default([]),
  /** How long to wait for work; bounded by the server. */
  waitMs: z.int().min(0).max(60_000).default(LEASE_TIMES.longPollMs),
  /** Scans this scanner can run at once, for display. */
  concurrency: z.int().min(1).max(1_024).default(1),
  posture: ScannerPosture.optional(),
  /** What has happened since the last request that was answered. */
  counts: ScannerCounts.optional(),
});
export type LeaseRequest = z.infer<typeof LeaseRequest>;

export const Lease = z.object({
  scan: z.object({ id: z.string(), slug: z.string(), url: z.string(), options: ScanOptions }),
  attempt: z.int().min(1),
  jobToken: z.string(),
  leaseSeconds: z.number(),
  heartbeatMs: z.number(),
  scanner: z.object({ id: z.string(), name: z.string() }),
  /** W3C Trace Context of the submission, where the server traces: the scanner goes on with it. */
  traceparent: z.string().max(64).optional(),
});
export type Lease = z.infer<typeof Lease>;

export const HeartbeatRequest = z.object({ phase: z.enum(PHASES) });
export type HeartbeatRequest = z.infer<typeof HeartbeatRequest>;

/** `cancelled`: someone cancelled or deleted the scan; stop, nothing will be accepted. */
export const HeartbeatReply = z.object({ leaseSeconds: z.number(), cancelled: z.boolean() });
export type HeartbeatReply = z.infer<typeof HeartbeatReply>;

/** What a scanner does for one scan, in this order. */
export const SCANNER_PHASES = [...PHASES, 'uploading'] as const;
export type ScannerPhase = (typeof SCANNER_PHASES)[number];

/** How long each phase took; those that did not take place are left out. */
export const PhaseTimes = z.partialRecord(z.enum(SCANNER_PHASES), Milliseconds);
export type PhaseTimes = z.infer<typeof PhaseTimes>;

/** `artifacts` includes `scan.json` itself, uploaded like the rest. */
export const CompleteRequest = z.object({
  report: Report,
  artifacts: list(Artifact, ARTIFACT_BOUNDS.files),
  phaseTimes: PhaseTimes.optional(),
});
export type CompleteRequest = z.infer<typeof CompleteRequest>;

/** The attempt ended without a report. `retryable` false ends the scan now. */
export const FailRequest = z.object({
  code: z.enum(SCAN_FAILURE_CODES),
  message: z.string().max(2_000),
  retryable: z.boolean(),
});
export type FailRequest = z.infer<typeof FailRequest>;

/** What the commit made of the scan; the same again when the call is repeated. */
export const CommitReply = z.object({
  state: z.enum(['queued', 'done', 'error']),
  attempt: z.int(),
});
export type CommitReply = z.infer<typeof CommitReply>;
