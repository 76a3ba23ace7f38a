import { sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';

export interface TokenRecord {
  id: string;
  name: string;
  role: 'api_user';
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

/** What deciding about a presented token takes. `is_live` and `is_stale` by the database's clock. */
export interface TokenCandidate {
  id: string;
  name: string;
  role: 'api_user';
  hash: string;
  isLive: boolean;
  /** Its last use was written more than a minute ago, or never. */
  isStale: boolean;
}

export interface NewToken {
  id: string;
  name: string;
  role: 'api_user';
  hash: string;
  createdBy: string;
  expiresInDays: number | undefined;
}

const COLUMNS = [
  'id',
  'name',
  'role',
  'created_at',
  'expires_at',
  'last_used_at',
  'revoked_at',
] as const;

/** One write a minute is enough to tell whether a token is in use. */
const USE_WRITTEN_EVERY = sql`interval '1 minute'`;

export function createTokenStore(db: Db) {
  return {
    list: (): Promise<TokenRecord[]> =>
      db.selectFrom('api_tokens').select(COLUMNS).orderBy('created_at', 'desc').execute(),

    insert: ({ createdBy, expiresInDays, ...token }: NewToken): Promise<TokenRecord> =>
      db
        .insertInto('api_tokens')
        .values({
          ...token,
          created_by: createdBy,
          expires_at:
            expiresInDays === undefined
              ? null
              : sql<Date>`now() + make_interval(days => ${expiresInDays})`,
        })
        .returning(COLUMNS)
        .executeTakeFirstOrThrow(),

    /** Whether there is such a token. Revoking twice is the same as once. */
    revoke: async (id: string): Promise<boolean> => {
      const revoked = await db
        .updateTable('api_tokens')
        .set({ revoked_at: sql<Date>`coalesce(revoked_at, now())` })
        .where('id', '=', id)
        .returning('id')
        .executeTakeFirst();
      return revoked !== undefined;
    },

    candidate: (id: string): Promise<TokenCandidate | undefined> =>
      db
        .selectFrom('api_tokens')
        .select(['id', 'name', 'role', 'hash'])
        .select([
          sql<boolean>`revoked_at is null and (expires_at is null or expires_at > now())`.as(
            'isLive',
          ),
          sql<boolean>`coalesce(last_used_at < now() - ${USE_WRITTEN_EVERY}, true)`.as('isStale'),
        ])
        .where('id', '=', id)
        .executeTakeFirst(),

    markUsed: async (id: string): Promise<void> => {
      await db
        .updateTable('api_tokens')
        .set({ last_used_at: sql<Date>`now()` })
        .where('id', '=', id)
        .execute();
    },
  };
}

export type TokenStore = ReturnType<typeof createTokenStore>;
