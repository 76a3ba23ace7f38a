import type { Readable } from 'node:stream';
import {
  ARTIFACT_BOUNDS,
  type CommitReply,
  type CompleteRequest,
  canWorkTogether,
  type FailRequest,
  type HeartbeatReply,
  LEASE_TIMES,
  type Lease,
  type LeaseRequest,
  type Phase,
  PROTOCOL,
} from '@webhood/contract';
import type { Tracing } from '@webhood/tracing';
import type { FastifyBaseLogger } from 'fastify';
import { equalHashes } from '../../platform/crypto/equal.ts';
import type { Keyring } from '../../platform/crypto/keyring.ts';
import { newId, newToken, tokenId } from '../../platform/crypto/opaque-token.ts';
import type { Transactor } from '../../platform/db/transaction.ts';
import { AppError } from '../../platform/http/app-error.ts';
import { storableText } from '../../platform/text/storable-text.ts';
import type { ScannerPrincipal } from '../accounts/authorisation.service.ts';
import type { ArtifactService } from '../artifacts/artifact.service.ts';
import type { LeaseMeter, ScanMeter } from '../metrics/meters.service.ts';
import type { ScanSecrets } from '../scans/scan-secrets.service.ts';
import { type AttemptEnd, endOfAttempt } from './attempt-end.ts';
import { claimingScanner } from './claiming-scanner.ts';
import type { JobKey, LiveScan, ScanResult } from './commit.store.ts';
import { checkCommit } from './commit-check.ts';
import type { ClaimingScanner, LeaseStore } from './lease.store.ts';
import { createLeaseQueue } from './lease-queue.ts';
import { createLeaseSweeper } from './lease-sweeper.ts';
import { scanResultOf } from './scan-result.ts';
import type { ScannerDirectory } from './scanner-directory.service.ts';
import { createUploadReservations } from './upload-reservations.ts';

declare const authorisedJob: unique symbol;

/** Proof that the caller holds the job token of this scan's attempt. Only `authorise` makes one. */
export interface Job extends JobKey {
  readonly [authorisedJob]: true;
  scannerId: string;
  /** The scan was cancelled or deleted during this attempt. */
  cancelled: boolean;
}

const MESSAGE_LENGTH = 2_000;

const UNREADABLE_SECRETS = {
  code: 'secrets_unreadable',
  message:
    'Its headers, cookies or proxy, or the proxy of its scanner, were sealed under an earlier WEBHOOD_SECRET.',
} as const;

/** A scan that was deleted leaves its attempts behind for this long. */
const ATTEMPT_DAYS = 7;

export type LeaseService = ReturnType<typeof createLeaseService>;

interface LeaseServiceDeps {
  store: LeaseStore;
  transactor: Transactor;
  artifacts: ArtifactService;
  scanners: ScannerDirectory;
  secrets: ScanSecrets;
  keyring: Pick<Keyring, 'hash'>;
  meter: LeaseMeter & Pick<ScanMeter, 'ended' | 'took'>;
  tracing: Tracing;
  log: FastifyBaseLogger;
}

/**
 * The scanner's side of a scan. `start` begins to listen for work and to end leases that run out;
 * `stop` sends waiting scanners away and ends both.
 */
export function createLeaseService(deps: LeaseServiceDeps) {
  const { store, transactor, artifacts, scanners, secrets, keyring, meter, tracing, log } = deps;
  const queue = createLeaseQueue<Lease>({ nextDueMs: store.nextDueMs, log });
  const reservations = createUploadReservations();
  const sweeper = createLeaseSweeper({ store, transactor, meter, log });
  let stopWatching: (() => void) | undefined;

  /** The answer to an attempt that no longer holds its scan. */
  function fenced(): AppError {
    meter.lease('fenced');
    return new AppError('lease_lost', 'This attempt no longer holds the scan. Drop it.');
  }

  async function claim(scanner: ClaimingScanner): Promise<Lease | undefined> {
    const jobToken = newToken(newId());
    const claimed = await store.claim(scanner, keyring.hash('job-token', jobToken));
    if (!claimed) return undefined;
    const { attempt, options: kept, sealedOptions: sealed, ...scan } = claimed;
    const asked = secrets.recall(scan.id, { options: kept, sealed });
    const options = asked && (await scanners.optionsOn(scanner.id, asked));
    if (!options) {
      await endUnreadable({ scanId: scan.id, attempt });
      return claim(scanner);
    }
    meter.lease('claimed');
    const traceparent = await traceLease(scan.id, attempt, scanner.id);
    log.info({ scanId: scan.id, attempt, scannerId: scanner.id }, 'scan.leased');
    return {
      scan: { ...scan, options },
      attempt,
      jobToken,
      leaseSeconds: LEASE_TIMES.leaseSeconds,
      heartbeatMs: LEASE_TIMES.heartbeatMs,
      scanner: { id: scanner.id, name: scanner.name },
      ...(traceparent === undefined ? {} : { traceparent }),
    };
  }

  /** The wait that has ended, in the trace of its submission; how the scanner goes on with it. */
  async function traceLease(
    scanId: string,
    attempt: number,
    scannerId: string,
  ): Promise<string | undefined> {
    if (!tracing.isOn) return undefined;
    const waited = await store.traceOf(scanId);
    if (!waited) return undefined;
    const { traceparent: parent, queuedAt, leasedAt } = waited;
    const attributes = { 'webhood.scan.id': scanId, 'webhood.attempt': attempt };
    const [startedAtMs, endedAtMs] = [queuedAt.getTime(), leasedAt.getTime()];
    tracing.record('scan.queued', { parent, attributes, startedAtMs, endedAtMs });
    const leased = { parent, attributes: { ...attributes, 'webhood.scanner.id': scannerId } };
    return tracing.run('scan.lease', leased, async ({ traceparent }) => traceparent);
  }

  /** Without its headers, cookies or proxy it would be another scan than the one asked for. */
  async function endUnreadable(job: JobKey): Promise<void> {
    const end = endOfAttempt(0, UNREADABLE_SECRETS, false);
    await transactor.run((tx) => store.endAttempt(tx, job, end, 'failed'));
    meter.ended('error', UNREADABLE_SECRETS.code);
    log.warn(job, 'scan.secrets_unreadable');
  }

  /** Waits for a scan that this scanner may be given; undefined when there was none in time. */
  async function lease(
    principal: ScannerPrincipal,
    request: LeaseRequest,
    signal: AbortSignal,
  ): Promise<Lease | undefined> {
    const { waitMs, counts, ...sighting } = request;
    // Before it is noted: every submission is judged by the networks that scanners are noted with.
    const claiming = claimingScanner(principal, request.allowNetworks);
    const { isBounded } = await scanners.seen(principal.id, sighting);
    if (counts) meter.scannerTold(counts);
    requireKnownProtocol(request.protocol);
    const scanner = { ...claiming, isBounded };
    return queue.take({
      // Some scans are for one scanner alone.
      kind: scanner.id,
      waitMs: Math.min(waitMs, LEASE_TIMES.longPollMs),
      signal,
      claim: () => claim(scanner),
    });
  }

  /** Of a lease whose answer did not reach the scanner. Does not count as an attempt. */
  async function giveBack({ scan, attempt }: Lease): Promise<void> {
    if (!(await store.giveBack({ scanId: scan.id, attempt }))) return;
    meter.lease('returned');
    log.info({ scanId: scan.id, attempt }, 'scan.lease_returned');
  }

  /** @throws AppError `unauthenticated`: wrong token, other scan, or the scanner was removed */
  async function authorise(key: JobKey, token: string | undefined): Promise<Job> {
    const found =
      token !== undefined && tokenId(token) !== undefined ? await store.attemptOf(key) : undefined;
    const isRight =
      token !== undefined &&
      found !== undefined &&
      equalHashes(found.jobTokenHash, keyring.hash('job-token', token));
    if (!isRight || found.scannerRemoved) {
      throw new AppError('unauthenticated', 'This job token is not valid for this scan.');
    }
    // The brand exists in types only: this is the one place that may claim it.
    return { ...key, scannerId: found.scannerId, cancelled: found.outcome === 'cancelled' } as Job;
  }

  async function heartbeat(job: Job, phase: Phase): Promise<HeartbeatReply> {
    const { leaseSeconds } = LEASE_TIMES;
    if (job.cancelled) return { leaseSeconds, cancelled: true };
    if (!(await store.extend(job, phase))) throw fenced();
    meter.lease('renewed');
    return { leaseSeconds, cancelled: false };
  }

  /**
   * The announced bytes are reserved before any is read, so that uploads side by side cannot pass
   * the scan's bound together.
   * @throws AppError `lease_lost`, `invalid_request`, `payload_too_large`, `hash_mismatch`,
   *   `unavailable`
   */
  async function putBlob(
    job: Job,
    sha256: string,
    content: Readable,
    announcedBytes: number,
  ): Promise<void> {
    await holdsLease(job);
    const { blobBytes, scanBytes } = ARTIFACT_BOUNDS;
    if (announcedBytes > blobBytes) throw tooLarge();
    const room = scanBytes - (await store.uploadedBytes(job));
    const giveBack = reservations.reserve(job, announcedBytes, room);
    if (!giveBack) throw tooLarge();
    // Given back before they are counted: bytes in both would refuse others room that there is.
    // Whoever comes in between is let in, and refused by the count if there was none.
    const size = await artifacts
      .receive(sha256, content, announcedBytes)
      .catch(asAnnounced)
      .finally(giveBack);
    await transactor.run(async (tx) => {
      if (!(await store.countUpload(tx, job, size, scanBytes))) throw tooLarge();
      await artifacts.record(tx, job.scannerId, { sha256, size });
    });
  }

  async function holdsLease(job: Job): Promise<void> {
    if (!(await store.isLive(job))) throw fenced();
  }

  /** In the trace that the scanner names, if it names one. */
  function traced<Result>(
    name: string,
    { scanId, attempt }: Job,
    parent: string | undefined,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const attributes = { 'webhood.scan.id': scanId, 'webhood.attempt': attempt };
    return tracing.run(name, { parent, attributes }, work);
  }

  async function complete(job: Job, request: CompleteRequest): Promise<CommitReply> {
    let committed: { live: LiveScan; result: ScanResult } | undefined;
    const reply = await transactor.run(async (tx) => {
      const view = await store.lockForCommit(tx, job);
      if (view.reply) return view.reply;
      if (!view.live) throw fenced();
      checkCommit(request, { ...view.live, scanId: job.scanId, attempt: job.attempt });
      await artifacts.attach(tx, job.scanId, job.scannerId, request.artifacts);
      const result = scanResultOf(request, view.live);
      if (!result.scanData) log.warn({ scanId: job.scanId }, 'scan.summary_left_out');
      committed = { live: view.live, result };
      return store.finish(tx, job, result);
    });
    if (committed) {
      const { live, result } = committed;
      meter.ended(result.state, result.errorCode);
      meter.took(live.waitedSeconds, request.phaseTimes ?? {});
    }
    log.info({ scanId: job.scanId, attempt: job.attempt, state: reply.state }, 'scan.committed');
    return reply;
  }

  async function fail(job: Job, request: FailRequest): Promise<CommitReply> {
    const cause = { code: request.code, message: storableText(request.message, MESSAGE_LENGTH) };
    let ended: AttemptEnd | undefined;
    const reply = await transactor.run(async (tx) => {
      const view = await store.lockForCommit(tx, job);
      if (view.reply) return view.reply;
      if (!view.live) throw fenced();
      const end = endOfAttempt(view.live.failedAttempts, cause, request.retryable);
      ended = end;
      return store.endAttempt(tx, job, end, 'failed');
    });
    if (ended?.next.kind === 'error') meter.ended('error', ended.next.code);
    const { scanId, attempt } = job;
    log.info({ scanId, attempt, code: request.code, state: reply.state }, 'scan.attempt_failed');
    return reply;
  }

  return {
    lease,
    giveBack,
    authorise,
    heartbeat,
    putBlob,
    complete: (job: Job, request: CompleteRequest, traceparent?: string) =>
      traced('scan.commit', job, traceparent, () => complete(job, request)),
    fail: (job: Job, request: FailRequest, traceparent?: string) =>
      traced('scan.fail', job, traceparent, () => fail(job, request)),
    /** Whether this scanner has uploaded it before. @throws AppError `lease_lost` */
    hasBlob: async (job: Job, sha256: string): Promise<boolean> => {
      await holdsLease(job);
      return artifacts.hasUploaded(job.scannerId, sha256);
    },
    /** Ends leases that have run out, now; `start` does it all the time. */
    sweep: () => sweeper.sweep(),
    /** Waiting scanners ask again at once: those whose token has ended are sent away. */
    wake: () => queue.wake(),
    /** Removes what is left of the attempts of deleted scans. */
    forgetOldAttempts: () => store.forgetAttempts(ATTEMPT_DAYS),
    start: async (): Promise<void> => {
      stopWatching = await store.watchQueue(queue.wake);
      sweeper.start();
    },
    /** Sends waiting scanners away at once; before the HTTP server is closed. */
    stop: async (): Promise<void> => {
      stopWatching?.();
      queue.close();
      await sweeper.stop();
    },
  };
}

/** After it was noted, so that administrators see whom it is about. */
function requireKnownProtocol(protocol: string): void {
  if (canWorkTogether(PROTOCOL, protocol)) return;
  throw new AppError(
    'protocol_unsupported',
    `The scanner speaks version ${protocol} of the lease protocol and this server ${PROTOCOL}. They may be one minor version apart: upgrade the older one.`,
  );
}

/** More than was announced is the announcement's fault, not the bound's. */
function asAnnounced(error: unknown): never {
  if (!(error instanceof AppError) || error.code !== 'payload_too_large') throw error;
  throw new AppError('invalid_request', 'The artifact is longer than its Content-Length.');
}

function tooLarge(): AppError {
  return new AppError('payload_too_large', 'The evidence passes the bounds of one scan.');
}
