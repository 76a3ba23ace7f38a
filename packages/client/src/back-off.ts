/** Quick enough that a restarted server is found before the analyst notices. */
const FIRST_MS = 500;
/** Slow enough that a thousand open consoles do not keep a struggling server down. */
const LIMIT_MS = 30_000;

/**
 * Wait before reconnecting for the n-th time in a row (from 1): doubled each time, bounded, and
 * spread over the upper half so that clients dropped together do not come back together.
 */
export function backOffMs(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LIMIT_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 16));
  return Math.round(ceiling / 2 + (ceiling / 2) * random());
}

/** Resolves after `ms`, or at once (without an error) when the signal aborts. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
}
