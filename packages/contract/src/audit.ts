/** The audit log: who did what to what, from where, when, and what became of it. */
import { z } from 'zod';
import { StorableText } from './text.ts';

/** Every action that is recorded; `noun.verb`. */
export const AUDIT_ACTIONS = [
  'session.signed_in',
  'session.signed_out',
  'session.ended',
  'account.registered',
  'account.password_changed',
  'account.second_factor_changed',
  'account.passkey_added',
  'account.passkey_removed',
  'credential.refused',
  'user.created',
  'user.changed',
  'user.second_factor_reset',
  'token.created',
  'token.revoked',
  'scanner.created',
  'scanner.token_renewed',
  'scanner.changed',
  'scanner.removed',
  'scan.created',
  'scan.tagged',
  'scans.submitted',
  'scan.cancelled',
  'scan.deleted',
  'artifact.read',
  'artifact.damaged',
  'screenshots.viewed',
  'malware.downloaded',
  'audit.exported',
  'backup.created',
  'backup.restored',
  'data.imported',
  'lookups.changed',
  'retention.changed',
  'retention.applied',
  'scan.held',
  'scan.released',
  'webhook.created',
  'webhook.changed',
  'webhook.removed',
  'webhook.secret_renewed',
  'webhook.redelivered',
  'secret.rotated',
  'secret.changed',
  'request.refused',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** `refused`: the asker may not; `failed`: allowed, and did not come about. */
export const AUDIT_OUTCOMES = ['success', 'refused', 'failed'] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** `operator`: on the server's command line; `server`: by itself; `nobody`: not signed in. */
export const AUDIT_ACTOR_KINDS = [
  'user',
  'token',
  'scanner',
  'operator',
  'server',
  'nobody',
] as const;
export type AuditActorKind = (typeof AUDIT_ACTOR_KINDS)[number];

const Party = z.object({
  kind: z.string(),
  id: z.string().nullable(),
  name: z.string().nullable(),
});

export const AuditEntry = z.object({
  /** From 1, without gaps. */
  seq: z.int().min(1),
  /** RFC 3339 in UTC, by the database's clock. */
  at: z.string(),
  action: z.enum(AUDIT_ACTIONS),
  outcome: z.enum(AUDIT_OUTCOMES),
  /** The problem's code, where it is no success. */
  code: z.string().nullable(),
  actor: Party.extend({ kind: z.enum(AUDIT_ACTOR_KINDS) }),
  target: Party.nullable(),
  address: z.string().nullable(),
  /** As in the server's log. */
  requestId: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
  /** SHA-256 over the hash before it and the entry's content. */
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

const Text = StorableText.max(254);
const Time = z.iso.datetime({ offset: true });

const filters = {
  action: z.enum(AUDIT_ACTIONS).optional(),
  outcome: z.enum(AUDIT_OUTCOMES).optional(),
  /** Name or id of who did it. */
  actor: Text.optional(),
  /** Name or id of what it was done to. */
  target: Text.optional(),
  address: Text.optional(),
  /** The first moment, included. */
  from: Time.optional(),
  /** The last, not included. */
  to: Time.optional(),
};

export const AuditQuery = z.strictObject({
  ...filters,
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** `next` of the page before. */
  after: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
});
export type AuditQuery = z.infer<typeof AuditQuery>;

/** Newest first. */
export const AuditPage = z.object({
  items: z.array(AuditEntry),
  /** For the next page; null on the last. */
  next: z.int().nullable(),
});
export type AuditPage = z.infer<typeof AuditPage>;

export const AUDIT_FORMATS = ['jsonl', 'csv'] as const;
export const AuditExportQuery = z.strictObject({
  ...filters,
  format: z.enum(AUDIT_FORMATS).default('jsonl'),
});
export type AuditExportQuery = z.infer<typeof AuditExportQuery>;

export type AuditFilter = Omit<AuditExportQuery, 'format'>;
