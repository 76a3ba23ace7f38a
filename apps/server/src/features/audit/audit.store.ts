/** The audit log. The database chains what is inserted, and refuses everything else. */
import type { AuditAction, AuditActorKind, AuditFilter, AuditOutcome } from '@webhood/contract';
import { type SqlBool, sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';
import type { Transaction } from '../../platform/db/transaction.ts';
import { inTransaction } from '../../platform/db/transactor.ts';

export interface Party<Kind extends string = string> {
  kind: Kind;
  id: string | null;
  name: string | null;
}

export interface AuditRecord {
  action: AuditAction;
  outcome: AuditOutcome;
  code?: string | undefined;
  actor: Party<AuditActorKind>;
  target?: Party | undefined;
  address?: string | undefined;
  requestId?: string | undefined;
  /** Never a secret. */
  details?: Record<string, unknown>;
}

export interface AuditRow extends Required<Omit<AuditRecord, 'code' | 'target'>> {
  seq: number;
  at: string;
  code: string | null;
  target: Party | null;
  hash: string;
}

export interface ChainLink {
  seq: number;
  previousHash: string;
  hash: string;
  /** What the hash covers beside the hash before it. */
  content: string;
}

const AT = sql<string>`to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/**
 * As PostgreSQL can keep it. What is recorded was not always found valid before, and one text that
 * the database refuses would keep every record of the same insert out of the log.
 */
const storable = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\ufffd');
const storableOrNull = (text: string | null | undefined) =>
  text === null || text === undefined ? null : storable(text);
const storableJson = (details: Record<string, unknown>): string =>
  JSON.stringify(details, (_, value: unknown) =>
    typeof value === 'string' ? storable(value) : value,
  );

export function createAuditStore(db: Db) {
  const filtered = (filter: AuditFilter) => {
    let rows = db.selectFrom('audit_log');
    if (filter.action) rows = rows.where('action', '=', filter.action);
    if (filter.outcome) rows = rows.where('outcome', '=', filter.outcome);
    if (filter.address) rows = rows.where('address', '=', filter.address);
    if (filter.from) rows = rows.where(sql<SqlBool>`at >= ${filter.from}::timestamptz`);
    if (filter.to) rows = rows.where(sql<SqlBool>`at < ${filter.to}::timestamptz`);
    const { actor, target } = filter;
    if (actor) {
      rows = rows.where(({ or, eb }) =>
        or([eb('actor_name', '=', actor), eb('actor_id', '=', actor)]),
      );
    }
    if (target) {
      rows = rows.where(({ or, eb }) =>
        or([eb('target_name', '=', target), eb('target_id', '=', target)]),
      );
    }
    return rows;
  };

  return {
    insert: async (records: readonly AuditRecord[], tx?: Transaction): Promise<void> => {
      await inTransaction(db, tx)
        .insertInto('audit_log')
        .values(
          records.map((record) => ({
            action: record.action,
            outcome: record.outcome,
            code: record.code ?? null,
            actor_kind: record.actor.kind,
            actor_id: storableOrNull(record.actor.id),
            actor_name: storableOrNull(record.actor.name),
            target_kind: record.target?.kind ?? null,
            target_id: storableOrNull(record.target?.id),
            target_name: storableOrNull(record.target?.name),
            address: record.address ?? null,
            request_id: record.requestId ?? null,
            details: storableJson(record.details ?? {}),
          })),
        )
        .execute();
    },

    /** Newest first, those before `after`. */
    page: async (filter: AuditFilter, limit: number, after?: number): Promise<AuditRow[]> => {
      let rows = filtered(filter)
        .selectAll()
        .select(AT.as('time'))
        .orderBy('seq', 'desc')
        .limit(limit);
      if (after !== undefined) rows = rows.where('seq', '<', after);
      return (await rows.execute()).map((row) => ({
        seq: row.seq,
        at: row.time,
        action: row.action,
        outcome: row.outcome,
        code: row.code,
        actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
        target: row.target_kind
          ? { kind: row.target_kind, id: row.target_id, name: row.target_name }
          : null,
        address: row.address ?? '',
        requestId: row.request_id ?? '',
        details: row.details,
        hash: row.hash,
      }));
    },

    /** Oldest first, those past `after`. */
    links: async (after: number, limit: number): Promise<ChainLink[]> => {
      const { rows } = await sql<ChainLink>`
        select seq, previous_hash as "previousHash", hash, audit_content(entry) as content
        from audit_log as entry where seq > ${after} order by seq limit ${limit}
      `.execute(db);
      return rows;
    },
  };
}

export type AuditStore = ReturnType<typeof createAuditStore>;
