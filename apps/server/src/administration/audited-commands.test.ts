import { expect, test } from 'vitest';
import { commandEntry, UNRECORDED_COMMANDS } from './audited-commands.ts';
import { parseCommandLine } from './command-line.ts';
import { COMMAND_NAMES } from './commands.ts';

const entryOf = (words: string, data: unknown = {}) =>
  commandEntry(parseCommandLine(words.split(' ')), { kind: 'done', data });

test('every command is recorded, or said not to be', () => {
  const silent = COMMAND_NAMES.filter((name) => entryOf(name) === undefined);
  expect(silent.sort()).toEqual([...UNRECORDED_COMMANDS].sort());
});

test('an entry names who, what and to whom, and nothing that was shown once', () => {
  const made = { id: 'u1', name: 'ann', password: 'canary' };
  const entry = entryOf('users create --name ann --role viewer', made);
  expect(entry).toMatchObject({
    action: 'user.created',
    outcome: 'success',
    actor: { kind: 'operator' },
    target: { kind: 'user', id: 'u1', name: 'ann' },
    details: { command: 'users create', role: 'viewer' },
  });
  expect(JSON.stringify(entry)).not.toContain('canary');
});

test('a command that failed is recorded as one', () => {
  const line = parseCommandLine(['users', 'disable', 'ann']);
  expect(commandEntry(line, { kind: 'failed', error: new Error('x') })).toMatchObject({
    outcome: 'failed',
    target: { kind: 'user', id: null, name: 'ann' },
  });
});
