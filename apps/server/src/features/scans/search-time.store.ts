/** Reading that no index may serve, within a bound of time. */
import { sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';
import { AppError } from '../../platform/http/app-error.ts';

/** What no index serves looks at every scan: what takes longer must be narrowed. */
const SEARCH_MS = 5_000;

/** In a transaction of its own. @throws AppError `unavailable` when a statement takes too long */
export async function withinSearchTime<T>(db: Db, select: (on: Db) => Promise<T>): Promise<T> {
  try {
    return await db.transaction().execute(async (tx) => {
      // Bitmaps of a common term fit; and what an index names is as near as what follows.
      await sql`select set_config('statement_timeout', ${String(SEARCH_MS)}, true),
        set_config('work_mem', '16MB', true), set_config('random_page_cost', '1.1', true)`.execute(
        tx,
      );
      return select(tx);
    });
  } catch (error) {
    throw isStatementTimeout(error) ? tooSlow(error) : error;
  }
}

/** SQLSTATE 57014, as it was thrown or below what is told of it. */
function isStatementTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === '57014') || isStatementTimeout(error.cause);
}

function tooSlow(cause: unknown): AppError {
  const message = 'This takes too long to find. Narrow it, for example to the last days.';
  return new AppError('unavailable', message, {
    cause,
  });
}
