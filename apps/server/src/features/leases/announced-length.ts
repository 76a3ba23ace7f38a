import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '../../platform/http/app-error.ts';

/** Digits alone (RFC 9110, 8.6): no sign, no exponent, and few enough to stay exact. */
const BYTES = /^\d{1,15}$/;

/**
 * The size in bytes that a body is announced with, known before any of it has come.
 * @throws AppError `length_required` without one, `invalid_request` when it is no size
 */
export function announcedLength(headers: IncomingHttpHeaders): number {
  const length = headers['content-length'];
  // A transfer coding overrides a length (RFC 9112, 6.3): then the length announces nothing.
  if (length === undefined || headers['transfer-encoding'] !== undefined) {
    throw new AppError('length_required', 'Announce the size of the artifact in Content-Length.');
  }
  if (!BYTES.test(length)) {
    throw new AppError('invalid_request', 'Content-Length must be a number of bytes.');
  }
  return Number(length);
}
