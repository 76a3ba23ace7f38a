/**
 * What a scanner counts, for the server's metrics: scanners only dial out, so nobody can ask them.
 * Each count is of what has happened since the last one that the server has taken.
 */
import { z } from 'zod';
import { list } from './list.ts';

/** Why a browser is no longer given scans. */
export const BROWSER_END_CAUSES = [
  'served',
  'old',
  'grown',
  'updated',
  'crashed',
  'stuck',
] as const;
export type BrowserEndCause = (typeof BROWSER_END_CAUSES)[number];

/** Between two requests for work; more is a count that is not to be believed. */
const Count = z.int().min(0).max(1_000_000_000);

/** Policy has some fifty rules, the dialler a dozen errors. */
export const GUARD_COUNTS = 100;

const GuardCount = z.object({
  verdict: z.enum(['allowed', 'refused', 'failed']),
  /** Of a refusal its rule, of a failure its error; empty for what was allowed. */
  rule: z.string().regex(/^[a-z0-9_]{0,40}$/),
  count: Count,
});

export const ScannerCounts = z.object({
  browserStarts: Count,
  browserEnds: list(
    z.object({ cause: z.enum(BROWSER_END_CAUSES), count: Count }),
    BROWSER_END_CAUSES.length,
  ),
  guard: list(GuardCount, GUARD_COUNTS),
});
export type ScannerCounts = z.infer<typeof ScannerCounts>;
