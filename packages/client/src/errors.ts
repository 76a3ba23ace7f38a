import { PROBLEM_CODES, PROBLEM_STATUS, Problem, type ProblemCode } from '@webhood/contract';

/** The server answered, and said no. `code` is stable; `detail` is a sentence for a person. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ProblemCode;
  readonly status: number;
  readonly detail: string;
  /** The fields at fault, when the request itself was wrong. */
  readonly errors: readonly { field: string; message: string }[];
  /** How long the server asked to be left alone; null when it did not say. */
  readonly retryAfterMs: number | null;

  constructor(problem: {
    code: ProblemCode;
    status: number;
    detail: string;
    errors?: readonly { field: string; message: string }[] | undefined;
    retryAfterMs?: number | null | undefined;
  }) {
    super(problem.detail);
    this.code = problem.code;
    this.status = problem.status;
    this.detail = problem.detail;
    this.errors = problem.errors ?? [];
    this.retryAfterMs = problem.retryAfterMs ?? null;
  }
}

/** No answer came: refused, reset, unresolved, or silent for longer than the call's bound. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
}

/** An answer came that the contract does not know: most likely two versions meet. */
export class InvalidResponseError extends Error {
  override readonly name = 'InvalidResponseError';
}

/** The scan had not ended when the caller's patience did. It goes on running. */
export class WaitTimeoutError extends Error {
  override readonly name = 'WaitTimeoutError';
}

/** More text than any problem document has: what lies beyond it is not read into a message. */
const DETAIL_LENGTH = 2_000;

/** Reads an error response: problem+json where it is one, otherwise what its status says. */
export async function errorFromResponse(response: Response): Promise<ApiError> {
  const retryAfterMs = retryAfter(response.headers);
  const body = await readJson(response);
  const problem = Problem.safeParse(body);
  if (problem.success) return new ApiError({ ...problem.data, retryAfterMs });
  return new ApiError({
    code: codeForStatus(response.status),
    status: response.status,
    detail: messageOf(body) ?? `The server answered ${response.status} ${response.statusText}.`,
    retryAfterMs,
  });
}

/** Seconds or an HTTP date (RFC 9110 10.2.3), as milliseconds from now. */
export function retryAfter(headers: Headers, now: number = Date.now()): number | null {
  const value = headers.get('retry-after') ?? headers.get('x-retry-after');
  if (value === null) return null;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1_000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

/** The nearest code for an answer that names none, such as a proxy's own error page. */
export function codeForStatus(status: number): ProblemCode {
  if (status === 401) return 'unauthenticated';
  if (status === 429) return 'rate_limited';
  if (status === 502 || status === 504) return 'unavailable';
  const code = PROBLEM_CODES.find((candidate) => PROBLEM_STATUS[candidate] === status);
  return code ?? (status >= 500 ? 'internal_error' : 'invalid_request');
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    // Not JSON, or cut off: the status alone then says what happened.
    return null;
  }
}

function messageOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('message' in body)) return null;
  return typeof body.message === 'string' ? body.message.slice(0, DETAIL_LENGTH) : null;
}
