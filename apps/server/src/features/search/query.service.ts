import type { Expression, SqlBool } from 'kysely';
import { AppError } from '../../platform/http/app-error.ts';
import { compileQuery, createdSpanOf } from './compile-query.ts';
import type { CreatedSpan } from './created-span.service.ts';
import { QueryError } from './query-error.ts';
import { parseQuery } from './query-language.ts';
import type { TermPattern } from './term-patterns.service.ts';

export interface Search {
  /** Of terms, which are looked up first: what each stands for decides the way. */
  patterns: readonly TermPattern[];
  /**
   * The condition on `scans`, given the terms that each of them (by its key) stands for. Without
   * those of one, a scan's own terms are compared with it, which no index serves.
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
    const patterns = new Map<string, TermPattern>();
    compileQuery(expression, now, (pattern) => {
      patterns.set(pattern.key, pattern);
      return [];
    });
    return {
      patterns: [...patterns.values()],
      created: createdSpanOf(expression, now),
      condition: (terms) => compileQuery(expression, now, ({ key }) => terms.get(key)),
    };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const message = `column ${error.column}: ${error.message}`;
    throw new AppError('invalid_request', `The search cannot be read. At ${message}.`, {
      errors: [{ field: 'q', message }],
    });
  }
}
