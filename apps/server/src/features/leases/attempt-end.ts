import { LEASE_TIMES, type ScanFailureCode } from '@webhood/contract';

export interface FailureCause {
  code: ScanFailureCode;
  message: string;
}

/** What becomes of a scan whose attempt has ended without a result, and why it ended. */
export interface AttemptEnd {
  cause: FailureCause;
  next:
    | { kind: 'retry'; afterSeconds: number }
    | { kind: 'error'; code: ScanFailureCode; message: string };
}

/** `failedBefore` counts the earlier attempts that ended so. */
export function endOfAttempt(
  failedBefore: number,
  cause: FailureCause,
  retryable: boolean,
): AttemptEnd {
  if (!retryable) return { cause, next: { kind: 'error', ...cause } };
  const failed = failedBefore + 1;
  if (failed < LEASE_TIMES.maxAttempts) {
    const waits = LEASE_TIMES.backOffSeconds;
    return { cause, next: { kind: 'retry', afterSeconds: waits[failed - 1] ?? waits[1] } };
  }
  return {
    cause,
    next: {
      kind: 'error',
      code: 'attempts_exhausted',
      message: `Given up after ${failed} attempts. The last one: ${cause.message}`,
    },
  };
}
