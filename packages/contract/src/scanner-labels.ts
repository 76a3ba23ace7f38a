/** How scanners are told apart, and how scans ask for one of a kind. */
import { z } from 'zod';
import { list } from './list.ts';

export const LABELS = 16;

/** `name=value` in lower case, such as `region=eu` or `network=office`; a name alone will do. */
const ScannerLabel = z
  .string()
  .trim()
  .toLowerCase()
  .max(64)
  .regex(
    /^[a-z0-9][a-z0-9._/-]*(?:=[a-z0-9][a-z0-9._/-]*)?$/,
    'must be like region=eu: letters, digits and . _ / -',
  );

export const ScannerLabels = list(ScannerLabel, LABELS);
