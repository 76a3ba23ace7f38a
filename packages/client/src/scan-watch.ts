import { isTerminal, type Scan, type ServerEvent } from '@webhood/contract';
import { backOffMs, pause } from './back-off.ts';
import { ApiError, WaitTimeoutError } from './errors.ts';
import type { EventsOptions } from './events.ts';
import { isPassing } from './wait-for-scan.ts';

/** Ids asked about at once; a search has 100 terms at most. */
const LOOK_AT_ONCE = 50;
/** Only for the case that an event was lost on the way; the events do the work. */
const FALLBACK_MS = 30_000;
/** Three attempts of the longest deadline and their back-off, and as much again in the queue. */
const SILENCE_MS = 30 * 60_000;

/** `scan` is undefined when it is not there any more. */
export type EndedScan = { id: string; scan: Scan | undefined };

export type ScanWatch = {
  /** Also of a scan that has ended already. */
  add(id: string): void;
  /** No more are added: the iteration ends with the last of them. */
  complete(): void;
  /** Those that have not ended. */
  waiting(): string[];
  /**
   * The scans as they end; more than one may take from it.
   * @throws ApiError when the server refuses; WaitTimeoutError when none ends for half an hour
   */
  ended(): AsyncGenerator<EndedScan, void, void>;
};

export type ScanWatchDeps = {
  /** Those of at most fifty ids that there are. */
  find(ids: string[], signal: AbortSignal): Promise<Scan[]>;
  events(options: EventsOptions): AsyncIterable<ServerEvent>;
};

export type ScanWatchOptions = { signal?: AbortSignal | undefined; silenceMs?: number | undefined };

/** Waits for many scans with one stream of events. */
export function watchScans(
  deps: ScanWatchDeps,
  { signal, silenceMs = SILENCE_MS }: ScanWatchOptions = {},
): ScanWatch {
  const waiting = new Set<string>();
  /** Of those that wait: whose state is not known. */
  const unknown = new Set<string>();
  const over: EndedScan[] = [];
  let isComplete = false;
  let failure: { error: unknown } | undefined;
  const bell = createBell();
  const lookBell = createBell();

  function settle(id: string, scan: Scan | undefined): void {
    if (!waiting.delete(id)) return;
    unknown.delete(id);
    over.push({ id, scan });
    bell.ring();
  }

  function fail(error: unknown): void {
    failure ??= { error };
    bell.ring();
  }

  function lookAgain(): void {
    for (const id of waiting) unknown.add(id);
    lookBell.ring();
  }

  async function follow(inner: AbortSignal): Promise<void> {
    // What happened before the stream was open, no event tells of.
    const onState = (state: string) => {
      if (state === 'open') lookAgain();
    };
    try {
      for await (const event of deps.events({ signal: inner, onState })) {
        if (event.event === 'resync') lookAgain();
        else if (event.event === 'scan_deleted') settle(event.data.id, undefined);
        else if (event.event === 'scan' && isTerminal(event.data.state)) {
          settle(event.data.id, event.data);
        }
      }
    } catch (error) {
      // A refused stream is not the end: looking from time to time still finds the results.
      if (!(error instanceof ApiError)) throw error;
    }
  }

  async function look(inner: AbortSignal): Promise<void> {
    let failures = 0;
    while (!inner.aborted) {
      const ids = [...unknown].slice(0, LOOK_AT_ONCE);
      if (ids.length === 0) {
        if (!(await lookBell.rung(FALLBACK_MS, inner))) askForOldest();
        continue;
      }
      try {
        const found = new Map((await deps.find(ids, inner)).map((scan) => [scan.id, scan]));
        failures = 0;
        for (const id of ids) {
          unknown.delete(id);
          const scan = found.get(id);
          if (!scan || isTerminal(scan.state)) settle(id, scan);
        }
      } catch (error) {
        if (inner.aborted) return;
        if (!isPassing(error)) throw error;
        failures += 1;
        const asked = error instanceof ApiError ? error.retryAfterMs : null;
        await pause(asked ?? backOffMs(failures), inner);
      }
    }
  }

  function askForOldest(): void {
    for (const id of [...waiting].slice(0, LOOK_AT_ONCE)) unknown.add(id);
  }

  async function* run(): AsyncGenerator<EndedScan, void, void> {
    const stop = new AbortController();
    const inner = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    const tasks = [follow(inner).catch(fail), look(inner).catch(fail)];
    try {
      while (true) {
        signal?.throwIfAborted();
        if (failure) throw failure.error;
        const next = over.shift();
        if (next) yield next;
        else if (isComplete && waiting.size === 0) return;
        else if (!(await bell.rung(silenceMs, inner)) && !inner.aborted && waiting.size > 0) {
          throw new WaitTimeoutError(`None of ${waiting.size} scans ended within ${silenceMs} ms.`);
        }
      }
    } finally {
      stop.abort();
      await Promise.all(tasks);
    }
  }

  let running: AsyncGenerator<EndedScan, void, void> | undefined;
  return {
    add: (id) => {
      waiting.add(id);
      unknown.add(id);
      lookBell.ring();
      bell.ring();
    },
    complete: () => {
      isComplete = true;
      bell.ring();
    },
    waiting: () => [...waiting],
    ended: () => {
      running ??= run();
      return running;
    },
  };
}

/** Wakes one who waits, now or when they next do. */
function createBell() {
  let next = Promise.withResolvers<void>();
  return {
    ring: () => next.resolve(),
    /** False when it was not rung in time. */
    rung: async (ms: number, signal: AbortSignal): Promise<boolean> => {
      const timer = new AbortController();
      const isRung = await Promise.race([
        next.promise.then(() => true),
        pause(ms, AbortSignal.any([signal, timer.signal])).then(() => false),
      ]);
      timer.abort();
      if (isRung) next = Promise.withResolvers<void>();
      return isRung;
    },
  };
}
