import pg from 'pg';
import { AppError } from '../http/app-error.ts';

/** A restarted PostgreSQL accepts connections again within about this time. */
const RETRY_AFTER_SECONDS = 2;

/**
 * SQLSTATEs (PostgreSQL manual, appendix A) that tell of the database and not of the statement:
 * class 08 connection, 53 resources, 57 operator intervention (shutdown, timeout), 58 system;
 * and what a second try resolves: serialisation failure, deadlock, lock not available.
 */
const FAULT_CLASSES = ['08', '53', '57', '58'];
const RETRYABLE_STATES = ['40001', '40P01', '55P03', '25P03'];

export function unavailable(cause: unknown): AppError {
  return new AppError('unavailable', 'The database cannot answer right now. Try again shortly.', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    cause,
  });
}

/** `unavailable` for an error of the database itself, undefined for one of the statement. */
export function databaseFault(error: unknown): AppError | undefined {
  if (error instanceof pg.DatabaseError) {
    const state = error.code ?? '';
    const isFault = FAULT_CLASSES.includes(state.slice(0, 2)) || RETRYABLE_STATES.includes(state);
    return isFault ? unavailable(error) : undefined;
  }
  // What is no answer of the database is a broken connection, unless our own values were wrong.
  const isOurs = error instanceof TypeError || error instanceof RangeError;
  return error instanceof Error && !isOurs && !(error instanceof AppError)
    ? unavailable(error)
    : undefined;
}
