/** What happened to the scans of the last hours, counted over those that the asker may see. */
import { z } from 'zod';
import { SCAN_FAILURE_CODES } from './failure-codes.ts';

export const STATISTICS_HOURS = { default: 24, most: 31 * 24 } as const;
/** Up to so many hours the series has a point for each hour, past it for each day (UTC). */
export const HOURLY_UP_TO = 48;

export const StatisticsQuery = z.strictObject({
  /** How far to look back. */
  hours: z.coerce
    .number()
    .int()
    .min(1)
    .max(STATISTICS_HOURS.most)
    .default(STATISTICS_HOURS.default),
});
export type StatisticsQuery = z.infer<typeof StatisticsQuery>;

/** By the state they are in now; `partial` of `done` lack something. */
const Outcomes = z.object({
  submitted: z.int().min(0),
  waiting: z.int().min(0),
  running: z.int().min(0),
  done: z.int().min(0),
  partial: z.int().min(0),
  error: z.int().min(0),
  cancelled: z.int().min(0),
});
export type StatisticsOutcomes = z.infer<typeof Outcomes>;

/** Seconds. */
const Spread = z.object({
  p50: z.number().min(0),
  p95: z.number().min(0),
  most: z.number().min(0),
});
export type StatisticsSpread = z.infer<typeof Spread>;

export const Statistics = z.object({
  /** Submitted from `from` on and before `to`. */
  from: z.string(),
  to: z.string(),
  scans: Outcomes,
  /** Why scans ended in `error`, most frequent first. */
  errors: z.array(z.object({ code: z.enum(SCAN_FAILURE_CODES), count: z.int().min(1) })),
  /** Null where none has come so far. Of a scan with several attempts the last one counts. */
  seconds: z.object({
    /** From when it might begin until it began. */
    waiting: Spread.nullable(),
    /** From its beginning to its end, scans that are `done` alone. */
    scanning: Spread.nullable(),
  }),
  /** Oldest first, without gaps. `at`: when the hour or the day begins. */
  series: z.array(
    z.object({
      at: z.string(),
      submitted: z.int().min(0),
      done: z.int().min(0),
      error: z.int().min(0),
      cancelled: z.int().min(0),
    }),
  ),
});
export type Statistics = z.infer<typeof Statistics>;
