import type { Expression, SqlBool } from 'kysely';
import { AppError } from '../../platform/http/app-error.ts';
import { compileFilter } from './compile-filter.ts';
import { parseFilter } from './filter-language.ts';
import { QueryError } from './query-error.ts';

/**
 * The condition on `scans` that a filter of the v1 contract states. `now` is what its macros count
 * from.
 * @throws AppError `invalid_request` that names the column at fault
 */
export function readFilter(text: string, now: Date): Expression<SqlBool> {
  try {
    return compileFilter(parseFilter(text), now);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const message = `column ${error.column}: ${error.message}`;
    throw new AppError('invalid_request', `The filter cannot be read. At ${message}.`, {
      errors: [{ field: 'filter', message }],
    });
  }
}
