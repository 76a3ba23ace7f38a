/**
 * Every error leaves as RFC 9457 `application/problem+json` with one of the contract's codes.
 * What went wrong inside reaches the log only.
 */
import {
  PROBLEM_MEDIA_TYPE,
  PROBLEM_STATUS,
  type Problem,
  type ProblemCode,
} from '@webhood/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from './app-error.ts';
import { recordRoutes } from './recorded-routes.ts';
import { validationProblem } from './validation-problem.ts';

const TITLES: Record<ProblemCode, string> = {
  invalid_request: 'The request is not valid',
  malformed_url: 'The URL is malformed',
  unsupported_scheme: 'The URL scheme is not supported',
  non_public_address: 'The address is not public',
  non_public_name: 'The name is not public',
  blocked_port: 'The port is blocked',
  unauthenticated: 'Sign in or give a token',
  invalid_credentials: 'The credentials are wrong',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  method_not_allowed: 'Method not allowed',
  conflict: 'Conflict',
  lease_lost: 'The lease is lost',
  artifact_missing: 'An artifact is missing',
  length_required: 'A length is required',
  payload_too_large: 'The body is too large',
  unsupported_media_type: 'The media type is not supported',
  hash_mismatch: 'The hash does not match',
  idempotency_key_reused: 'The idempotency key was used before',
  picture_unreadable: 'The picture cannot be shown',
  protocol_unsupported: 'The versions do not work together',
  rate_limited: 'Too many requests',
  queue_full: 'The queue is full',
  quota_exceeded: 'The quota is used up',
  internal_error: 'Something went wrong inside',
  unavailable: 'Not available right now',
};

/** How long a client should wait when the database is away: it restarts within seconds. */
const UNAVAILABLE_RETRY_SECONDS = 5;

/** Node's socket errors, and PostgreSQL's classes for "cannot connect" and "shutting down". */
const CONNECTION_ERRORS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
  '53300',
]);

/**
 * What PostgreSQL says of a value that it cannot keep: bytes that are no text, an escape that is
 * none, text or a number that is no value of the type. A caller's text got that far unchecked.
 */
const INPUT_ERRORS = new Set(['22021', '22P05', '22P02', '22003']);

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** Whether the database could not be reached, as opposed to having refused a statement. */
export function isConnectionFailure(error: unknown): boolean {
  const code = codeOf(error);
  if (CONNECTION_ERRORS.has(code) || code.startsWith('08')) return true;
  // `pg` reports a lost or never made connection without a code.
  return (
    error instanceof Error &&
    /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
      error.message,
    )
  );
}

function fromFastify(error: unknown): AppError | undefined {
  const cause = error;
  switch (codeOf(error)) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new AppError('payload_too_large', 'Send a smaller body.', { cause });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new AppError('unsupported_media_type', 'Send this as application/json.', { cause });
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'FST_ERR_BAD_URL':
      return new AppError('invalid_request', 'The request could not be read as JSON.', { cause });
    default:
      return fromStatus(error);
  }
}

/** What a plugin refused in its own words: its message stays in the log. */
function fromStatus(cause: unknown): AppError | undefined {
  if (typeof cause !== 'object' || cause === null || !('statusCode' in cause)) return undefined;
  switch (cause.statusCode) {
    case 400:
      return new AppError('invalid_request', 'The request is not valid.', { cause });
    case 403:
      return new AppError('forbidden', 'This is not served.', { cause });
    case 404:
      return new AppError('not_found', 'There is nothing at this address.', { cause });
    default:
      return undefined;
  }
}

/** The answer for anything thrown while handling a request. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const known = validationProblem(error) ?? fromFastify(error);
  if (known) return known;
  if (isConnectionFailure(error)) {
    return new AppError('unavailable', 'The database cannot be reached. Try again shortly.', {
      retryAfterSeconds: UNAVAILABLE_RETRY_SECONDS,
      cause: error,
    });
  }
  if (INPUT_ERRORS.has(codeOf(error))) {
    return new AppError('invalid_request', 'The request has a value that cannot be kept.', {
      cause: error,
    });
  }
  return new AppError('internal_error', 'The server failed; its log has the cause.', {
    cause: error,
  });
}

export function problemOf(error: AppError): Problem {
  return {
    type: 'about:blank',
    title: TITLES[error.code],
    status: PROBLEM_STATUS[error.code],
    code: error.code,
    detail: error.publicMessage,
    ...(error.details.errors ? { errors: error.details.errors } : {}),
  };
}

export function sendProblem(reply: FastifyReply, error: AppError): FastifyReply {
  if (error.details.retryAfterSeconds !== undefined) {
    reply.header('retry-after', String(Math.ceil(error.details.retryAfterSeconds)));
  }
  // RFC 9110 11.6.1: a 401 names the scheme that would do.
  if (error.status === 401) reply.header('www-authenticate', 'Bearer realm="webhood"');
  return reply
    .status(error.status)
    .header('cache-control', 'no-store')
    .type(PROBLEM_MEDIA_TYPE)
    .serializer(JSON.stringify)
    .send(problemOf(error));
}

function logFailure(request: FastifyRequest, error: AppError): void {
  if (error.status < 500) {
    const { cause } = error.details;
    // Should have been refused before it came to the database.
    if (INPUT_ERRORS.has(codeOf(cause))) request.log.warn({ err: cause }, 'request.unstorable');
    else request.log.debug({ code: error.code }, 'request.refused');
    return;
  }
  request.log.error({ code: error.code, err: error.details.cause ?? error }, 'request.failed');
}

/** Answers what no route takes, or leaves it to be a 404. */
type Fallback = (request: FastifyRequest, reply: FastifyReply) => FastifyReply | undefined;

/** Installs the handlers. Call before routes are registered. */
export function installProblemHandler(app: FastifyInstance, fallback?: Fallback): void {
  const allowedMethods = recordRoutes(app);
  app.setErrorHandler((thrown, request, reply) => {
    const error = toAppError(thrown);
    logFailure(request, error);
    return sendProblem(reply, error);
  });
  app.setNotFoundHandler((request, reply) => {
    const allowed = allowedMethods(request.url);
    if (allowed.length === 0) {
      const answered = fallback?.(request, reply);
      if (answered) return answered;
      return sendProblem(reply, new AppError('not_found', 'There is nothing at this address.'));
    }
    reply.header('allow', allowed.join(', '));
    return sendProblem(
      reply,
      new AppError('method_not_allowed', `This address takes ${allowed.join(', ')}.`),
    );
  });
}
