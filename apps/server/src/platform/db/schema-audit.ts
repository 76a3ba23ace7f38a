/** Row types of `migrations/0008-audit.sql`, for Kysely. */
import type { AuditAction, AuditActorKind, AuditOutcome } from '@webhood/contract';
import type { ColumnType, GeneratedAlways } from 'kysely';

export interface AuditLogTable {
  seq: GeneratedAlways<number>;
  at: GeneratedAlways<Date>;
  action: AuditAction;
  outcome: AuditOutcome;
  code: string | null;
  actor_kind: AuditActorKind;
  actor_id: string | null;
  actor_name: string | null;
  target_kind: string | null;
  target_id: string | null;
  target_name: string | null;
  address: string | null;
  request_id: string | null;
  details: ColumnType<Record<string, unknown>, string, never>;
  previous_hash: GeneratedAlways<string>;
  hash: GeneratedAlways<string>;
}

export interface AuditTables {
  audit_log: AuditLogTable;
}
