import type { UserRole } from '@webhood/contract';
import { sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';

export interface UserRecord {
  id: string;
  name: string;
  email: string;
  role: UserRole;
  disabled: boolean;
  created_at: Date;
}

export interface NewUser {
  id: string;
  name: string;
  email: string;
  role: UserRole;
  passwordHash: string;
  mustChangePassword: boolean;
}

export interface UserChange {
  role?: UserRole | undefined;
  disabled?: boolean | undefined;
  passwordHash?: string | undefined;
}

/** A fixed number of ours: the lock under which the last administrator is counted. */
const ADMIN_LOCK = 7_201_001;

const COLUMNS = ['id', 'name', 'email', 'role', 'disabled', 'created_at'] as const;

/** `provider_id` of a password, as better-auth names it. */
const PASSWORD_PROVIDER = 'credential';

const byName = (name: string) => name.toLowerCase();

async function insertUser(db: Db, user: NewUser): Promise<UserRecord | undefined> {
  const record = await db
    .insertInto('users')
    .values({
      id: user.id,
      name: user.name,
      username: byName(user.name),
      email: user.email.toLowerCase(),
      role: user.role,
      must_change_password: user.mustChangePassword,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning(COLUMNS)
    .executeTakeFirst();
  if (!record) return undefined;
  await db
    .insertInto('credentials')
    .values({
      id: user.id,
      user_id: user.id,
      provider_id: PASSWORD_PROVIDER,
      account_id: user.id,
      password: user.passwordHash,
    })
    .execute();
  return record;
}

async function writePassword(
  db: Db,
  userId: string,
  passwordHash: string,
  mustChange: boolean,
): Promise<void> {
  // Who has only signed in through a provider gets a first password.
  await db
    .insertInto('credentials')
    .values({
      id: userId,
      user_id: userId,
      provider_id: PASSWORD_PROVIDER,
      account_id: userId,
      password: passwordHash,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['provider_id', 'account_id'])
        .doUpdateSet({ password: passwordHash, updated_at: sql<Date>`now()` }),
    )
    .execute();
  await db
    .updateTable('users')
    .set({ must_change_password: mustChange, updated_at: sql<Date>`now()` })
    .where('id', '=', userId)
    .execute();
}

/** Whatever ends sessions begins with this: see `findSettled` of the accounts that sign in. */
async function lockUser(db: Db, userId: string): Promise<void> {
  await db.selectFrom('users').select('id').where('id', '=', userId).forUpdate().execute();
}

async function endSessions(db: Db, userId: string, exceptId?: string): Promise<void> {
  let sessions = db.deleteFrom('sessions').where('user_id', '=', userId);
  if (exceptId !== undefined) sessions = sessions.where('id', '<>', exceptId);
  await sessions.execute();
  // A sign-in that was begun with the old password is not finished either.
  await db
    .deleteFrom('sign_in_steps')
    .where('user_id', '=', userId)
    .where('kind', '=', 'second_factor')
    .execute();
}

async function hasOtherAdmin(db: Db, userId: string): Promise<boolean> {
  const other = await db
    .selectFrom('users')
    .select('id')
    .where('role', '=', 'admin')
    .where('disabled', '=', false)
    .where('id', '<>', userId)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}

async function hasAdmin(db: Db): Promise<boolean> {
  const admin = await db
    .selectFrom('users')
    .select('id')
    .where('role', '=', 'admin')
    .limit(1)
    .executeTakeFirst();
  return admin !== undefined;
}

async function applyChange(
  db: Db,
  { id: userId, role }: UserRecord,
  change: UserChange,
): Promise<void> {
  if (change.role !== undefined || change.disabled !== undefined) {
    await db
      .updateTable('users')
      .set({
        updated_at: sql<Date>`now()`,
        ...(change.role === undefined ? {} : { role: change.role }),
        ...(change.disabled === undefined ? {} : { disabled: change.disabled }),
      })
      .where('id', '=', userId)
      .execute();
  }
  // Whoever sets another's password knows it: it is good for one sign-in.
  if (change.passwordHash !== undefined) await writePassword(db, userId, change.passwordHash, true);
  // What was opened with the old rights ends with them, open event streams too.
  const hasOtherRole = change.role !== undefined && change.role !== role;
  if (change.disabled || hasOtherRole || change.passwordHash !== undefined) {
    await endSessions(db, userId);
  }
}

export type UpdateOutcome =
  | { kind: 'updated'; user: UserRecord }
  | { kind: 'absent' }
  | { kind: 'last_admin' };

export function createUserStore(db: Db) {
  return {
    list: (): Promise<UserRecord[]> =>
      db.selectFrom('users').select(COLUMNS).orderBy('username').execute(),

    findByName: (name: string): Promise<UserRecord | undefined> =>
      db
        .selectFrom('users')
        .select(COLUMNS)
        .where('username', '=', byName(name))
        .executeTakeFirst(),

    /** Undefined when the name or the e-mail address is taken. */
    insert: (user: NewUser): Promise<UserRecord | undefined> =>
      db.transaction().execute((trx) => insertUser(trx, user)),

    /** Makes the user when there is no administrator; undefined when there is one. */
    insertFirst: (user: NewUser): Promise<UserRecord | undefined> =>
      db.transaction().execute(async (trx) => {
        await sql`select pg_advisory_xact_lock(${ADMIN_LOCK})`.execute(trx);
        return (await hasAdmin(trx)) ? undefined : insertUser(trx, user);
      }),

    /** One change in one transaction; an administrator always remains. */
    update: (id: string, change: UserChange): Promise<UpdateOutcome> =>
      db.transaction().execute(async (trx): Promise<UpdateOutcome> => {
        await sql`select pg_advisory_xact_lock(${ADMIN_LOCK})`.execute(trx);
        const before = await trx
          .selectFrom('users')
          .select(COLUMNS)
          .where('id', '=', id)
          .forUpdate()
          .executeTakeFirst();
        if (!before) return { kind: 'absent' };
        const loses = change.disabled === true || (change.role ?? 'admin') !== 'admin';
        const isActiveAdmin = before.role === 'admin' && !before.disabled;
        if (isActiveAdmin && loses && !(await hasOtherAdmin(trx, id)))
          return { kind: 'last_admin' };
        await applyChange(trx, before, change);
        const user = await trx
          .selectFrom('users')
          .select(COLUMNS)
          .where('id', '=', id)
          .executeTakeFirstOrThrow();
        return { kind: 'updated', user };
      }),

    hasAdmin: (): Promise<boolean> => hasAdmin(db),

    /** Passkeys too, and every session: whoever lost them starts anew. False without the user. */
    resetSecondFactor: (id: string): Promise<boolean> =>
      db.transaction().execute(async (trx) => {
        await lockUser(trx, id);
        for (const table of ['totp_factors', 'recovery_codes', 'passkeys'] as const) {
          await trx.deleteFrom(table).where('user_id', '=', id).execute();
        }
        await endSessions(trx, id);
        const user = trx.selectFrom('users').select('id').where('id', '=', id);
        return (await user.executeTakeFirst()) !== undefined;
      }),

    /**
     * The user's own change: every session but the one it was made in ends. False, and nothing
     * changed, when that session has ended or the password is another one by now.
     */
    changePassword: (
      userId: string,
      hashes: { from: string; to: string },
      keepSessionId: string,
    ): Promise<boolean> =>
      db.transaction().execute(async (trx) => {
        await lockUser(trx, userId);
        const unchanged = await trx
          .selectFrom('sessions')
          .innerJoin('credentials', 'credentials.user_id', 'sessions.user_id')
          .select('sessions.id')
          .where('sessions.id', '=', keepSessionId)
          .where('credentials.user_id', '=', userId)
          .where('credentials.provider_id', '=', PASSWORD_PROVIDER)
          .where('credentials.password', '=', hashes.from)
          .executeTakeFirst();
        if (!unchanged) return false;
        await writePassword(trx, userId, hashes.to, false);
        await endSessions(trx, userId, keepSessionId);
        return true;
      }),
  };
}

export type UserStore = ReturnType<typeof createUserStore>;
