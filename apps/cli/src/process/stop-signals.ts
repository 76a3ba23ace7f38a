/**
 * One Ctrl-C can arrive more than once: from the terminal, from npm, from a shell. Signals this
 * close together are one wish to stop; a later one is impatience.
 */
const SAME_WISH_MS = 1_000;

export interface StopRequests {
  /** Undoes the listening. */
  dispose(): void;
}

/**
 * Calls `onStop` for the first request to stop and `onInsist` for each later one. Requests are
 * SIGINT, SIGTERM, SIGHUP and, where a parent started this process with a channel, its death.
 */
export function listenForStop(onStop: () => void, onInsist: () => void): StopRequests {
  let firstAt: number | undefined;
  const request = () => {
    const now = performance.now();
    if (firstAt === undefined) {
      firstAt = now;
      onStop();
    } else if (now - firstAt > SAME_WISH_MS) {
      onInsist();
    }
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, request);
  process.on('disconnect', request);
  // Listening must not keep a finished command alive.
  process.channel?.unref();
  return {
    dispose: () => {
      for (const signal of signals) process.off(signal, request);
      process.off('disconnect', request);
    },
  };
}
