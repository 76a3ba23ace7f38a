/** One leased scan, from lease to commit. Nothing of it is left on this machine afterwards. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Artifact, FailRequest, Lease, Phase } from '@webhood/contract';
import { NO_TRACING, type Span, type Tracing } from '@webhood/tracing';
import type { Logger } from 'pino';
import { createBackOff, pause } from './back-off.ts';
import type { Capturer } from './capture/capture.ts';
import type { CaptureResult } from './capture/capture-result.ts';
import { startHeartbeat } from './heartbeat.ts';
import { createPhaseClock, type PhaseClock } from './phase-clock.ts';
import type { CallFailure, CommitAnswer, Job, ServerClient } from './server-client.ts';

/** More only share the same line. */
const PARALLEL_UPLOADS = 4;
/** Tries of one call, and the waits between them. */
export interface JobPatience {
  tries: number;
  firstMs: number;
  longestMs: number;
}
/** About a minute: a server that restarts is back by then. */
const PATIENCE: JobPatience = { tries: 8, firstMs: 250, longestMs: 15_000 };
const MESSAGE_LENGTH = 2_000;

export type JobEnd = 'committed' | 'failed' | 'lost' | 'cancelled' | 'undelivered';

/** Why a running job is stopped from outside. */
export const DRAINING = 'draining';

export interface JobRunner {
  /** Aborting with `DRAINING` hands the scan back to the server. */
  run(lease: Lease, signal: AbortSignal): Promise<JobEnd>;
}

export function createJobRunner(deps: {
  client: ServerClient;
  capturer: Capturer;
  version: string;
  /** How long a server or its store may be away. */
  patience?: JobPatience;
  tracing?: Tracing;
  log: Logger;
}): JobRunner {
  const { client, capturer, patience = PATIENCE, tracing = NO_TRACING } = deps;

  const deliver = async (
    job: Job,
    lease: Lease,
    outDir: string,
    signal: AbortSignal,
    result: CaptureResult,
    phases: PhaseClock,
  ): Promise<JobEnd> => {
    const fail = (body: FailRequest): Promise<JobEnd> => {
      const message = body.message.slice(0, MESSAGE_LENGTH);
      return commit(() => client.fail(job, { ...body, message }), signal, patience, 'failed');
    };
    if (result.kind === 'failed') {
      const { code, message, retryable } = result;
      return fail({ code, message, retryable });
    }
    const artifacts = [...result.folder.artifacts, result.reportArtifact];
    phases.enter('uploading');
    const failure = await uploadAll({ client, job, artifacts, outDir, patience, signal });
    phases.end();
    if (failure?.kind === 'refused') {
      const message = `an artifact was refused (${failure.code})`;
      return fail({ code: 'scanner_error', message, retryable: true });
    }
    if (failure?.kind === 'unreachable' && !signal.aborted) {
      // The server is there, as its heartbeats say: it is its store that is not.
      const message = `an artifact could not be stored (${failure.reason})`;
      return fail({ code: 'no_result', message, retryable: true });
    }
    if (failure) return failure.kind === 'lost' ? 'lost' : 'undelivered';
    const end = await commit(
      () => client.complete(job, { report: result.report, artifacts, phaseTimes: phases.times() }),
      signal,
      patience,
      'committed',
    );
    if (end !== 'undelivered' || signal.aborted) return end;
    const message = 'the server did not accept the report';
    return fail({ code: 'no_result', message, retryable: lease.attempt < 2 });
  };

  const runInside = async (lease: Lease, outerSignal: AbortSignal, span: Span): Promise<JobEnd> => {
    const { scan, attempt, jobToken } = lease;
    const traceparent = span.traceparent ?? lease.traceparent;
    const job = { scanId: scan.id, attempt, jobToken, traceparent };
    const log = deps.log.child({ scanId: job.scanId, attempt: job.attempt });
    const ending = new AbortController();
    const outDir = await mkdtemp(join(tmpdir(), 'webhood-scan-'));
    const heartbeat = startHeartbeat({ client, job, lease, onEnd: (end) => ending.abort(end) });
    const startedAtMs = performance.now();
    const phases = createPhaseClock();
    log.info(describeUrl(scan.url), 'scan.leased');
    try {
      const signal = AbortSignal.any([ending.signal, outerSignal]);
      const onPhase = (phase: Phase): void => {
        phases.enter(phase);
        heartbeat.phase(phase);
      };
      const request = captureOf(lease, outDir, deps.version);
      const result = await capturer.capture(request, { signal, onPhase });
      phases.end();
      const wasStopped = result.kind === 'failed' && result.code === 'cancelled';
      const delivered = wasStopped ? HANDED_BACK : result;
      const end = ending.signal.aborted
        ? (ending.signal.reason as JobEnd)
        : await deliver(job, lease, outDir, ending.signal, delivered, phases);
      const tookMs = Math.round(performance.now() - startedAtMs);
      span.set({ 'webhood.end': end, ...codeOf(result) });
      log.info({ end, tookMs, ...summaryOf(result) }, 'scan.ended');
      return end;
    } finally {
      heartbeat.stop();
      tracePhases(tracing, phases, traceparent);
      await rm(outDir, { recursive: true, force: true });
    }
  };

  return {
    run: (lease, outerSignal) => {
      const attributes = { 'webhood.scan.id': lease.scan.id, 'webhood.attempt': lease.attempt };
      return tracing.run('scan.run', { parent: lease.traceparent, attributes }, (span) =>
        runInside(lease, outerSignal, span),
      );
    },
  };
}

function captureOf({ scan, attempt, scanner }: Lease, outDir: string, version: string) {
  const { id: scanId, slug, url, options } = scan;
  return { scanId, slug, attempt, url, options, outDir, scanner: { name: scanner.name, version } };
}

function tracePhases(tracing: Tracing, phases: PhaseClock, parent: string | undefined): void {
  for (const { phase, startedAtMs, endedAtMs } of phases.spans()) {
    const name = phase === 'uploading' ? 'scan.upload' : `capture.${phase}`;
    tracing.record(name, { parent, startedAtMs, endedAtMs });
  }
}

function codeOf(result: CaptureResult): { 'webhood.code'?: string } {
  if (result.kind === 'failed') return { 'webhood.code': result.code };
  return result.outcome.status === 'error' ? { 'webhood.code': result.outcome.code } : {};
}

const HANDED_BACK: CaptureResult = {
  kind: 'failed',
  code: 'scanner_error',
  message: 'The scanner was stopped while it worked on this scan.',
  retryable: true,
};

/** Repeats until the server has answered; a repeated commit gets the first one's answer. */
async function commit(
  send: () => Promise<CommitAnswer>,
  signal: AbortSignal,
  patience: JobPatience,
  done: JobEnd,
): Promise<JobEnd> {
  const backOff = createBackOff(patience);
  for (let attempt = 1; attempt <= patience.tries && !signal.aborted; attempt += 1) {
    const answer = await send();
    if (answer.kind === 'committed') return done;
    if (answer.kind === 'lost' || answer.kind === 'unauthorised') return 'lost';
    if (answer.kind === 'refused') return 'undelivered';
    await pause(backOff.next(), signal);
  }
  return 'undelivered';
}

/** @returns the first failure, or undefined when the server has every artifact. */
async function uploadAll(deps: {
  client: ServerClient;
  job: Job;
  artifacts: readonly Artifact[];
  outDir: string;
  patience: JobPatience;
  signal: AbortSignal;
}): Promise<CallFailure | undefined> {
  const bySha256 = new Map(deps.artifacts.map((artifact) => [artifact.sha256, artifact]));
  const queue = [...bySha256.values()];
  let failure: CallFailure | undefined;
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next && !failure; next = queue.shift()) {
      failure ??= await uploadOne(deps, next);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_UPLOADS }, work));
  return failure;
}

async function uploadOne(
  deps: {
    client: ServerClient;
    job: Job;
    outDir: string;
    patience: JobPatience;
    signal: AbortSignal;
  },
  artifact: Artifact,
): Promise<CallFailure | undefined> {
  const backOff = createBackOff(deps.patience);
  let failure: CallFailure = { kind: 'lost' };
  for (let attempt = 1; attempt <= deps.patience.tries && !deps.signal.aborted; attempt += 1) {
    const path = join(deps.outDir, artifact.path);
    const answer = await deps.client.upload(deps.job, artifact, path, deps.signal);
    if (answer.kind === 'stored') return undefined;
    failure = answer;
    if (answer.kind !== 'unreachable') return answer;
    await pause(backOff.next(), deps.signal);
  }
  return failure;
}

function summaryOf(result: CaptureResult): object {
  if (result.kind === 'failed') return { code: result.code };
  const { outcome, report } = result;
  return {
    status: outcome.status,
    ...(outcome.status === 'error' ? { code: outcome.code } : {}),
    exchanges: report.exchanges.length,
    artifacts: report.artifacts.length,
  };
}

/** A submitted URL may carry secrets: only what cannot is logged. */
function describeUrl(url: string): { scheme: string; host: string; pathLength: number } {
  const { protocol, host, pathname } = new URL(url);
  return { scheme: protocol.replace(':', ''), host, pathLength: pathname.length };
}
