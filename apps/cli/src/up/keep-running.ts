import { setTimeout as wait } from 'node:timers/promises';
import type { ManagedProcess, ProcessExit } from './managed-process.ts';

const FIRST_WAIT_MS = 1_000;
/** A broken browser must not keep a machine busy with restarts. */
const LONGEST_WAIT_MS = 30_000;
/** A process that lived this long had started well: its end is news, not a loop. */
const SETTLED_MS = 60_000;

export interface KeptProcess {
  /** Resolves when it is gone for good. */
  stop(): Promise<void>;
  /** Ends it, and starts it again at once. */
  restart(): void;
  kill(): void;
}

export interface KeepDeps {
  start: () => ManagedProcess;
  /** Told of each end that was not asked for, with the wait before the next start. */
  onExit: (exit: ProcessExit, waitMs: number) => void;
  now?: () => number;
  pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Starts a process again whenever it ends, after a wait that doubles while it keeps failing. */
export function keepRunning({
  start,
  onExit,
  now = Date.now,
  pause = pauseFor,
}: KeepDeps): KeptProcess {
  const stopping = new AbortController();
  let current: ManagedProcess | undefined;
  let isAskedFor = false;

  async function loop(): Promise<void> {
    let waitMs = FIRST_WAIT_MS;
    while (!stopping.signal.aborted) {
      const startedAt = now();
      current = start();
      const exit = await current.exited;
      if (stopping.signal.aborted) return;
      if (isAskedFor) {
        isAskedFor = false;
        waitMs = FIRST_WAIT_MS;
        continue;
      }
      if (now() - startedAt >= SETTLED_MS) waitMs = FIRST_WAIT_MS;
      onExit(exit, waitMs);
      await pause(waitMs, stopping.signal);
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    }
  }

  const finished = loop();
  return {
    stop: async () => {
      stopping.abort();
      await current?.stop();
      await finished;
    },
    restart: () => {
      isAskedFor = true;
      void current?.stop();
    },
    kill: () => current?.kill(),
  };
}

/** Ends early, without an error, when stopping. */
async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
