import { ScanOptions, type ScanOptionsChange } from '@webhood/contract';
import { AppError } from '../../platform/http/app-error.ts';

/** Kept only until the scan has ended, and never given out. */
const SECRET = ['headers', 'cookies', 'proxy'] as const;

/**
 * The options of a scan with changes. What was secret of them must be given again, or be null.
 * @throws AppError `invalid_request` that names what is missing
 */
export function rescanOptions(before: ScanOptions, changes: ScanOptionsChange): ScanOptions {
  const missing = SECRET.filter(
    (name) => before[name] !== undefined && changes[name] === undefined,
  );
  if (missing.length > 0) {
    const message = 'is not kept once a scan has ended: give it again, or null to leave it out';
    throw new AppError('invalid_request', `${missing.join(', ')}: ${message}.`, {
      errors: missing.map((name) => ({ field: `options.${name}`, message })),
    });
  }
  const given = Object.entries({ ...before, ...changes }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return ScanOptions.parse(Object.fromEntries(given));
}
