import { setTimeout as delay } from 'node:timers/promises';
import { LEASE_TIMES } from '@webhood/contract';
import type { FastifyBaseLogger } from 'fastify';
import type { Transactor } from '../../platform/db/transaction.ts';
import type { LeaseMeter, ScanMeter } from '../metrics/meters.service.ts';
import { type AttemptEnd, endOfAttempt } from './attempt-end.ts';
import type { LeaseStore } from './lease.store.ts';

/** One transaction's worth; the next follows at once while there are more. */
const LEASES_PER_PASS = 50;
const SCANS_PER_PASS = 200;

const EXPIRED = {
  code: 'scanner_error',
  message: 'The scanner stopped answering.',
} as const;

export interface LeaseSweeper {
  start(): void;
  /**
   * Ends every lease that has run out, queues scans whose time has come, and ends those that
   * nobody can do any more. Resolves to how many leases ended.
   */
  sweep(): Promise<number>;
  /** Resolves when a sweep that was under way has ended. */
  stop(): Promise<void>;
}

interface LeaseSweeperDeps {
  store: LeaseStore;
  transactor: Transactor;
  meter: Pick<LeaseMeter, 'lease'> & Pick<ScanMeter, 'ended'>;
  log: FastifyBaseLogger;
}

/** Keeps the queue moving where no request does. Any number of servers may do it at the same time. */
export function createLeaseSweeper(deps: LeaseSweeperDeps): LeaseSweeper {
  const { store, transactor, meter, log } = deps;
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  async function sweepSome(): Promise<number> {
    const ends = await transactor.run(async (tx) => {
      const ended = await store.lockEnded(tx, LEASES_PER_PASS);
      const made: AttemptEnd[] = [];
      for (const lease of ended) {
        const end = endOfAttempt(lease.failedAttempts, EXPIRED, true);
        const { state } = await store.endAttempt(tx, lease, end, 'expired');
        log.warn({ scanId: lease.scanId, attempt: lease.attempt, state }, 'lease.expired');
        made.push(end);
      }
      return made;
    });
    for (const { next } of ends) {
      meter.lease('lost');
      if (next.kind === 'error') meter.ended('error', next.code);
    }
    return ends.length;
  }

  async function everyPass(work: (limit: number) => Promise<number>): Promise<void> {
    while ((await work(SCANS_PER_PASS)) === SCANS_PER_PASS);
  }

  /** The same pass, with what it ended counted. */
  function ending(pass: (limit: number) => Promise<number>) {
    return async (limit: number): Promise<number> => {
      const count = await pass(limit);
      if (count > 0) meter.ended('error', 'scanner_error', count);
      return count;
    };
  }

  async function sweep(): Promise<number> {
    await everyPass(store.queueDue);
    await everyPass(ending(store.endOrphans));
    await everyPass(ending(store.endUnlabelled));
    return sweepLeases();
  }

  async function sweepLeases(): Promise<number> {
    let total = 0;
    for (;;) {
      const ended = await sweepSome();
      total += ended;
      if (ended < LEASES_PER_PASS) return total;
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await sweep().catch((error: unknown) => log.warn({ err: error }, 'lease.sweep_failed'));
      await delay(LEASE_TIMES.sweepMs, undefined, { signal: stopping.signal }).catch(
        () => undefined, // Stopping ends the wait.
      );
    }
  }

  return {
    sweep,
    start: () => {
      running ??= run();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
