/** Counts events of each key in fixed windows of time, in this process's memory. */
export interface Counted {
  limit: number;
  remaining: number;
  /** Until the window ends. */
  resetMs: number;
  isExceeded: boolean;
}

interface WindowCounterOptions {
  limit: number;
  windowMs: number;
  /** Remembered at once; the oldest window is forgotten first. */
  keys: number;
  now?: () => number;
}

export function createWindowCounter(options: WindowCounterOptions): (key: string) => Counted {
  const { limit, windowMs, keys, now = Date.now } = options;
  const windows = new Map<string, { endsAt: number; count: number }>();

  function begin(key: string, time: number) {
    windows.delete(key);
    const [oldest] = windows.keys();
    if (windows.size >= keys && oldest !== undefined) windows.delete(oldest);
    const window = { endsAt: time + windowMs, count: 0 };
    windows.set(key, window);
    return window;
  }

  return (key) => {
    const time = now();
    const known = windows.get(key);
    const window = known && known.endsAt > time ? known : begin(key, time);
    window.count += 1;
    return {
      limit,
      remaining: Math.max(0, limit - window.count),
      resetMs: window.endsAt - time,
      isExceeded: window.count > limit,
    };
  };
}
