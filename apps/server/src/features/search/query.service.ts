import type { Expression, SqlBool } from 'kysely';
import { AppError } from '../../platform/http/app-error.ts';
import { compileQuery, createdSpanOf } from './compile-query.ts';
import type { CreatedSpan } from './created-span.service.ts';
import { QueryError } from './query-error.ts';
import { parseQuery } from './query-language.ts';

export interface Search {
  /** LIKE patterns of terms, which are looked up first: what each stands for decides the way. */
  wildcards: readonly string[];
  /**
   * The condition on `scans`, given the terms that each of them stands for. Without those of one,
   * a scan's own terms are compared with it, which no index serves.
   */
  condition(terms: ReadonlyMap<string, readonly string[]>): Expression<SqlBool>;
  created: CreatedSpan;
}

/**
 * What a search states. `now` is what its times count from.
 * @throws AppError `invalid_request` that names the column at fault
 */
export function readQuery(text: string, now: Date): Search {
  try {
    const expression = parseQuery(text);
    const wildcards = new Set<string>();
    compileQuery(expression, now, (pattern) => {
      wildcards.add(pattern);
      return [];
    });
    return {
      wildcards: [...wildcards],
      created: createdSpanOf(expression, now),
      condition: (terms) => compileQuery(expression, now, (pattern) => terms.get(pattern)),
    };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const message = `column ${error.column}: ${error.message}`;
    throw new AppError('invalid_request', `The search cannot be read. At ${message}.`, {
      errors: [{ field: 'q', message }],
    });
  }
}
