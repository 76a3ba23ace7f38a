/** The milestone that the others are counted from, and when it came out. */
const ANCHOR = { major: 138, releasedMs: Date.UTC(2025, 5, 24) };
/** One comes out about every four weeks, with pauses. */
const PER_MILESTONE_MS = 30.5 * 86_400_000;
const MONTH_MS = 30.4 * 86_400_000;

/**
 * How many months ago this version of Chromium came out, about; null for what is no Chromium. There
 * is no list of dates in it, so that it needs none from outside.
 */
export function browserAgeMonths(browserVersion: string, now: number): number | null {
  const major = Number(/Chrom(?:e|ium)\/(\d{2,4})\./.exec(browserVersion)?.[1]);
  if (Number.isNaN(major)) return null;
  const releasedMs = ANCHOR.releasedMs + (major - ANCHOR.major) * PER_MILESTONE_MS;
  return Math.max(0, Math.floor((now - releasedMs) / MONTH_MS));
}
