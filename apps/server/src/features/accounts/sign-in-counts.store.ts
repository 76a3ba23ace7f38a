/**
 * Counts of tries to sign in, which all servers share. A try is judged and counted in one
 * transaction that holds the rows of its keys, so that tries made at once, on whichever servers,
 * are counted like tries made in turn.
 */
import { sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';

export interface Rule {
  /** Failures that cost nothing. */
  free: number;
  /** Back-off after the next one, in milliseconds; doubled by each further failure. */
  firstMs: number;
  limitMs: number;
}

export interface CountedKey {
  key: string;
  rule: Rule;
}

export interface PlacedKeys {
  keys: CountedKey[];
  /** Of the account from everywhere; does not count where `place` has signed in before. */
  account: CountedKey;
  place: string;
}

/** A count is forgotten this long after its last failure. */
const FORGET_MINUTES = 30;
/** A place from which somebody has signed in is known this long after the last time. */
const PLACE_DAYS = 90;

interface Judged {
  key: string;
  waitMs: number;
  failures: number;
  untilAt: string;
}

/** What a counted try changed, to be undone. */
interface Change {
  key: string;
  before: string;
  after: string;
}

export type Try = { kind: 'wait'; waitMs: number } | { kind: 'counted'; changes: Change[] };

function backOffMs(failures: number, rule: Rule): number {
  const over = failures - rule.free;
  return over <= 0 ? 0 : Math.min(rule.limitMs, rule.firstMs * 2 ** Math.min(over - 1, 30));
}

export type SignInCountStore = ReturnType<typeof createSignInCountStore>;

export function createSignInCountStore(db: Db) {
  async function isKnownPlace(place: string): Promise<boolean> {
    const row = await db
      .selectFrom('sign_in_places')
      .select('key')
      .where('key', '=', place)
      .where('last_at', '>', sql<Date>`now() - make_interval(days => ${PLACE_DAYS})`)
      .executeTakeFirst();
    return row !== undefined;
  }

  async function waitMs(handle: Db, keys: string[]): Promise<number> {
    const { rows } = await sql<{ ms: number | null }>`
      select ceil(extract(epoch from max(until_at) - clock_timestamp()) * 1000)::float8 as ms
      from sign_in_counts where key = any(${keys}) and until_at > clock_timestamp()`.execute(
      handle,
    );
    return rows[0]?.ms ?? 0;
  }

  /** Holds the rows, made where they are missing, in one order for everybody. */
  async function hold(tx: Db, keys: string[]): Promise<Judged[]> {
    await sql`
      insert into sign_in_counts (key) select * from unnest(${keys}::text[])
      on conflict do nothing`.execute(tx);
    const { rows } = await sql<Judged>`
      select key,
        greatest(0, extract(epoch from until_at - clock_timestamp()) * 1000)::float8 as "waitMs",
        case when last_at < clock_timestamp() - make_interval(mins => ${FORGET_MINUTES})
          then 0 else failures end as failures,
        until_at::text as "untilAt"
      from sign_in_counts where key = any(${keys}) order by key for update`.execute(tx);
    return rows;
  }

  async function count(tx: Db, { key, rule }: CountedKey, row: Judged): Promise<Change> {
    const failures = row.failures + 1;
    const { rows } = await sql<{ after: string }>`
      update sign_in_counts set failures = ${failures}, last_at = clock_timestamp(),
        until_at = clock_timestamp() + make_interval(secs => ${backOffMs(failures, rule) / 1_000})
      where key = ${key} returning until_at::text as after`.execute(tx);
    return { key, before: row.untilAt, after: rows[0]?.after ?? '' };
  }

  return {
    /** Counts a try as failed, unless it has to wait. */
    begin: async ({ keys, account, place }: PlacedKeys): Promise<Try> => {
      const counted = (await isKnownPlace(place)) ? keys : [...keys, account];
      const names = counted.map(({ key }) => key).sort();
      // Most of those who must wait are told so without holding anything.
      const early = await waitMs(db, names);
      if (early > 0) return { kind: 'wait', waitMs: early };
      return db.transaction().execute(async (tx): Promise<Try> => {
        const rows = new Map((await hold(tx, names)).map((row) => [row.key, row]));
        const wait = Math.max(0, ...[...rows.values()].map((row) => row.waitMs));
        if (wait > 0) return { kind: 'wait', waitMs: Math.ceil(wait) };
        const changes: Change[] = [];
        for (const each of counted) {
          const row = rows.get(each.key);
          if (row) changes.push(await count(tx, each, row));
        }
        return { kind: 'counted', changes };
      });
    },

    /** Unless a later failure has set its own end. */
    takeBack: async (changes: Change[]): Promise<void> => {
      for (const { key, before, after } of changes.toSorted((a, b) => (a.key < b.key ? -1 : 1))) {
        await sql`
          update sign_in_counts set failures = greatest(0, failures - 1),
            until_at = case when until_at = ${after}::timestamptz
              then ${before}::timestamptz else until_at end
          where key = ${key}`.execute(db);
      }
      await db
        .deleteFrom('sign_in_counts')
        .where('failures', '=', 0)
        .where('key', 'in', [...changes.map(({ key }) => key), ''])
        .execute();
    },

    /** Forgets what was done wrong there, and knows the place from now on. */
    succeeded: async (pair: string, place: string): Promise<void> => {
      await db.deleteFrom('sign_in_counts').where('key', '=', pair).execute();
      await db
        .insertInto('sign_in_places')
        .values({ key: place })
        .onConflict((conflict) =>
          conflict.column('key').doUpdateSet({ last_at: sql<Date>`clock_timestamp()` }),
        )
        .execute();
    },

    forget: async (): Promise<void> => {
      await db
        .deleteFrom('sign_in_counts')
        .where('last_at', '<', sql<Date>`now() - make_interval(mins => ${FORGET_MINUTES})`)
        .where('until_at', '<', sql<Date>`now()`)
        .execute();
      await db
        .deleteFrom('sign_in_places')
        .where('last_at', '<', sql<Date>`now() - make_interval(days => ${PLACE_DAYS})`)
        .execute();
    },
  };
}
