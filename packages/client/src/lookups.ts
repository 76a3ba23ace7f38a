import { type ChangeLookups, Lookups } from '@webhood/contract';
import type { CallOptions, Http } from './http.ts';

export function createLookups(http: Http) {
  return {
    get: ({ signal }: CallOptions = {}) => http.json({ route: 'lookups', signal }, Lookups),

    /** Replaces all of them. */
    change: (body: ChangeLookups, { signal }: CallOptions = {}) =>
      http.json({ method: 'PUT', route: 'lookups', body, signal }, Lookups),
  };
}
