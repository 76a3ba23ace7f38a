import { isTerminal, type Scan, type ServerEvent } from '@webhood/contract';
import { pause } from './back-off.ts';
import { ApiError, NetworkError, WaitTimeoutError } from './errors.ts';
import type { EventsOptions } from './events.ts';

/** Only for the case that an event was lost on the way; the events do the work. */
const FALLBACK_MS = 15_000;
/** Three attempts of the longest deadline and their back-off, and as much again in the queue. */
const PATIENCE_MS = 30 * 60_000;

export type WaitOptions = { signal?: AbortSignal | undefined; timeoutMs?: number | undefined };

export type WaitDeps = {
  get(id: string, signal: AbortSignal): Promise<Scan>;
  events(options: EventsOptions): AsyncIterable<ServerEvent>;
};

/**
 * The scan once it is `done`, `error` or `cancelled`.
 * @throws WaitTimeoutError after `timeoutMs`; ApiError when the scan is gone or not ours to see.
 */
export async function waitForScan(
  deps: WaitDeps,
  id: string,
  { signal, timeoutMs = PATIENCE_MS }: WaitOptions = {},
): Promise<Scan> {
  const stop = new AbortController();
  const inner = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const timer = setTimeout(
    () => stop.abort(new WaitTimeoutError(`Scan ${id} did not end within ${timeoutMs} ms.`)),
    timeoutMs,
  );
  try {
    return await new Promise<Scan>((resolve, reject) => {
      const aborted = () => reject(inner.reason);
      if (inner.aborted) return aborted();
      inner.addEventListener('abort', aborted, { once: true });
      const look = () =>
        deps.get(id, inner).then(
          (scan) => isTerminal(scan.state) && resolve(scan),
          (error: unknown) => isPassing(error) || reject(error),
        );
      follow(deps, id, inner, look, resolve).catch(reject);
      lookNowAndThen(look, inner).catch(reject);
    });
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

async function follow(
  deps: WaitDeps,
  id: string,
  signal: AbortSignal,
  look: () => Promise<unknown>,
  found: (scan: Scan) => void,
): Promise<void> {
  // Once the stream is open nothing is missed any more, so one look then closes the gap before.
  const onState = (state: string) => {
    if (state === 'open') void look();
  };
  try {
    for await (const event of deps.events({ signal, onState })) {
      if (event.event === 'resync') void look();
      if (event.event === 'scan_deleted' && event.data.id === id) void look();
      if (event.event === 'scan' && event.data.id === id && isTerminal(event.data.state)) {
        found(event.data);
        return;
      }
    }
  } catch (error) {
    // A refused stream is not the end: looking from time to time still finds the result.
    if (!(error instanceof ApiError)) throw error;
  }
}

async function lookNowAndThen(look: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await look();
    await pause(FALLBACK_MS, signal);
  }
}

/** Worth looking again later, rather than giving up on a scan that is still being run. */
export function isPassing(error: unknown): boolean {
  if (error instanceof NetworkError) return true;
  return error instanceof ApiError && (error.status >= 500 || error.status === 429);
}
