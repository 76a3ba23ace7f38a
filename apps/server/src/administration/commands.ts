import {
  CreateScanner,
  CreateToken,
  CreateUser,
  UpdateScanner,
  UpdateUser,
} from '@webhood/contract';
import { authorise, OPERATOR } from '../features/accounts/authorisation.service.ts';
import { generatePassword } from '../features/accounts/password.ts';
import { terminalLine } from '../platform/text/terminal-text.ts';
import type { Command, CommandDeps } from './command.ts';
import {
  allowOnly,
  type CommandLine,
  checked,
  nameOf,
  parseDays,
  UsageError,
} from './command-line.ts';
import { backup, importWebhood, restore, scrub } from './data-commands.ts';
import { audit, secret } from './security-commands.ts';

function table(rows: Record<string, unknown>[], columns: string[]): string {
  if (rows.length === 0) return 'none';
  const cells = [
    columns,
    // A scanner says its version itself: a cell is one line, and as wide as it is printed.
    ...rows.map((row) => columns.map((column) => terminalLine(String(row[column] ?? '-')))),
  ];
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

async function readPassword(line: CommandLine, deps: CommandDeps): Promise<string | undefined> {
  if (line.options['password-stdin'] !== true) return undefined;
  const password = (await deps.readInput()).replace(/\r?\n$/, '');
  if (password === '') throw new UsageError('--password-stdin: standard input is empty');
  return password;
}

const users: Record<string, Command> = {
  create: async (line, deps) => {
    allowOnly(line, ['name', 'role', 'email', 'password-stdin'], []);
    const { name, role, email } = line.options;
    const password = await readPassword(line, deps);
    const input = checked(CreateUser, { name, role, email, password });
    const user = await (await deps.services()).users.create(
      authorise(OPERATOR, 'users.manage'),
      input,
    );
    const shown = user.password === undefined ? '' : `\npassword (shown once): ${user.password}`;
    return { data: user, text: `created user ${user.name} (${user.role})${shown}` };
  },
  list: async (line, deps) => {
    allowOnly(line, [], []);
    const data = await (await deps.services()).users.list(authorise(OPERATOR, 'users.manage'));
    return { data, text: table(data, ['id', 'name', 'role', 'disabled', 'email', 'created']) };
  },
  'set-role': async (line, deps) => {
    allowOnly(line, [], ['NAME', 'ROLE']);
    const [name = '', role] = line.operands;
    const user = await change(deps, name, checked(UpdateUser, { role }));
    return { data: user, text: `${user.name} is now ${user.role}` };
  },
  'set-password': async (line, deps) => {
    allowOnly(line, ['password-stdin'], ['NAME']);
    const [name = ''] = line.operands;
    const given = await readPassword(line, deps);
    const password = given ?? generatePassword();
    const user = await change(deps, name, checked(UpdateUser, { password }));
    const shown = given === undefined ? { password } : {};
    return {
      data: { id: user.id, name: user.name, ...shown },
      text: `changed the password of ${user.name}; it must be changed at the next sign-in${
        given === undefined ? `\npassword (shown once): ${password}` : ''
      }`,
    };
  },
  'reset-second-factor': async (line, deps) => {
    allowOnly(line, [], ['NAME']);
    const may = authorise(OPERATOR, 'users.manage');
    const { users: service } = await deps.services();
    const { id, name } = await service.findByName(may, line.operands[0] ?? '');
    await service.resetSecondFactor(may, id);
    return {
      data: { id, name },
      text: `${name} has no second factor, passkey or session any more`,
    };
  },
  disable: async (line, deps) => {
    allowOnly(line, [], ['NAME']);
    const user = await change(deps, line.operands[0] ?? '', { disabled: true });
    return { data: user, text: `disabled ${user.name}` };
  },
  enable: async (line, deps) => {
    allowOnly(line, [], ['NAME']);
    const user = await change(deps, line.operands[0] ?? '', { disabled: false });
    return { data: user, text: `enabled ${user.name}` };
  },
};

async function change({ services }: CommandDeps, name: string, input: UpdateUser) {
  const may = authorise(OPERATOR, 'users.manage');
  const opened = await services();
  const { id } = await opened.users.findByName(may, name);
  return opened.users.update(may, id, input);
}

const tokens: Record<string, Command> = {
  create: async (line, deps) => {
    allowOnly(line, ['name', 'role', 'expires'], []);
    const { name, role, expires } = line.options;
    const expiresInDays = typeof expires === 'string' ? parseDays(expires) : undefined;
    const input = checked(CreateToken, { name, role, expiresInDays });
    const created = await (await deps.services()).tokens.create(
      authorise(OPERATOR, 'tokens.manage'),
      input,
    );
    const data = { id: created.id, name: created.name, role: created.role, token: created.token };
    return { data, text: `created token ${created.name}\ntoken (shown once): ${created.token}` };
  },
  list: async (line, deps) => {
    allowOnly(line, [], []);
    const data = await (await deps.services()).tokens.list(authorise(OPERATOR, 'tokens.manage'));
    const columns = ['id', 'name', 'role', 'created', 'expires', 'lastUsed', 'revoked'];
    return { data, text: table(data, columns) };
  },
  revoke: async (line, deps) => {
    allowOnly(line, [], ['ID']);
    const [id = ''] = line.operands;
    await (await deps.services()).tokens.revoke(authorise(OPERATOR, 'tokens.manage'), id);
    return { data: { id, revoked: true }, text: `revoked ${id}` };
  },
};

async function changeScanner(line: CommandLine, deps: CommandDeps, change: unknown) {
  const [id = ''] = line.operands;
  const may = authorise(OPERATOR, 'scanners.manage');
  const body = checked(UpdateScanner, change);
  const data = await (await deps.services()).scanners.update(may, id, body);
  const labels = data.labels.join(', ') || 'none';
  return { data, text: `${data.name}: ${data.state}, labels: ${labels}` };
}

const scanners: Record<string, Command> = {
  create: async (line, deps) => {
    allowOnly(line, ['name'], []);
    const { name } = checked(CreateScanner, { name: line.options.name });
    const data = await (await deps.services()).scanners.create(
      authorise(OPERATOR, 'scanners.manage'),
      name,
    );
    return { data, text: `created scanner ${data.name}\ntoken (shown once): ${data.token}` };
  },
  list: async (line, deps) => {
    allowOnly(line, [], []);
    const data = await (await deps.services()).scanners.list(authorise(OPERATOR, 'scanners.read'));
    const columns = [
      'id',
      'name',
      'state',
      'labels',
      'lastSeen',
      'version',
      'concurrency',
      'running',
    ];
    return { data, text: table(data, columns) };
  },
  token: async (line, deps) => {
    allowOnly(line, [], ['ID']);
    const may = authorise(OPERATOR, 'scanners.manage');
    const data = await (await deps.services()).scanners.renewToken(may, line.operands[0] ?? '');
    return { data, text: `new token of ${data.name} (shown once): ${data.token}` };
  },
  label: async (line, deps) => {
    allowOnly(line, ['labels'], ['ID']);
    const text = line.options.labels;
    if (typeof text !== 'string') throw new UsageError('say --labels region=eu,network=office');
    return changeScanner(line, deps, { labels: text.split(',').filter((each) => each.trim()) });
  },
  pause: async (line, deps) => {
    allowOnly(line, [], ['ID']);
    return changeScanner(line, deps, { paused: true });
  },
  resume: async (line, deps) => {
    allowOnly(line, [], ['ID']);
    return changeScanner(line, deps, { paused: false });
  },
  revoke: async (line, deps) => {
    allowOnly(line, [], ['ID']);
    const [id = ''] = line.operands;
    await (await deps.services()).scanners.remove(authorise(OPERATOR, 'scanners.manage'), id);
    return { data: { id, revoked: true }, text: `revoked ${id}` };
  },
};

const NOUNS: Record<string, Record<string, Command>> = {
  users,
  tokens,
  scanners,
  audit,
  secret,
  backup: { '': backup },
  restore: { '': restore },
  'import-webhood': { '': importWebhood },
  scrub: { '': scrub },
};

function namesOf(record: object): string {
  return Object.keys(record).join(', ');
}

/** Every command as it is typed. */
export const COMMAND_NAMES = Object.entries(NOUNS).flatMap(([noun, verbs]) =>
  Object.keys(verbs).map((verb) => nameOf({ noun, verb })),
);

/** @throws UsageError when there is no such command */
export function findCommand({ noun, verb }: CommandLine): Command {
  const verbs = Object.hasOwn(NOUNS, noun) ? NOUNS[noun] : undefined;
  if (!verbs) throw new UsageError(`say one of: ${namesOf(NOUNS)}`);
  const command = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (!command) throw new UsageError(`${noun}: say one of: ${namesOf(verbs)}`);
  return command;
}
