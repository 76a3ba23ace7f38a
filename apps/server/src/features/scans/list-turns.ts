/**
 * Lists of URLs take turns. Each holds a connection for as long as its rows take, and the locks of
 * its hosts; many at once would leave no connection to those who only look.
 */
import { AppError } from '../../platform/http/app-error.ts';

/** Of a pool of ten connections. */
const AT_ONCE = 3;
/** Each keeps its list in memory; the last of them waits for seconds. */
const MAX_WAITING = 50;
const BUSY_RETRY_SECONDS = 5;

export interface ListTurns {
  /** @throws AppError `unavailable` where too many wait already */
  take<T>(work: () => Promise<T>): Promise<T>;
}

export function createListTurns(): ListTurns {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function begin(): Promise<void> {
    if (running < AT_ONCE) {
      running += 1;
      return;
    }
    if (waiting.length >= MAX_WAITING) {
      throw new AppError('unavailable', 'Too many lists at once. Submit again shortly.', {
        retryAfterSeconds: BUSY_RETRY_SECONDS,
      });
    }
    // Whoever ends hands its place on.
    await new Promise<void>((resolve) => waiting.push(resolve));
  }

  function end(): void {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }

  return {
    take: async (work) => {
      await begin();
      try {
        return await work();
      } finally {
        end();
      }
    },
  };
}
