/** Remembers what was seen lately, up to a bound; the oldest is forgotten first. */
export function createRecentKeys(deps: { windowMs: number; most: number; now: () => number }) {
  const { windowMs, most, now } = deps;
  const seenAt = new Map<string, number>();
  return {
    /** Whether it was not seen within the window, which then begins. */
    isNew: (key: string): boolean => {
      const at = seenAt.get(key);
      if (at !== undefined && now() - at < windowMs) return false;
      seenAt.delete(key);
      seenAt.set(key, now());
      if (seenAt.size > most) {
        for (const oldest of seenAt.keys()) {
          seenAt.delete(oldest);
          break;
        }
      }
      return true;
    },
    /** What was seen came to nothing: it is new when it comes again. */
    forget: (key: string): void => {
      seenAt.delete(key);
    },
  };
}
