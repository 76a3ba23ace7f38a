import type { Expression, SqlBool } from 'kysely';
import { AppError } from '../../platform/http/app-error.ts';
import { compileQuery } from './compile-query.ts';
import { QueryError } from './query-error.ts';
import { parseQuery } from './query-language.ts';

/**
 * The condition on `scans` that a search states. `now` is what its times count from.
 * @throws AppError `invalid_request` that names the column at fault
 */
export function readQuery(text: string, now: Date): Expression<SqlBool> {
  try {
    return compileQuery(parseQuery(text), now);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const message = `column ${error.column}: ${error.message}`;
    throw new AppError('invalid_request', `The search cannot be read. At ${message}.`, {
      errors: [{ field: 'q', message }],
    });
  }
}
