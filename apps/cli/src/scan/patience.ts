import { setTimeout as wait } from 'node:timers/promises';
import { ApiError, NetworkError } from '@webhood/client';

/** A busy server gets this long in all before its refusal is the answer. */
const PATIENCE_MS = 10 * 60_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

export interface PatienceDeps {
  signal: AbortSignal;
  now?: () => number;
  pause?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Repeat after a lost connection too: only for calls that may safely be made twice. */
  repeatable?: boolean;
}

/** Calls again while the server asks to wait (429, 503), for as long as it asks. */
export async function withPatience<T>(call: () => Promise<T>, deps: PatienceDeps): Promise<T> {
  const { signal, now = Date.now, pause = pauseFor, repeatable = false } = deps;
  const deadline = now() + PATIENCE_MS;
  let wait = FIRST_WAIT_MS;
  while (true) {
    try {
      return await call();
    } catch (error) {
      const asked = waitAskedBy(error, repeatable);
      if (asked === undefined) throw error;
      const waitMs = asked ?? wait;
      if (now() + waitMs > deadline) throw error;
      await pause(waitMs, signal);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
  }
}

/** Milliseconds; null when the server is busy but does not say for how long. */
function waitAskedBy(error: unknown, repeatable: boolean): number | null | undefined {
  if (error instanceof ApiError && (error.status === 429 || error.status === 503)) {
    return error.retryAfterMs;
  }
  return repeatable && error instanceof NetworkError ? null : undefined;
}

async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal });
}
