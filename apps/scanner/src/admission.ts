/**
 * How many scans run at once. Loading pages is the renderers' work and fills the cores long before
 * it fills a scanner's slots: past two scans a core each further one only slows the others down.
 * Scans that wait (a server that does not answer, a page that idles until its deadline) leave the
 * cores free, and then more are let in, so that they hold nobody up.
 */
import { availableParallelism, cpus } from 'node:os';

/** Two keep a core busy while one of them waits for the network. */
const SCANS_PER_CORE = 2;
/** The share of all cores in use above which nobody is let in past the base. */
const BUSY_SHARE = 0.8;
/** What a scan that has just begun will cost shows only after this. */
const SETTLING_MS = 250;
/** Renderers, frames and the picture of one heavy page. */
const BYTES_PER_SCAN = 400 * 1024 * 1024;

export interface Place {
  /** There is a scan: until then whoever asks the server for one holds the place empty. */
  begin(): void;
  leave(): void;
}

export interface Admission {
  /** Waits its turn. @throws the signal's reason when that comes first. */
  enter(signal?: AbortSignal): Promise<Place>;
}

export interface MachineLoad {
  /** Milliseconds of all cores since some fixed time. */
  processorTimes(): { busyMs: number; totalMs: number };
  availableBytes(): number;
}

interface Waiter {
  admit(): void;
}

export function createAdmission(deps: {
  /** Never more than this. */
  most: number;
  cores?: number;
  load?: MachineLoad;
}): Admission {
  const load = deps.load ?? MACHINE;
  const base = Math.min(deps.most, (deps.cores ?? availableParallelism()) * SCANS_PER_CORE);
  const waiters: Waiter[] = [];
  let taken = 0;
  let empty = 0;
  let times = load.processorTimes();
  let timer: NodeJS.Timeout | undefined;

  const hasMemory = (): boolean => taken === 0 || load.availableBytes() > BYTES_PER_SCAN;
  const admitFirst = (): void => {
    const waiter = waiters.shift();
    if (!waiter) return;
    taken += 1;
    empty += 1;
    waiter.admit();
  };
  const admitBase = (): void => {
    while (waiters.length > 0 && taken < base && hasMemory()) admitFirst();
    watch();
  };
  /** One past the base at a time: its own cost must show before the next is judged. */
  const admitIdle = (): void => {
    const seen = load.processorTimes();
    const share = (seen.busyMs - times.busyMs) / Math.max(1, seen.totalMs - times.totalMs);
    times = seen;
    const isIdle = empty === 0 && share < BUSY_SHARE;
    if (taken < deps.most && isIdle && hasMemory()) admitFirst();
  };
  const watch = (): void => {
    if (waiters.length === 0 || timer) return;
    times = load.processorTimes();
    timer = setTimeout(() => {
      timer = undefined;
      admitIdle();
      admitBase();
    }, SETTLING_MS);
  };
  const newPlace = (): Place => {
    let state: 'empty' | 'working' | 'left' = 'empty';
    return {
      begin() {
        if (state !== 'empty') return;
        state = 'working';
        empty -= 1;
      },
      leave() {
        if (state === 'left') return;
        if (state === 'empty') empty -= 1;
        state = 'left';
        taken -= 1;
        admitBase();
      },
    };
  };

  return {
    enter(signal) {
      const { promise, resolve, reject } = Promise.withResolvers<Place>();
      if (signal?.aborted) return Promise.reject(signal.reason);
      const giveUp = (): void => {
        waiters.splice(waiters.indexOf(waiter), 1);
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        admit() {
          signal?.removeEventListener('abort', giveUp);
          resolve(newPlace());
        },
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      waiters.push(waiter);
      admitBase();
      return promise;
    },
  };
}

const MACHINE: MachineLoad = {
  processorTimes() {
    let busyMs = 0;
    let idleMs = 0;
    for (const { times } of cpus()) {
      busyMs += times.user + times.nice + times.sys + times.irq;
      idleMs += times.idle;
    }
    return { busyMs, totalMs: busyMs + idleMs };
  },
  availableBytes: () => process.availableMemory(),
};
