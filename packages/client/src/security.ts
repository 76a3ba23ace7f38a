import { SecurityChecklist } from '@webhood/contract';
import type { CallOptions, Http } from './http.ts';

export function createSecurity(http: Http) {
  return {
    /** Checked anew; takes as long as the server needs to look. */
    checklist: ({ signal }: CallOptions = {}) =>
      http.json({ route: 'security', signal }, SecurityChecklist),
  };
}
