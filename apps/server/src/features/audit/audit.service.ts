import type {
  AuditEntry,
  AuditExportQuery,
  AuditFilter,
  AuditPage,
  AuditQuery,
} from '@webhood/contract';
import type { Authorised } from '../accounts/authorisation.service.ts';
import type { AuditRow, AuditStore } from './audit.store.ts';
import { type ChainVerdict, type KnownEntry, verifyChain } from './audit-chain.service.ts';
import { csvHeader, csvLine, jsonLine } from './audit-export.ts';

/** Rows that are held at once of a log of any length. */
const EXPORT_PAGE = 500;

function present(row: AuditRow): AuditEntry {
  return { ...row, address: row.address || null, requestId: row.requestId || null };
}

export function createAuditService({ store }: { store: AuditStore }) {
  type Read = Authorised<'audit.read'>;

  async function* entries(filter: AuditFilter): AsyncGenerator<AuditEntry> {
    let after: number | undefined;
    for (;;) {
      const rows = await store.page(filter, EXPORT_PAGE, after);
      for (const row of rows) yield present(row);
      after = rows.at(-1)?.seq;
      if (rows.length < EXPORT_PAGE) return;
    }
  }

  return {
    page: async (_: Read, { limit, after, ...filter }: AuditQuery): Promise<AuditPage> => {
      const rows = await store.page(filter, limit + 1, after);
      const items = rows.slice(0, limit).map(present);
      return { items, next: rows.length > limit ? (items.at(-1)?.seq ?? null) : null };
    },

    /** Newest first, as text, piece by piece. */
    exported: async function* (_: Read, query: AuditExportQuery): AsyncGenerator<string> {
      const { format, ...filter } = query;
      if (format === 'csv') yield csvHeader();
      const line = format === 'csv' ? csvLine : jsonLine;
      for await (const entry of entries(filter)) yield line(entry);
    },

    verify: (_: Read, known?: KnownEntry): Promise<ChainVerdict> => verifyChain(store.links, known),
  };
}

export type AuditService = ReturnType<typeof createAuditService>;
