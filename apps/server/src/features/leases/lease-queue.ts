/**
 * Scanners that wait for work. Nobody polls: a waiter is served when the database says that a
 * scan was queued, or when a scan's back-off ends. One notification wakes one waiter after the
 * other for as long as there is work, not all of them at once.
 */
import type { FastifyBaseLogger } from 'fastify';
import { AppError } from '../../platform/http/app-error.ts';

/** Per process. Each holds a socket and some hundred bytes. */
const MAX_WAITERS = 2_000;
const BUSY_RETRY_SECONDS = 5;
/** Timers of the database's time are rounded up, so as not to ask a moment too early. */
const DUE_SLACK_MS = 5;

interface WaitRequest<Claim> {
  /** Waiters of one kind can lease the same scans: when one finds nothing, none would. */
  kind: string;
  waitMs: number;
  /** Aborted when the scanner has gone away. */
  signal: AbortSignal;
  claim(): Promise<Claim | undefined>;
}

interface Waiter<Claim> extends WaitRequest<Claim> {
  /** Its time ran out while a claim for it was under way. */
  isLate(): boolean;
  settle(claim: Claim | undefined): void;
  refuse(reason: AppError): void;
}

interface LeaseQueueDeps {
  /** Milliseconds until a scan that backs off is due; undefined when none is. */
  nextDueMs(): Promise<number | undefined>;
  log: FastifyBaseLogger;
}

export interface LeaseQueue<Claim> {
  /**
   * Undefined when there was nothing within the time.
   * @throws AppError `unavailable`; `unauthenticated` when its claim says so
   */
  take(request: WaitRequest<Claim>): Promise<Claim | undefined>;
  /** There may be work. */
  wake(): void;
  /** Sends every waiter away with nothing. */
  close(): void;
}

export function createLeaseQueue<Claim>({ nextDueMs, log }: LeaseQueueDeps): LeaseQueue<Claim> {
  const waiters = new Set<Waiter<Claim>>();
  let round: 'idle' | 'running' | 'again' = 'idle';
  let dueTimer: NodeJS.Timeout | undefined;
  let closed = false;

  async function take(request: WaitRequest<Claim>): Promise<Claim | undefined> {
    // Whoever has left already takes nothing along.
    if (request.signal.aborted) return undefined;
    const now = await request.claim();
    if (now !== undefined || request.waitMs === 0 || request.signal.aborted || closed) return now;
    if (waiters.size >= MAX_WAITERS) {
      throw new AppError('unavailable', 'Too many scanners wait here. Ask again shortly.', {
        retryAfterSeconds: BUSY_RETRY_SECONDS,
      });
    }
    return wait(request);
  }

  function wait(request: WaitRequest<Claim>): Promise<Claim | undefined> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        request.signal.removeEventListener('abort', leave);
        waiters.delete(waiter);
      };
      const settle = (claim: Claim | undefined): void => {
        end();
        resolve(claim);
      };
      const refuse = (reason: AppError): void => {
        end();
        reject(reason);
      };
      let isLate = false;
      // While a claim for it is under way, the claim's outcome settles it.
      const leave = (): void => {
        isLate = true;
        if (waiters.has(waiter)) settle(undefined);
      };
      const waiter = { ...request, settle, refuse, isLate: () => isLate };
      const timer = setTimeout(leave, request.waitMs);
      request.signal.addEventListener('abort', leave, { once: true });
      waiters.add(waiter);
      // Something may have been queued between the first claim and now.
      wake();
    });
  }

  function wake(): void {
    if (round !== 'idle') {
      round = 'again';
      return;
    }
    round = 'running';
    void serve();
  }

  async function serve(): Promise<void> {
    try {
      do {
        round = 'running';
        await serveOnce();
        await setDueTimer();
      } while (isAskedAgain());
    } catch (error) {
      // Waiters stay; the listener wakes us when the database is back.
      log.warn({ err: error }, 'lease.queue_failed');
    } finally {
      round = 'idle';
    }
  }

  function isAskedAgain(): boolean {
    return round === 'again';
  }

  async function serveOnce(): Promise<void> {
    const nothingFor = new Set<string>();
    for (const waiter of [...waiters]) {
      if (nothingFor.has(waiter.kind) || !waiters.delete(waiter)) continue;
      if ((await claimFor(waiter)) === 'settled') continue;
      nothingFor.add(waiter.kind);
      putBack(waiter);
    }
  }

  /** A scanner that was removed while it waited says nothing of what others may find. */
  async function claimFor(waiter: Waiter<Claim>): Promise<'settled' | 'nothing'> {
    try {
      const claim = await waiter.claim();
      if (claim === undefined) return 'nothing';
      waiter.settle(claim);
      return 'settled';
    } catch (error) {
      if (error instanceof AppError && error.code === 'unauthenticated') {
        waiter.refuse(error);
        return 'settled';
      }
      putBack(waiter);
      throw error;
    }
  }

  /** At the end of the line; or away, when its time ran out during the claim. */
  function putBack(waiter: Waiter<Claim>): void {
    if (closed || waiter.isLate()) waiter.settle(undefined);
    else waiters.add(waiter);
  }

  async function setDueTimer(): Promise<void> {
    clearTimeout(dueTimer);
    if (waiters.size === 0 || closed) return;
    const dueMs = await nextDueMs();
    if (dueMs === undefined || closed) return;
    dueTimer = setTimeout(wake, dueMs + DUE_SLACK_MS);
  }

  return {
    take,
    wake,
    close: () => {
      closed = true;
      clearTimeout(dueTimer);
      for (const waiter of [...waiters]) waiter.settle(undefined);
    },
  };
}
