import type { BulkVerdict, Scan, ScanOptions } from '@webhood/contract';

/** What became of one URL. `scanned` may still be a failed scan: its `status` says. */
export type ScanResult =
  | {
      kind: 'scanned';
      scan: Scan;
      /** Undefined when there is no evidence to keep. */
      directory: string | undefined;
    }
  /** Submitted, and not waited for. */
  | ({ kind: 'submitted' } & Extract<BulkVerdict, { verdict: 'accepted' | 'reused' }>)
  /** Not scanned, or its result did not get here. */
  | { kind: 'failed'; url: string; code: string; message: string };

export interface ScanJob {
  urls: readonly string[];
  options: ScanOptions;
  outFolder: (slug: string) => string;
  signal: AbortSignal;
  report: (result: ScanResult) => void;
}
