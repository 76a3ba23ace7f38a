import { PROBLEM_STATUS, type ProblemCode } from '@webhood/contract';

interface AppErrorDetails {
  /** Seconds after which trying again makes sense; sent as `Retry-After`. */
  retryAfterSeconds?: number;
  /** The fields at fault, for `invalid_request`. */
  errors?: { field: string; message: string }[];
  cause?: unknown;
}

/**
 * The one error that carries an answer for the caller. `publicMessage` is a sentence that says
 * what to do and reaches the caller as it is; the cause reaches the log only.
 */
export class AppError extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly publicMessage: string;
  readonly details: AppErrorDetails;

  constructor(code: ProblemCode, publicMessage: string, details: AppErrorDetails = {}) {
    super(`${code}: ${publicMessage}`, { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
    this.status = PROBLEM_STATUS[code];
    this.publicMessage = publicMessage;
    this.details = details;
  }
}

export function notFound(what: string): AppError {
  return new AppError('not_found', `There is no such ${what}, or you may not see it.`);
}
