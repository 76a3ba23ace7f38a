import { BulkScanRequest, type BulkScanRequestInput } from '@webhood/contract';
import { usageError } from '../exit-codes.ts';
import type { ScanFlags } from './scan-flags.ts';

/** What is said of a submission beside its URLs and options. */
export type SubmissionSettings = Omit<BulkScanRequestInput, 'urls' | 'options'>;

/** Flags that mean something to a server alone, by the field that they fill. */
const FLAG_OF = {
  tags: '--tag',
  priority: '--priority',
  scanner: '--scanner',
  labels: '--label',
  notBefore: '--at',
  reuseMinutes: '--reuse',
  visibility: '--restricted',
} as const satisfies Partial<Record<keyof SubmissionSettings, string>>;

const WITHOUT_FIELD = { idempotencyKey: '--idempotency-key' } as const;

/** @throws a usage error that names the flags that need a server */
export function refuseServerFlags(flags: ScanFlags): void {
  const given = [
    ...Object.entries(rawSettings(flags)).map(([field]) => FLAG_OF[field as keyof typeof FLAG_OF]),
    ...(flags.idempotencyKey === undefined ? [] : [WITHOUT_FIELD.idempotencyKey]),
    ...(flags.wait === false ? ['--no-wait'] : []),
  ];
  if (given.length === 0) return;
  throw usageError(`${given.join(', ')}: for scans on a server. Name it with --server.`);
}

/** @throws a usage error that names every flag at fault */
export function settingsFromFlags(flags: ScanFlags): SubmissionSettings {
  const settings = rawSettings(flags);
  const result = BulkScanRequest.safeParse({ ...settings, urls: ['https://example.com/'] });
  if (result.success) return settings;
  throw usageError(
    result.error.issues
      .map(({ path: [field], message }) => {
        return `${FLAG_OF[field as keyof typeof FLAG_OF] ?? String(field)}: ${message}`;
      })
      .join('\n'),
  );
}

function rawSettings({ tag, priority, scanner, label, at, reuse, restricted }: ScanFlags) {
  const settings: Record<keyof typeof FLAG_OF, unknown> = {
    tags: tag,
    priority,
    scanner,
    labels: label,
    notBefore: at,
    reuseMinutes: reuse,
    visibility: restricted ? 'restricted' : undefined,
  };
  // `settingsFromFlags` has the contract look at them.
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined),
  ) as SubmissionSettings;
}
