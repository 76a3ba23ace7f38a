/** What each command is in the audit log. Commands that only look are not in it. */
import type { AuditAction } from '@webhood/contract';
import { z } from 'zod';
import type { AuditRecord } from '../features/audit/audit.store.ts';
import { AppError } from '../platform/http/app-error.ts';
import { type CommandLine, nameOf } from './command-line.ts';
import { operatorName } from './operator.ts';

const COMMANDS: Record<string, { action: AuditAction; target: string }> = {
  'users create': { action: 'user.created', target: 'user' },
  'users set-role': { action: 'user.changed', target: 'user' },
  'users set-password': { action: 'user.changed', target: 'user' },
  'users disable': { action: 'user.changed', target: 'user' },
  'users enable': { action: 'user.changed', target: 'user' },
  'users reset-second-factor': { action: 'user.second_factor_reset', target: 'user' },
  'tokens create': { action: 'token.created', target: 'token' },
  'tokens revoke': { action: 'token.revoked', target: 'token' },
  'scanners create': { action: 'scanner.created', target: 'scanner' },
  'scanners token': { action: 'scanner.token_renewed', target: 'scanner' },
  backup: { action: 'backup.created', target: 'folder' },
  'import-webhood': { action: 'data.imported', target: 'folder' },
  'scanners label': { action: 'scanner.changed', target: 'scanner' },
  'scanners pause': { action: 'scanner.changed', target: 'scanner' },
  'scanners resume': { action: 'scanner.changed', target: 'scanner' },
  'scanners revoke': { action: 'scanner.removed', target: 'scanner' },
};

/** `secret rotate` and `restore` record themselves, in their own transaction; `scrub` what it finds. */
export const UNRECORDED_COMMANDS = [
  'users list',
  'tokens list',
  'scanners list',
  'audit verify',
  'secret rotate',
  'restore',
  'scrub',
];

export type CommandEnd = { kind: 'done'; data: unknown } | { kind: 'failed'; error: unknown };

const Made = z.object({ id: z.string().optional(), name: z.string().optional() });

/** Undefined for what is not recorded. Passwords and tokens are in neither operands nor options. */
export function commandEntry(line: CommandLine, end: CommandEnd): AuditRecord | undefined {
  const name = nameOf(line);
  const command = COMMANDS[name];
  if (!command || line.options['dry-run'] === true) return undefined;
  const made = end.kind === 'done' ? (Made.safeParse(end.data).data ?? {}) : {};
  const { role, name: named } = line.options;
  return {
    action: command.action,
    outcome: end.kind === 'done' ? 'success' : 'failed',
    ...(end.kind === 'failed' && end.error instanceof AppError ? { code: end.error.code } : {}),
    actor: { kind: 'operator', id: null, name: operatorName() },
    target: {
      kind: command.target,
      id: made.id ?? null,
      name: made.name ?? (typeof named === 'string' ? named : line.operands[0]) ?? null,
    },
    details: {
      command: name,
      ...(typeof role === 'string' ? { role } : {}),
      ...(line.verb === 'set-role' ? { role: line.operands[1] } : {}),
    },
  };
}
