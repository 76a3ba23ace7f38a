import { ApiError } from '@webhood/client';

/** Enough to hide the round trip, few enough not to look like an attack to a rate limit. */
const AT_ONCE = 4;
/** A full queue frees places as scans end; past this someone should look. */
const TRIES = 6;
const DEFAULT_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;

export type BulkResult<T> = { item: T; error?: unknown };

type BulkDeps<T> = {
  act: (item: T) => Promise<unknown>;
  pause: (ms: number) => Promise<void>;
  onProgress: (done: number) => void;
};

/** Does it to all, a few at a time; a refusal of one does not stop the others. */
export async function runBulk<T>(
  items: readonly T[],
  { act, pause, onProgress }: BulkDeps<T>,
): Promise<BulkResult<T>[]> {
  const queue = [...items];
  const results: BulkResult<T>[] = [];
  const one = async (item: T): Promise<BulkResult<T>> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await act(item);
        return { item };
      } catch (error) {
        const isBusy = error instanceof ApiError && error.status === 429;
        if (!isBusy || attempt === TRIES) return { item, error };
        await pause(Math.min(error.retryAfterMs ?? DEFAULT_WAIT_MS, LONGEST_WAIT_MS));
      }
    }
  };
  const work = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      results.push(await one(item));
      onProgress(results.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}
