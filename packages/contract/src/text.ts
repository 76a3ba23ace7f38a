import { z } from 'zod';

/** Whether PostgreSQL can keep it: no NUL, and no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}

/** Text that a caller chose and that is kept as it is. */
export const StorableText = z.string().refine(isStorable, 'must be well-formed text without NUL');

/** Stands where a secret was. */
export const MASKED = '***';
