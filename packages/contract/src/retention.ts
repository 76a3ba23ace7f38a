/** How long scans are kept. */
import { z } from 'zod';
import { list } from './list.ts';
import { TERMINAL_STATES } from './scan.ts';
import { Tag } from './submission-settings.ts';
import { StorableText } from './text.ts';

export const RETENTION_BOUNDS = {
  rules: 50,
  /** A hundred years. */
  ageDays: 36_500,
  count: 1_000_000_000,
  /** A petabyte. */
  bytes: 1_000_000_000_000_000,
  reasonLength: 500,
} as const;

const bound = (most: number) => z.int().min(1).max(most).nullable();

/** For the scans that have ended, have the tag and are in one of the states. */
export const RetentionRule = z.strictObject({
  /** Null: whatever the tags. */
  tag: Tag.nullable().default(null),
  /** Empty: every state in which a scan has ended. */
  states: list(z.enum(TERMINAL_STATES), TERMINAL_STATES.length).default([]),
  /** Removed once it ended longer ago. Null here and below: no bound. */
  maxAgeDays: bound(RETENTION_BOUNDS.ageDays).default(null),
  /** The newest so many are kept. */
  maxCount: bound(RETENTION_BOUNDS.count).default(null),
  /** The newest are kept whose artifacts have together so many bytes. */
  maxBytes: bound(RETENTION_BOUNDS.bytes).default(null),
});
export type RetentionRule = z.infer<typeof RetentionRule>;

/** In order: the first that fits a scan decides; a scan that none fits is kept. */
export const RetentionRules = z.strictObject({
  rules: list(RetentionRule, RETENTION_BOUNDS.rules),
});
export type RetentionRules = z.infer<typeof RetentionRules>;

export const Retention = z.object({
  rules: RetentionRule.array(),
  /** RFC 3339; null while nobody has changed it. */
  changedAt: z.string().nullable(),
  changedBy: z.string().nullable(),
});
export type Retention = z.infer<typeof Retention>;

/** What rules would remove now. */
export const RetentionPreview = z.object({
  scans: z.int(),
  /** Of their artifacts; what several scans share counts for each. */
  bytes: z.int(),
  /** Scans that no rule may remove. */
  held: z.int(),
});
export type RetentionPreview = z.infer<typeof RetentionPreview>;

export const PlaceHold = z.strictObject({
  reason: StorableText.trim().min(1).max(RETENTION_BOUNDS.reasonLength),
});
export type PlaceHold = z.infer<typeof PlaceHold>;

export const LegalHold = z.object({
  scanId: z.string(),
  slug: z.string(),
  url: z.string(),
  reason: z.string(),
  placedBy: z.string(),
  placedAt: z.string(),
});
export type LegalHold = z.infer<typeof LegalHold>;

/** Null where the scan is not held. */
export const ScanHold = z.object({ hold: LegalHold.nullable() });
export type ScanHold = z.infer<typeof ScanHold>;
