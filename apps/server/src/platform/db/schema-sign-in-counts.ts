/** Row types of `migrations/0031-sign-in-counts.sql`, for Kysely. */
import type { Generated } from 'kysely';

export interface SignInCountTables {
  sign_in_counts: {
    key: string;
    failures: Generated<number>;
    last_at: Generated<Date>;
    until_at: Generated<Date>;
  };
  sign_in_places: { key: string; last_at: Generated<Date> };
}
