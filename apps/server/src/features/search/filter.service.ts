import { AppError } from '../../platform/http/app-error.ts';
import { compileFilter, filterSpanOf } from './compile-filter.ts';
import { parseFilter } from './filter-language.ts';
import type { Search } from './query.service.ts';
import { QueryError } from './query-error.ts';

/**
 * What a filter of the v1 contract states. `now` is what its macros count
 * from.
 * @throws AppError `invalid_request` that names the column at fault
 */
export function readFilter(text: string, now: Date): Search {
  try {
    const filter = parseFilter(text);
    const condition = compileFilter(filter, now);
    return {
      patterns: [],
      condition: () => condition,
      created: filterSpanOf(filter, now),
    };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const message = `column ${error.column}: ${error.message}`;
    throw new AppError('invalid_request', `The filter cannot be read. At ${message}.`, {
      errors: [{ field: 'filter', message }],
    });
  }
}
