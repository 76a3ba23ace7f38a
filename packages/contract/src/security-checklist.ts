/** The security checklist, checked live: `GET /api/v1/security`, `webhood doctor`. */
import { z } from 'zod';

export const SECURITY_CHECK_IDS = [
  'settings',
  'secret_strength',
  'secret_examples',
  'secret_files',
  'https_only',
  'trusted_proxies',
  'private_network',
  'dedicated_host',
  'certificate_trusted',
  'certificate_names',
  'certificate_expiry',
  'browser_sandbox',
  'browser_network',
  'browser_leftovers',
  'browser_age',
  'scanner_version',
  'image_age',
] as const;
export type SecurityCheckId = (typeof SECURITY_CHECK_IDS)[number];

export const SECURITY_AREAS = ['secrets', 'access', 'host', 'scanners'] as const;
export type SecurityArea = (typeof SECURITY_AREAS)[number];

export const SecurityCheck = z.object({
  id: z.enum(SECURITY_CHECK_IDS),
  area: z.enum(SECURITY_AREAS),
  level: z.enum(['mandatory', 'recommended']),
  /** What should be true. */
  title: z.string(),
  /** `unknown`: it could not be looked at; `found` says why. */
  outcome: z.enum(['pass', 'fail', 'unknown']),
  found: z.string(),
  /** How to fix it; null unless it failed. */
  remedy: z.string().nullable(),
});
export type SecurityCheck = z.infer<typeof SecurityCheck>;

/** How old an answer may be; without it everything is looked at now. */
export const SecurityChecklistQuery = z.object({
  maxAge: z.coerce.number().int().min(0).max(86_400).default(0).describe('Seconds'),
});

export type SecurityChecklistQuery = z.infer<typeof SecurityChecklistQuery>;

export const SecurityChecklist = z.object({
  checked: z.string(),
  /** Nothing mandatory has failed. */
  passed: z.boolean(),
  /** When the certificate that is served ends, where there is one that can be read. */
  certificateEnds: z.string().nullable(),
  checks: SecurityCheck.array(),
});
export type SecurityChecklist = z.infer<typeof SecurityChecklist>;
