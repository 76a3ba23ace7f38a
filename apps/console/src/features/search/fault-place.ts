import { ApiError } from '@webhood/client';

export type FaultPlace = { column: number; message: string };

/** Where and why a search cannot be read, if that is what the error says. */
export function faultPlace(error: unknown): FaultPlace | null {
  if (!(error instanceof ApiError) || error.code !== 'invalid_request') return null;
  const message = error.errors.find(({ field }) => field === 'q')?.message;
  const [, column, reason] = /^column (\d+): (.+)$/s.exec(message ?? '') ?? [];
  return column && reason ? { column: Number(column), message: reason } : null;
}

/** Shown on each side of the fault: a line of the page on a phone. */
const AROUND = 30;

/** The search cut at the fault: `at` is the character, or a blank where it ends too early. */
export function faultParts(
  q: string,
  column: number,
): { before: string; at: string; after: string } {
  const offset = Math.min(column - 1, q.length);
  const start = Math.max(0, offset - AROUND);
  const end = Math.min(q.length, offset + 1 + AROUND);
  return {
    before: (start > 0 ? '…' : '') + q.slice(start, offset),
    at: q.slice(offset, offset + 1) || '\u00a0',
    after: q.slice(offset + 1, end) + (end < q.length ? '…' : ''),
  };
}
