/** Asks the server for scans, one per free slot, for as long as this scanner runs. */
import type { LeaseRequest } from '@webhood/contract';
import type { Logger } from 'pino';
import type { Admission, Place } from './admission.ts';
import { createBackOff, pause } from './back-off.ts';
import { DRAINING, type JobRunner } from './job-runner.ts';
import type { ServerClient } from './server-client.ts';

const UNREACHABLE = { firstMs: 250, longestMs: 15_000 };
/** A revoked token stays revoked; someone may still put a new scanner record in its place. */
const UNAUTHORISED = { firstMs: 5_000, longestMs: 60_000 };
/** A long poll that ends at once must not become a busy loop. */
const QUICK_ANSWER_MS = 500;

export interface LeaseLoop {
  start(): void;
  /** No further lease; running scans may end within the grace, then they are handed back. */
  stop(graceMs: number): Promise<void>;
}

export function createLeaseLoop(deps: {
  client: ServerClient;
  runner: JobRunner;
  admission: Admission;
  request: LeaseRequest;
  log: Logger;
  /** Called once, when the server has first answered: from then on it knows this scanner. */
  onConnected?: () => void;
}): LeaseLoop {
  const { client, runner, admission, request, log } = deps;
  const leasing = new AbortController();
  const running = new AbortController();
  const slots: Promise<void>[] = [];
  let isConnected = false;

  const connected = (): void => {
    if (isConnected) return;
    isConnected = true;
    log.info('scanner.connected');
    deps.onConnected?.();
  };

  const runSlot = async (slot: number): Promise<void> => {
    const unreachable = createBackOff(UNREACHABLE);
    const unauthorised = createBackOff(UNAUTHORISED);
    const takeTurn = async (place: Place): Promise<void> => {
      const askedAtMs = performance.now();
      // The first call does not wait for work, so that its answer says that the server is there.
      const asked = isConnected ? request : { ...request, waitMs: 0 };
      const answer = await client.lease(asked, leasing.signal);
      const isFirst = !isConnected;
      if (answer.kind === 'leased' || answer.kind === 'none') connected();
      if (answer.kind === 'leased') {
        place.begin();
        unreachable.reset();
        unauthorised.reset();
        await runner.run(answer.lease, running.signal).catch((error: unknown) => {
          // The lease runs out and another attempt is made; this slot goes on.
          log.error({ err: error, scanId: answer.lease.scan.id }, 'scan.failed');
        });
      } else if (answer.kind === 'none') {
        unreachable.reset();
        const tookMs = performance.now() - askedAtMs;
        if (!isFirst && tookMs < QUICK_ANSWER_MS) await pause(QUICK_ANSWER_MS, leasing.signal);
      } else if (leasing.signal.aborted) {
        return;
      } else if (answer.kind === 'unauthorised') {
        log.error({ slot }, 'scanner.token_refused');
        await pause(unauthorised.next(), leasing.signal);
      } else {
        const waitMs = unreachable.next();
        log.warn({ slot, waitMs, answer }, 'scanner.server_unreachable');
        await pause(waitMs, leasing.signal);
      }
    };
    while (!leasing.signal.aborted) {
      // Stopping ends the wait; then there is no turn to take.
      const place = await admission.enter(leasing.signal).catch(() => undefined);
      if (place) await takeTurn(place).finally(() => place.leave());
    }
  };

  return {
    start() {
      for (let slot = 0; slot < request.concurrency; slot += 1) slots.push(runSlot(slot));
    },
    async stop(graceMs) {
      leasing.abort(DRAINING);
      const timer = setTimeout(() => running.abort(DRAINING), graceMs);
      await Promise.all(slots);
      clearTimeout(timer);
    },
  };
}
