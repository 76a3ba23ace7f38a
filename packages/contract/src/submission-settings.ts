/** What can be said of a scan when it is submitted, beside its URL and options. */
import { z } from 'zod';
import { list } from './list.ts';
import { ScannerLabels } from './scanner-labels.ts';
import { StorableText } from './text.ts';

export const VISIBILITIES = ['team', 'restricted'] as const;

/**
 * Scans of a higher priority are scanned first, whoever submitted them; `high` is for
 * administrators. Within one priority submitters take turns.
 */
export const PRIORITIES = ['low', 'normal', 'high'] as const;
export type Priority = (typeof PRIORITIES)[number];

export const SUBMISSION_BOUNDS = {
  tags: 20,
  tagLength: 50,
  bulkUrls: 1_000,
  /** Thirty days: what is older says little of the page as it is. */
  reuseMinutes: 43_200,
  /** A later time is more likely a mistake than a plan. */
  notBeforeDays: 366,
} as const;

/** One word in lower case, as a search finds it: `tag:phishing`. */
export const Tag = z
  .string()
  .trim()
  .toLowerCase()
  .max(SUBMISSION_BOUNDS.tagLength)
  .regex(
    /^[\p{Ll}\p{Lo}\p{N}][\p{Ll}\p{Lo}\p{M}\p{N}._:/@+-]*$/u,
    'must be one word of letters, digits and . _ : / @ + - that begins with a letter or digit',
  );
export const Tags = list(Tag, SUBMISSION_BOUNDS.tags);

/** Where a `strictObject` takes them in. */
export const submissionSettings = {
  visibility: z
    .enum(VISIBILITIES)
    .default('team')
    .describe('`restricted`: seen by the submitter and administrators alone.'),
  tags: Tags.default([]).describe('Words to find it by: `tag:phishing`.'),
  priority: z
    .enum(PRIORITIES)
    .default('normal')
    .describe('A higher one is always scanned first. `high` is for administrators.'),
  scanner: StorableText.min(1)
    .max(64)
    .optional()
    .describe('Id or name of the one scanner that may do it.'),
  labels: ScannerLabels.default([]).describe(
    'Only scanners that have all of these may do it: `region=eu`.',
  ),
  notBefore: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('The scan waits as `pending` until then. A time that has passed is now.'),
  /**
   * A scan of the same URL, options, visibility and scanner that you may see, submitted no longer
   * ago than this, is answered instead of making another. 0: always a new one. With headers,
   * cookies or proxy it is always a new one, since those are not kept to compare.
   */
  reuseMinutes: z
    .int()
    .min(0)
    .max(SUBMISSION_BOUNDS.reuseMinutes)
    .default(0)
    .describe(
      'Answer a scan of the same that was submitted no longer ago than this, instead of making another. 0: always a new one.',
    ),
};
