import { SecurityChecklist, type SecurityChecklistQuery } from '@webhood/contract';
import type { CallOptions, Http } from './http.ts';

export function createSecurity(http: Http) {
  return {
    /** Checked anew, which takes as long as the server needs to look, or within `maxAge` seconds. */
    checklist: (query: Partial<SecurityChecklistQuery> = {}, { signal }: CallOptions = {}) =>
      http.json({ route: 'security', query, signal }, SecurityChecklist),
  };
}
