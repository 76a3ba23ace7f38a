import type { Scan, ScanFailureCode } from '@webhood/contract';

/** Faults of ours: what the scanner's sentence says is not known in advance. */
const OURS: readonly ScanFailureCode[] = [
  'attempts_exhausted',
  'browser_failed',
  'navigation_failed',
  'no_result',
  'scanner_error',
];

/**
 * What the scanner's sentence says beyond the console's own text for the code: its technical
 * reason in brackets, or for a fault of ours all of it. Empty when it only says the same again.
 */
export function failureDetail({
  errorCode,
  errorMessage,
}: Pick<Scan, 'errorCode' | 'errorMessage'>): string {
  if (errorCode === null || OURS.includes(errorCode)) return errorMessage;
  return /\(([^()]+)\)\.?$/.exec(errorMessage)?.[1] ?? '';
}
