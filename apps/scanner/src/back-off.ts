/** Waits that grow and vary, so that many scanners do not come back to a server all at once. */
export interface BackOff {
  /** Milliseconds to wait before the next try. */
  next(): number;
  reset(): void;
}

export function createBackOff(options: {
  firstMs: number;
  longestMs: number;
  random?: () => number;
}): BackOff {
  const random = options.random ?? Math.random;
  let ceilingMs = options.firstMs;
  return {
    next() {
      const waitMs = ceilingMs / 2 + (random() * ceilingMs) / 2;
      ceilingMs = Math.min(ceilingMs * 2, options.longestMs);
      return Math.round(waitMs);
    },
    reset() {
      ceilingMs = options.firstMs;
    },
  };
}

/** Waits, or returns at once when the signal aborts. */
export async function pause(waitMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, waitMs);
  const wake = (): void => resolve();
  signal.addEventListener('abort', wake, { once: true });
  await promise;
  clearTimeout(timer);
  signal.removeEventListener('abort', wake);
}
