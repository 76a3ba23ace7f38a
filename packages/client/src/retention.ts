import {
  LegalHold,
  Retention,
  RetentionPreview,
  type RetentionRules,
  ScanHold,
} from '@webhood/contract';
import type { CallOptions, Http } from './http.ts';

const LegalHolds = LegalHold.array();

export function createRetention(http: Http) {
  return {
    get: ({ signal }: CallOptions = {}) => http.json({ route: 'retention', signal }, Retention),

    /** Replaces all rules; the first that fits a scan decides. */
    change: (body: RetentionRules, { signal }: CallOptions = {}) =>
      http.json({ method: 'PUT', route: 'retention', body, signal }, Retention),

    /** What rules would remove now; changes nothing. */
    preview: (body: RetentionRules, { signal }: CallOptions = {}) =>
      http.json({ method: 'POST', route: 'retentionPreview', body, signal }, RetentionPreview),

    holds: ({ signal }: CallOptions = {}) =>
      http.json({ route: 'retentionHolds', signal }, LegalHolds),

    /** Whether this scan is held. */
    holdOf: (scanId: string, { signal }: CallOptions = {}) =>
      http.json({ route: 'scanHold', params: { scanId }, signal }, ScanHold),

    hold: (scanId: string, reason: string, { signal }: CallOptions = {}) =>
      http.json(
        { method: 'PUT', route: 'scanHold', params: { scanId }, body: { reason }, signal },
        ScanHold,
      ),

    release: (scanId: string, { signal }: CallOptions = {}) =>
      http.none({ method: 'DELETE', route: 'scanHold', params: { scanId }, signal }),
  };
}
