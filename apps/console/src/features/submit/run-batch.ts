import { ApiError } from '@webhood/client';
import type { Scan } from '@webhood/contract';

/** Enough to hide the round trip, few enough not to look like an attack to a rate limit. */
const AT_ONCE = 4;
/** A full queue frees places as scans end; past this someone should look. */
const TRIES = 6;
const DEFAULT_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;

export type ItemState =
  | { kind: 'waiting' }
  | { kind: 'submitting' }
  | { kind: 'submitted'; scan: Scan }
  | { kind: 'refused'; error: unknown }
  /** Nothing to send: the line is no URL that could be scanned. */
  | { kind: 'unusable'; message: string };

type BatchDeps = {
  submit: (url: string) => Promise<Scan>;
  pause: (ms: number) => Promise<void>;
  onState: (index: number, state: ItemState) => void;
};

/** Submits all, a few at a time, in order; a refusal of one does not stop the others. */
export async function runBatch(urls: readonly string[], deps: BatchDeps): Promise<void> {
  const queue = urls.map((url, index) => ({ url, index }));
  const work = async () => {
    for (let item = queue.shift(); item; item = queue.shift()) {
      deps.onState(item.index, { kind: 'submitting' });
      deps.onState(item.index, await submitOne(item.url, deps));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function submitOne(url: string, { submit, pause }: BatchDeps): Promise<ItemState> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { kind: 'submitted', scan: await submit(url) };
    } catch (error) {
      const waitMs = busyWaitMs(error);
      if (waitMs === null || attempt === TRIES) return { kind: 'refused', error };
      await pause(waitMs);
    }
  }
}

/** How long to wait when the server was only too busy; null when it meant its refusal. */
function busyWaitMs(error: unknown): number | null {
  if (!(error instanceof ApiError) || error.status !== 429) return null;
  return Math.min(error.retryAfterMs ?? DEFAULT_WAIT_MS, LONGEST_WAIT_MS);
}
