import { useSyncExternalStore } from 'react';

/** One clock for the whole console: a thousand rows must not mean a thousand timers. */
function createClock(intervalMs: number) {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | undefined;
  let now = Date.now();
  return {
    subscribe(listener: () => void) {
      listeners.add(listener);
      timer ??= setInterval(() => {
        now = Date.now();
        for (const each of listeners) each();
      }, intervalMs);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    read() {
      // Without listeners the clock stands still; a first reader sets it.
      if (timer === undefined && Date.now() - now > intervalMs) now = Date.now();
      return now;
    },
  };
}

const fast = createClock(1_000);
const slow = createClock(10_000);

/** Milliseconds since the epoch; `second` redraws each second, `coarse` every ten. */
export function useNow(pace: 'second' | 'coarse' = 'coarse'): number {
  const clock = pace === 'second' ? fast : slow;
  return useSyncExternalStore(clock.subscribe, clock.read);
}
