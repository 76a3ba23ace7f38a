/** The scanner's side of the lease protocol, `packages/contract/src/lease.ts`. */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { getCACertificates } from 'node:tls';
import {
  type Artifact,
  CommitReply,
  type CompleteRequest,
  type FailRequest,
  HeartbeatReply,
  Lease,
  type LeaseRequest,
  type Phase,
  Problem,
  pathOf,
} from '@webhood/contract';
import { Agent, request } from 'undici';
import type { z } from 'zod';

export interface Job {
  scanId: string;
  attempt: number;
  jobToken: string;
  /** W3C Trace Context that the server goes on with. */
  traceparent?: string | undefined;
}

/** What may come of any call besides its own answer. */
export type CallFailure =
  /** Another attempt has taken over, or the scan is gone. */
  | { kind: 'lost' }
  /** The token is not, or no longer, good. */
  | { kind: 'unauthorised' }
  /** No answer, or one that only says to come again. */
  | {
      kind: 'unreachable';
      reason: string;
      /** What is wrong with the server's certificate, where that is the reason. */
      tlsCode?: string;
    }
  /** The server understood and said no: trying again changes nothing. */
  | { kind: 'refused'; status: number; code: string };

export type LeaseAnswer = { kind: 'leased'; lease: Lease } | { kind: 'none' } | CallFailure;
export type HeartbeatAnswer = { kind: 'alive'; cancelled: boolean } | CallFailure;
export type UploadAnswer = { kind: 'stored' } | CallFailure;
export type CommitAnswer = { kind: 'committed'; state: CommitReply['state'] } | CallFailure;

export interface ServerClient {
  lease(body: LeaseRequest, signal: AbortSignal): Promise<LeaseAnswer>;
  heartbeat(job: Job, phase: Phase): Promise<HeartbeatAnswer>;
  /** Skips what the server has from us already. */
  upload(job: Job, artifact: Artifact, path: string, signal: AbortSignal): Promise<UploadAnswer>;
  complete(job: Job, body: CompleteRequest): Promise<CommitAnswer>;
  fail(job: Job, body: FailRequest): Promise<CommitAnswer>;
  close(): Promise<void>;
}

/** On top of the long poll itself. */
const ANSWER_TIMEOUT_MS = 15_000;
/** A hundred megabytes over a slow line; the heartbeat notices a dead server sooner. */
const UPLOAD_TIMEOUT_MS = 120_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** Replies are small; more than this is not our server. */
const REPLY_BYTES = 256 * 1024;

interface Call {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  path: string;
  token: string;
  body?: string | Readable;
  headers?: Record<string, string>;
  timeoutMs: number;
  signal?: AbortSignal;
}

type Answer = { kind: 'answered'; status: number; text: string } | CallFailure;

export function createServerClient(options: {
  endpoint: URL;
  scannerToken: string;
  ca?: string | undefined;
}): ServerClient {
  const dispatcher = new Agent({
    connect: {
      timeout: CONNECT_TIMEOUT_MS,
      ...(options.ca === undefined
        ? {}
        : { ca: [...getCACertificates('default'), ...getCACertificates('system'), options.ca] }),
    },
    maxResponseSize: REPLY_BYTES,
  });
  const base = options.endpoint.href.replace(/\/+$/, '');

  const call = async (spec: Call): Promise<Answer> => {
    try {
      const timeout = AbortSignal.timeout(spec.timeoutMs);
      const { statusCode, body } = await request(`${base}${spec.path}`, {
        dispatcher,
        method: spec.method,
        headers: { authorization: `Bearer ${spec.token}`, ...spec.headers },
        ...(spec.body === undefined ? {} : { body: spec.body }),
        signal: spec.signal ? AbortSignal.any([spec.signal, timeout]) : timeout,
        headersTimeout: spec.timeoutMs,
        bodyTimeout: spec.timeoutMs,
      });
      return classify(statusCode, await body.text());
    } catch (error) {
      return unreachable(error);
    }
  };
  const post = (path: string, token: string, body: object, timeoutMs = ANSWER_TIMEOUT_MS) =>
    ({
      method: 'POST',
      path,
      token,
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
      timeoutMs,
    }) satisfies Call;
  const commit = async (job: Job, route: 'complete' | 'fail', body: object) => {
    const { scanId, attempt } = job;
    const spec = post(pathOf(route, { scanId, attempt }), job.jobToken, body, UPLOAD_TIMEOUT_MS);
    const traced = job.traceparent === undefined ? {} : { traceparent: job.traceparent };
    const answer = await call({ ...spec, headers: { ...spec.headers, ...traced } });
    return readAs(CommitReply, answer, ({ state }) => ({ kind: 'committed' as const, state }));
  };

  return {
    async lease(body, signal) {
      const spec = post(
        pathOf('lease'),
        options.scannerToken,
        body,
        body.waitMs + ANSWER_TIMEOUT_MS,
      );
      const answer = await call({ ...spec, signal });
      if (answer.kind === 'answered' && answer.status === 204) return { kind: 'none' };
      return readAs(Lease, answer, (lease) => ({ kind: 'leased' as const, lease }));
    },
    async heartbeat({ scanId, attempt, jobToken }, phase) {
      const path = pathOf('heartbeat', { scanId, attempt });
      const answer = await call(post(path, jobToken, { phase }));
      return readAs(HeartbeatReply, answer, ({ cancelled }) => ({
        kind: 'alive' as const,
        cancelled,
      }));
    },
    async upload({ scanId, attempt, jobToken }, artifact, file, signal) {
      const path = pathOf('blob', { scanId, attempt, sha256: artifact.sha256 });
      const spec = { path, token: jobToken, signal };
      const known = await call({ ...spec, method: 'HEAD', timeoutMs: ANSWER_TIMEOUT_MS });
      if (known.kind === 'answered') return { kind: 'stored' };
      if (known.kind !== 'refused' || known.status !== 404) return known;
      const answer = await call({
        ...spec,
        method: 'PUT',
        body: createReadStream(file),
        headers: {
          'content-type': 'application/octet-stream',
          'content-length': String(artifact.size),
        },
        timeoutMs: UPLOAD_TIMEOUT_MS,
      });
      return answer.kind === 'answered' ? { kind: 'stored' } : answer;
    },
    complete: (job, body) => commit(job, 'complete', body),
    fail: (job, body) => commit(job, 'fail', body),
    close: () => dispatcher.destroy(),
  };
}

/** Codes of OpenSSL and Node.js for a certificate that does not pass. */
const CERTIFICATE_CODE = /CERT|SELF_SIGNED|UNABLE_TO_|ISSUER/;

function unreachable(error: unknown): CallFailure {
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (CERTIFICATE_CODE.test(code)) {
    return { kind: 'unreachable', reason: `certificate not trusted (${code})`, tlsCode: code };
  }
  // Of several addresses that all refuse, Node.js gives an error without a message.
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'unreachable', reason: message || code };
}

function classify(status: number, text: string): Answer {
  if (status >= 200 && status < 300) return { kind: 'answered', status, text };
  const problem = Problem.safeParse(parseJson(text));
  const code = problem.success ? problem.data.code : 'unknown';
  if (status === 401) return { kind: 'unauthorised' };
  if (status === 409 && code !== 'artifact_missing') return { kind: 'lost' };
  if (status === 429 || status >= 500) return { kind: 'unreachable', reason: `status ${status}` };
  return { kind: 'refused', status, code };
}

function readAs<Schema extends z.ZodType, Result>(
  schema: Schema,
  answer: Answer,
  read: (value: z.output<Schema>) => Result,
): Result | CallFailure {
  if (answer.kind !== 'answered') return answer;
  const parsed = schema.safeParse(parseJson(answer.text));
  if (parsed.success) return read(parsed.data);
  return { kind: 'unreachable', reason: 'the answer is not one of this protocol' };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the caller's schema refuses it.
    return undefined;
  }
}
