import type {
  ChangePassword,
  CreatedUser,
  CreateUser,
  UpdateUser,
  User,
  UserRole,
} from '@webhood/contract';
import { judgePassword } from '@webhood/password-policy';
import type { Logger } from 'pino';
import { newId } from '../../platform/crypto/opaque-token.ts';
import { AppError, notFound } from '../../platform/http/app-error.ts';
import { StartFailure } from '../../platform/process/start-failure.ts';
import type { Authorised } from './authorisation.service.ts';
import type { ProvedSession } from './identity.service.ts';
import { generatePassword, hashPassword } from './password.ts';
import type { NewUser, UserRecord, UserStore } from './users.store.ts';

interface UserServiceDeps {
  store: UserStore;
  log: Logger;
}

export interface FirstAdmin {
  name: string;
  password: string;
}

const FIRST_ADMIN_NAME = 'admin';

const REFUSED_PASSWORDS = {
  common: 'is on the list of common passwords',
  guessable: 'is guessed too soon: take a few random words',
} as const;

/** @throws AppError `invalid_request` for what a guesser tries first */
function requireGoodPassword(field: string, password: string, known: string[]): void {
  const { refusal } = judgePassword(password, known);
  if (refusal === null) return;
  const message = REFUSED_PASSWORDS[refusal];
  throw new AppError('invalid_request', `This password ${message}.`, {
    errors: [{ field, message }],
  });
}
const NAME_TAKEN =
  'There is no administrator, and the user name `admin` belongs to a user without that role. ' +
  'Make an administrator of another name: `webhood users create --name NAME --role admin`.';

function presentUser(record: UserRecord): User {
  return {
    id: record.id,
    name: record.name,
    email: record.email,
    role: record.role,
    disabled: record.disabled,
    created: record.created_at.toISOString(),
  };
}

/** An address that can never receive anything (RFC 2606), for accounts without one. */
function internalEmail(id: string): string {
  return `${id}@users.webhood.invalid`;
}

async function newUser(
  input: { name: string; role: User['role']; email?: string | undefined },
  password: string,
  mustChangePassword: boolean,
): Promise<NewUser> {
  const id = newId();
  return {
    id,
    name: input.name,
    email: input.email ?? internalEmail(id),
    role: input.role,
    passwordHash: await hashPassword(password),
    mustChangePassword,
  };
}

export function createUserService({ store, log }: UserServiceDeps) {
  type Manage = Authorised<'users.manage'>;

  /** The first administrator's name is nobody else's to take. */
  const requireUnreserved = async (name: string): Promise<void> => {
    if (name.toLowerCase() !== FIRST_ADMIN_NAME || (await store.hasAdmin())) return;
    throw new AppError('conflict', 'That user name is kept for the first administrator.');
  };

  const insert = async (user: NewUser): Promise<User> => {
    const record = await store.insert(user);
    if (!record) throw new AppError('conflict', 'That user name or e-mail address is taken.');
    return presentUser(record);
  };

  return {
    list: async (_: Manage): Promise<User[]> => (await store.list()).map(presentUser),

    /** Without a password one is made, and must be changed at the first sign-in. */
    create: async ({ principal }: Manage, input: CreateUser): Promise<CreatedUser> => {
      const generated = input.password === undefined ? generatePassword() : undefined;
      const password = input.password ?? generated ?? '';
      requireGoodPassword('password', password, [input.name, input.email ?? '']);
      const user = await insert(await newUser(input, password, generated !== undefined));
      log.info({ userId: user.id, role: user.role, by: principal.id }, 'user.created');
      return { ...user, ...(generated === undefined ? {} : { password: generated }) };
    },

    /** Open sign-up: the role is always `user`. */
    register: async (input: { name: string; password: string; email?: string | undefined }) => {
      await requireUnreserved(input.name);
      requireGoodPassword('password', input.password, [input.name, input.email ?? '']);
      const user = await insert(await newUser({ ...input, role: 'user' }, input.password, false));
      log.info({ userId: user.id }, 'user.registered');
      return user;
    },

    /** @throws AppError `not_found`; `conflict` when no administrator would remain */
    update: async ({ principal }: Manage, id: string, change: UpdateUser): Promise<User> => {
      const { password, ...rest } = change;
      if (password !== undefined) requireGoodPassword('password', password, []);
      const passwordHash = password === undefined ? undefined : await hashPassword(password);
      const outcome = await store.update(id, { ...rest, passwordHash });
      if (outcome.kind === 'absent') throw notFound('user');
      if (outcome.kind === 'last_admin') {
        throw new AppError('conflict', 'This is the last administrator: make another one first.');
      }
      log.info({ userId: id, changed: Object.keys(change), by: principal.id }, 'user.updated');
      return presentUser(outcome.user);
    },

    /** For who has lost them: second factor, passkeys, sessions end. @throws AppError `not_found` */
    resetSecondFactor: async ({ principal }: Manage, id: string): Promise<void> => {
      if (!(await store.resetSecondFactor(id))) throw notFound('user');
      log.info({ userId: id, by: principal.id }, 'user.second_factor_reset');
    },

    /** @throws AppError `not_found` */
    findByName: async (_: Manage, name: string): Promise<User> => {
      const record = await store.findByName(name);
      if (!record) throw notFound('user');
      return presentUser(record);
    },

    /**
     * The user's other sessions end.
     * @throws AppError `invalid_request`; `invalid_credentials` when it was changed meanwhile
     */
    changeOwnPassword: async (session: ProvedSession, input: ChangePassword): Promise<void> => {
      const { id, name } = session.principal;
      if (input.currentPassword === input.newPassword) {
        throw new AppError('invalid_request', 'The new password must differ from the old one.', {
          errors: [{ field: 'newPassword', message: 'must differ from the current password' }],
        });
      }
      requireGoodPassword('newPassword', input.newPassword, [name]);
      const hashes = { from: session.provedHash, to: await hashPassword(input.newPassword) };
      if (!(await store.changePassword(id, hashes, session.id))) {
        throw new AppError('invalid_credentials', 'The password was changed meanwhile.');
      }
      log.info({ userId: id }, 'user.password_changed');
    },

    internalEmail,

    /** Whether an account that makes itself must not have the name. */
    isReserved: (name: string): boolean => name.toLowerCase() === FIRST_ADMIN_NAME,

    /** What the provider says. False where the last administrator stays one all the same. */
    takeRole: async (id: string, role: UserRole): Promise<boolean> => {
      const outcome = await store.update(id, { role });
      if (outcome.kind === 'last_admin') log.warn({ userId: id }, 'user.last_admin_kept');
      return outcome.kind === 'updated';
    },

    /**
     * On an installation without one: its first administrator, whose password is for one use.
     * @throws StartFailure when someone without that role has the name
     */
    createFirstAdmin: async (): Promise<FirstAdmin | undefined> => {
      if (await store.hasAdmin()) return undefined;
      const password = generatePassword();
      const input = { name: FIRST_ADMIN_NAME, role: 'admin' } as const;
      const record = await store.insertFirst(await newUser(input, password, true));
      if (record) return { name: record.name, password };
      // Another server made it meanwhile, or the name is taken.
      if (await store.hasAdmin()) return undefined;
      throw new StartFailure('invalid_configuration', NAME_TAKEN);
    },
  };
}

export type UserService = ReturnType<typeof createUserService>;
