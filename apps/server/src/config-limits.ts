import {
  DEFAULT_QUOTAS,
  type LimitByRole,
  type QuotaLimits,
} from './features/scans/quota.service.ts';

interface LimitReader {
  faults: string[];
  text(name: string): string | undefined;
}

const ROLES = ['admin', 'user', 'api_user'] as const;
/** Of one user or token: what a console with a page full of pictures needs many times over. */
const REQUESTS_PER_MINUTE = 3_000;
const MOST = 1_000_000_000;

/** `WEBHOOD_SCANS_PER_DAY` and `WEBHOOD_SCANS_WAITING`, as `user=500,api_user=unlimited`. */
export function readQuotas(reader: LimitReader): QuotaLimits {
  return {
    scansPerDay: readByRole(reader, 'WEBHOOD_SCANS_PER_DAY', DEFAULT_QUOTAS.scansPerDay),
    scansWaiting: readByRole(reader, 'WEBHOOD_SCANS_WAITING', DEFAULT_QUOTAS.scansWaiting),
  };
}

function readByRole(reader: LimitReader, name: string, fallback: LimitByRole): LimitByRole {
  const limits = { ...fallback };
  for (const entry of (reader.text(name)?.split(/[\s,]+/) ?? []).filter(Boolean)) {
    const [, role, value = ''] = /^(\w+)=(unlimited|\d{1,9})$/.exec(entry) ?? [];
    const known = ROLES.find((each) => each === role);
    if (!known) {
      reader.faults.push(`${name} must be like user=500,api_user=unlimited (or admin)`);
      return fallback;
    }
    limits[known] = value === 'unlimited' ? Number.POSITIVE_INFINITY : Number(value);
  }
  return limits;
}

/** Requests that one user or token may make in a minute. */
export function readRateLimit(reader: LimitReader): number {
  const value = reader.text('WEBHOOD_REQUESTS_PER_MINUTE');
  if (value === undefined) return REQUESTS_PER_MINUTE;
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  reader.faults.push(`WEBHOOD_REQUESTS_PER_MINUTE must be a number between 1 and ${MOST}`);
  return REQUESTS_PER_MINUTE;
}
