/**
 * Every way a request, a scan or a start can fail: one closed set, with a page each in
 * `docs/failure-codes.md` (a test holds the two together).
 */

/** Codes of an API answer (RFC 9457 `code`), with the HTTP status each always has. */
export const PROBLEM_STATUS = {
  invalid_request: 400,
  malformed_url: 400,
  unsupported_scheme: 400,
  non_public_address: 400,
  non_public_name: 400,
  blocked_port: 400,
  unauthenticated: 401,
  invalid_credentials: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  lease_lost: 409,
  artifact_missing: 409,
  length_required: 411,
  payload_too_large: 413,
  unsupported_media_type: 415,
  hash_mismatch: 422,
  idempotency_key_reused: 422,
  picture_unreadable: 422,
  protocol_unsupported: 426,
  rate_limited: 429,
  queue_full: 429,
  quota_exceeded: 429,
  internal_error: 500,
  unavailable: 503,
} as const;

export type ProblemCode = keyof typeof PROBLEM_STATUS;

export const PROBLEM_CODES = Object.keys(PROBLEM_STATUS) as [ProblemCode, ...ProblemCode[]];

/** Why a URL is not accepted for scanning. A subset of the problem codes. */
export const URL_REJECTION_CODES = [
  'malformed_url',
  'unsupported_scheme',
  'non_public_address',
  'non_public_name',
  'blocked_port',
] as const satisfies readonly ProblemCode[];

export type UrlRejectionCode = (typeof URL_REJECTION_CODES)[number];

/** Why a scan ended in `error` (or, for `cancelled`, was stopped). */
export const SCAN_FAILURE_CODES = [
  'blocked_destination',
  'unsafe_redirect',
  'redirect_loop',
  'name_not_resolved',
  'connection_failed',
  'tls_failed',
  'proxy_failed',
  'navigation_failed',
  'timeout',
  'page_crashed',
  'too_large',
  'browser_failed',
  'attempts_exhausted',
  'no_result',
  'secrets_unreadable',
  'scanner_error',
  'cancelled',
] as const;

export type ScanFailureCode = (typeof SCAN_FAILURE_CODES)[number];

/** Why a `done` scan is `partial`: evidence that exists is kept, this says what is missing. */
export const PARTIAL_REASON_CODES = [
  'page_unresponsive',
  'page_crashed',
  'load_timeout',
  'too_large',
  'truncated',
  'artifact_failed',
  'blocked_requests',
  'guard_failed',
  'challenge',
] as const;

export type PartialReasonCode = (typeof PARTIAL_REASON_CODES)[number];

/** Why a process refuses to start, or stops. Printed with one message that says what to do. */
export const START_FAILURE_CODES = [
  'invalid_configuration',
  'port_in_use',
  'data_dir_unwritable',
  'data_dir_in_use',
  'database_unreachable',
  'schema_too_new',
  'storage_unusable',
  'browser_missing',
  'server_unreachable',
  'token_refused',
  'protocol_refused',
] as const;

export type StartFailureCode = (typeof START_FAILURE_CODES)[number];
