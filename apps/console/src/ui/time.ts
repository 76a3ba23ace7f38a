/** Ages and durations as an analyst reads them. Pure: the clock comes from outside. */

const UNITS = [
  { limitMs: 60_000, sizeMs: 1_000, short: 's' },
  { limitMs: 3_600_000, sizeMs: 60_000, short: 'min' },
  { limitMs: 86_400_000, sizeMs: 3_600_000, short: 'h' },
  { limitMs: 30 * 86_400_000, sizeMs: 86_400_000, short: 'd' },
] as const;

const LOCAL_DATE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** `just now`, `42 s ago`, `3 h ago`, and the date once it is a month old. */
export function age(iso: string, now: number): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return '–';
  const passedMs = Math.max(0, now - at);
  if (passedMs < 5_000) return 'just now';
  const unit = UNITS.find((candidate) => passedMs < candidate.limitMs);
  if (!unit) return LOCAL_DATE.format(at);
  return `${Math.floor(passedMs / unit.sizeMs)} ${unit.short} ago`;
}

/** `340 ms`, `4.2 s`, `1 min 5 s`. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return '–';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Whole seconds for a running clock, so that it does not flicker. */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

// Making one takes longer than drawing the row that shows it.
const LOCAL_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });

/** With the zone: evidence is read by people in several. */
export function localTime(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? '–' : LOCAL_TIME.format(at);
}

/** `2030-01-01 12:00:00 UTC`: the form to paste into a ticket. */
export function utcTime(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '–';
  return `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
