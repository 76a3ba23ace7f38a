import { ApiError, NetworkError } from '@webhood/client';
import type { BulkScanReply, Scan } from '@webhood/contract';

/** A full queue frees places as scans end; past this someone should look. */
const TRIES = 6;
const DEFAULT_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;

export type ItemState =
  | { kind: 'waiting' }
  | { kind: 'submitting' }
  | { kind: 'submitted'; scanId: string; isReused: boolean }
  | { kind: 'refused'; message: string }
  /** Nothing to send: the line is no URL that could be scanned. */
  | { kind: 'unusable'; message: string };

type BatchDeps = {
  submitOne: (url: string) => Promise<Scan>;
  submitMany: (urls: readonly string[]) => Promise<BulkScanReply>;
  pause: (ms: number) => Promise<void>;
  describe: (error: unknown) => string;
};

/**
 * Submits all in one call, again where the answer was lost or the queue was full: the caller's
 * calls carry one idempotency key, so that nothing is made twice.
 */
export async function runBatch(urls: readonly string[], deps: BatchDeps): Promise<ItemState[]> {
  const [only] = urls;
  try {
    if (urls.length === 1 && only !== undefined) {
      const { id } = await persistently(() => deps.submitOne(only), deps.pause);
      return [{ kind: 'submitted', scanId: id, isReused: false }];
    }
    const { items } = await persistently(() => deps.submitMany(urls), deps.pause);
    return items.map((item) =>
      item.verdict === 'refused'
        ? { kind: 'refused', message: item.detail }
        : { kind: 'submitted', scanId: item.scan.id, isReused: item.verdict === 'reused' },
    );
  } catch (error) {
    const message = deps.describe(error);
    return urls.map(() => ({ kind: 'refused', message }));
  }
}

async function persistently<T>(call: () => Promise<T>, pause: BatchDeps['pause']): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      const waitMs = passingWaitMs(error);
      if (waitMs === null || attempt === TRIES) throw error;
      await pause(waitMs);
    }
  }
}

/** How long to wait when the server was only too busy or away; null when it meant its refusal. */
function passingWaitMs(error: unknown): number | null {
  if (error instanceof NetworkError) return DEFAULT_WAIT_MS;
  if (!(error instanceof ApiError) || error.status !== 429) return null;
  return Math.min(error.retryAfterMs ?? DEFAULT_WAIT_MS, LONGEST_WAIT_MS);
}
