import { type AuditExportQuery, AuditPage, type AuditQuery } from '@webhood/contract';
import type { CallOptions, Http } from './http.ts';

export function createAudit(http: Http) {
  return {
    /** Newest first. */
    page: (query: Partial<AuditQuery> = {}, { signal }: CallOptions = {}) =>
      http.json({ route: 'audit', query, signal }, AuditPage),
    /** Of a file with everything that the filter lets through. */
    exportUrl: (query: Partial<AuditExportQuery> = {}) => http.url({ route: 'auditExport', query }),
  };
}
