/** Requests that servers have taken shares of, counted for all of them together. */
import { sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';
import type { TakeShare } from '../../platform/http/shared-counter.ts';

export function createRequestCountStore(db: Db) {
  const take: TakeShare = async (key, amount, windowMs) => {
    // now() is one moment within the statement, so that its parts agree on whether a window has ended.
    const { rows } = await sql<{ taken: number; resetMs: number }>`
      insert into request_counts as present (key, taken, ends_at)
      values (${key}, ${amount}, now() + make_interval(secs => ${windowMs / 1_000}))
      on conflict (key) do update set
        taken = excluded.taken + case when present.ends_at > now() then present.taken else 0 end,
        ends_at = case when present.ends_at > now() then present.ends_at else excluded.ends_at end
      returning taken, (extract(epoch from ends_at - now()) * 1000)::float8 as "resetMs"`.execute(
      db,
    );
    const [row] = rows;
    if (!row) throw new Error('the database did not say what was taken');
    return { before: row.taken - amount, resetMs: row.resetMs };
  };

  return {
    take,

    /** Windows that have ended. */
    forget: async (): Promise<void> => {
      await db.deleteFrom('request_counts').where('ends_at', '<', sql<Date>`now()`).execute();
    },
  };
}
