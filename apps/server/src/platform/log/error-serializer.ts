/** A page or a query can put any amount of text into a message. */
const MAX_MESSAGE = 500;
const MAX_STACK = 4_000;
const MAX_CAUSES = 4;

interface LoggedError {
  type: string;
  message: string;
  code?: string;
  stack?: string;
  cause?: LoggedError;
}

/**
 * The parts of an error that are safe to log. Other properties are left out: PostgreSQL's `detail`
 * carries the values of rows, HTTP clients' errors carry URLs and headers.
 */
export function serializeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) {
    return { type: typeof error, message: String(error).slice(0, MAX_MESSAGE) };
  }
  const code = 'code' in error ? error.code : undefined;
  return {
    type: error.name,
    message: error.message.slice(0, MAX_MESSAGE),
    ...(typeof code === 'string' ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: error.stack.slice(0, MAX_STACK) }),
    ...(error.cause === undefined || depth >= MAX_CAUSES
      ? {}
      : { cause: serializeError(error.cause, depth + 1) }),
  };
}
