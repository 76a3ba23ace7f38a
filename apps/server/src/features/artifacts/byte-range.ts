import type { ByteRange } from '../../platform/blob-store/blob-store.ts';

export type RangeRequest =
  | { kind: 'whole' }
  | { kind: 'part'; range: ByteRange }
  | { kind: 'unsatisfiable' };

/**
 * One range of RFC 9110 14.2. Several ranges, other units and what is malformed ask for the
 * whole, as the specification lets a server decide.
 */
export function parseRange(header: string | undefined, sizeBytes: number): RangeRequest {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  if (!match) return { kind: 'whole' };
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return { kind: 'whole' };
  if (first === '') return suffix(Number(last), sizeBytes);
  const start = Number(first);
  const end = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (last !== '' && Number(last) < start) return { kind: 'whole' };
  return start < sizeBytes ? { kind: 'part', range: { start, end } } : { kind: 'unsatisfiable' };
}

function suffix(length: number, sizeBytes: number): RangeRequest {
  if (length === 0 || sizeBytes === 0) return { kind: 'unsatisfiable' };
  return {
    kind: 'part',
    range: { start: Math.max(0, sizeBytes - length), end: sizeBytes - 1 },
  };
}
