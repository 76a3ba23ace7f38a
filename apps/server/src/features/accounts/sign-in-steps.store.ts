import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';
import type { SignInStepsTable } from '../../platform/db/schema-sign-in.ts';

export type StepKind = SignInStepsTable['kind'];

export interface StoredStep {
  userId: string | null;
  data: unknown;
}

interface NewStep {
  userId?: string | undefined;
  data?: unknown;
  ttlSeconds: number;
}

const COLUMNS = ['user_id', 'data'] as const;

/** The token has 256 random bits, so a plain hash tells nothing of it. */
function idOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export function createSignInStepStore(db: Db) {
  return {
    /** Also forgets what ran out, so that nobody else has to. */
    insert: async (kind: StepKind, token: string, step: NewStep): Promise<void> => {
      await db.deleteFrom('sign_in_steps').where('expires_at', '<', sql<Date>`now()`).execute();
      await db
        .insertInto('sign_in_steps')
        .values({
          id: idOf(token),
          kind,
          user_id: step.userId ?? null,
          data: JSON.stringify(step.data ?? {}),
          expires_at: sql<Date>`now() + make_interval(secs => ${step.ttlSeconds})`,
        })
        .execute();
    },

    find: async (kind: StepKind, token: string): Promise<StoredStep | undefined> => {
      const row = await db
        .selectFrom('sign_in_steps')
        .select(COLUMNS)
        .where('id', '=', idOf(token))
        .where('kind', '=', kind)
        .where('expires_at', '>', sql<Date>`now()`)
        .executeTakeFirst();
      return row && { userId: row.user_id, data: row.data };
    },

    /** What `find` finds, once: of two at the same time one gets it. */
    take: async (kind: StepKind, token: string): Promise<StoredStep | undefined> => {
      const row = await db
        .deleteFrom('sign_in_steps')
        .where('id', '=', idOf(token))
        .where('kind', '=', kind)
        .where('expires_at', '>', sql<Date>`now()`)
        .returning(COLUMNS)
        .executeTakeFirst();
      return row && { userId: row.user_id, data: row.data };
    },
  };
}

export type SignInStepStore = ReturnType<typeof createSignInStepStore>;
