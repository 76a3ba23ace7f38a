const DAY_MS = 86_400_000;
/** As the checklist's own item has it. */
const WARNING_DAYS = 21;

/** Whole days until it ends; undefined while that is long. */
export function daysToWarnOf(ends: string | null, now: number): number | undefined {
  if (ends === null) return undefined;
  const days = Math.floor((Date.parse(ends) - now) / DAY_MS);
  return days <= WARNING_DAYS ? days : undefined;
}
