/**
 * Bounds what passwords may cost at once: each hash takes a core and 19 MiB for its time, and
 * anyone can ask for one by trying to sign in.
 */
import { AppError } from '../../platform/http/app-error.ts';

interface HashQueueBounds {
  /** Hashes in flight. */
  running: number;
  /** Hashes that wait for one of those to end; further ones are refused. */
  waiting: number;
}

/** A full queue is through in less than this. */
const RETRY_SECONDS = 5;

export function createHashQueue({ running, waiting }: HashQueueBounds) {
  let inFlight = 0;
  const queue: (() => void)[] = [];

  async function turn(): Promise<void> {
    if (inFlight < running) {
      inFlight++;
      return;
    }
    if (queue.length >= waiting) {
      throw new AppError('rate_limited', 'Too many passwords are being checked. Try again soon.', {
        retryAfterSeconds: RETRY_SECONDS,
      });
    }
    // The turn is handed over by whoever ends, so `inFlight` stays as it is.
    await new Promise<void>((resolve) => queue.push(resolve));
  }

  function end(): void {
    const next = queue.shift();
    if (next) next();
    else inFlight--;
  }

  /** @throws AppError `rate_limited` */
  return async <T>(work: () => Promise<T>): Promise<T> => {
    await turn();
    try {
      return await work();
    } finally {
      end();
    }
  };
}
