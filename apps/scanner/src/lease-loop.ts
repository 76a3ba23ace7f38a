/** Asks the server for scans, one per free slot, for as long as this scanner runs. */
import type { LeaseRequest, ScannerPosture } from '@webhood/contract';
import type { Logger } from 'pino';
import type { Admission, Place } from './admission.ts';
import { createBackOff, pause } from './back-off.ts';
import type { Counts } from './counts.ts';
import { DRAINING, type JobRunner } from './job-runner.ts';
import type { CallFailure, ServerClient } from './server-client.ts';

const UNREACHABLE = { firstMs: 250, longestMs: 15_000 };
/** A revoked token stays revoked; only a database that was restored may know it again. */
const UNAUTHORISED = { firstMs: 5_000, longestMs: 60_000 };
/** A long poll that ends at once must not become a busy loop. */
const QUICK_ANSWER_MS = 500;

/** Why the very first contact failed in a way that no further try mends: settings are wrong. */
export type Refusal =
  | { kind: 'token' }
  | { kind: 'certificate'; tlsCode: string }
  | { kind: 'protocol' };

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
  /** Where it may change while we run. */
  browserVersion?: () => string;
  /** Read anew for every request. */
  posture?: () => ScannerPosture;
  /** Told with every request, until one was answered. */
  counts?: Pick<Counts, 'take' | 'giveBack'>;
  log: Logger;
  /** Called once, when the server has first answered: from then on it knows this scanner. */
  onConnected?: () => void;
  /** Called at most once, and instead of `onConnected`: nothing more is tried. */
  onRefused?: (refusal: Refusal) => void;
}): LeaseLoop {
  const { client, runner, admission, request, log } = deps;
  const leasing = new AbortController();
  const running = new AbortController();
  const slots: Promise<void>[] = [];
  const firstContact = Promise.withResolvers<void>();
  leasing.signal.addEventListener('abort', () => firstContact.resolve(), { once: true });
  let isConnected = false;
  /** The present trouble: told once, however many slots meet it how often. */
  let trouble:
    | 'scanner.token_refused'
    | 'scanner.protocol_refused'
    | 'scanner.server_unreachable'
    | undefined;

  const connected = (): void => {
    if (isConnected && trouble !== undefined) log.info('scanner.reconnected');
    trouble = undefined;
    if (isConnected) return;
    isConnected = true;
    firstContact.resolve();
    deps.onConnected?.();
  };

  const report = (event: NonNullable<typeof trouble>, fields: object): void => {
    if (trouble === event) return;
    trouble = event;
    log.warn(fields, event);
  };

  const refused = (refusal: Refusal): void => {
    leasing.abort(DRAINING);
    deps.onRefused?.(refusal);
  };

  const runSlot = async (): Promise<void> => {
    const unreachable = createBackOff(UNREACHABLE);
    const unauthorised = createBackOff(UNAUTHORISED);

    const waitOut = async (failure: CallFailure): Promise<void> => {
      if (failure.kind === 'unauthorised') {
        if (!isConnected) return refused({ kind: 'token' });
        report('scanner.token_refused', {});
        return pause(unauthorised.next(), leasing.signal);
      }
      if (failure.kind === 'refused' && failure.code === 'protocol_unsupported') {
        if (!isConnected) return refused({ kind: 'protocol' });
        // The server was upgraded past us: what runs goes on, and one day so are we.
        report('scanner.protocol_refused', { protocol: request.protocol });
        return pause(unauthorised.next(), leasing.signal);
      }
      const tlsCode = failure.kind === 'unreachable' ? failure.tlsCode : undefined;
      if (tlsCode !== undefined && !isConnected) return refused({ kind: 'certificate', tlsCode });
      report('scanner.server_unreachable', { reason: reasonOf(failure) });
      return pause(unreachable.next(), leasing.signal);
    };

    const takeTurn = async (place: Place): Promise<void> => {
      const askedAtMs = performance.now();
      // The first call does not wait for work, so that its answer says that the server is there.
      const isFirst = !isConnected;
      const counts = deps.counts?.take();
      const asked = {
        ...request,
        ...(isFirst ? { waitMs: 0 } : {}),
        ...(deps.browserVersion ? { browserVersion: deps.browserVersion() } : {}),
        ...(deps.posture ? { posture: deps.posture() } : {}),
        ...(counts ? { counts } : {}),
      };
      const answer = await client.lease(asked, leasing.signal);
      if (answer.kind !== 'leased' && answer.kind !== 'none') {
        if (counts) deps.counts?.giveBack(counts);
        if (!leasing.signal.aborted) await waitOut(answer);
        return;
      }
      connected();
      unreachable.reset();
      unauthorised.reset();
      if (answer.kind === 'leased') {
        place.begin();
        await runner.run(answer.lease, running.signal).catch((error: unknown) => {
          // The lease runs out and another attempt is made; this slot goes on.
          log.error({ err: error, scanId: answer.lease.scan.id }, 'scan.failed');
        });
        return;
      }
      const tookMs = performance.now() - askedAtMs;
      if (!isFirst && tookMs < QUICK_ANSWER_MS) await pause(QUICK_ANSWER_MS, leasing.signal);
    };

    while (!leasing.signal.aborted) {
      // Stopping ends the wait; then there is no turn to take.
      const place = await admission.enter(leasing.signal).catch(() => undefined);
      if (place) await takeTurn(place).finally(() => place.leave());
    }
  };

  return {
    start() {
      for (let slot = 0; slot < request.concurrency; slot += 1) {
        // One is enough to find out whether there is a server.
        slots.push(slot === 0 ? runSlot() : firstContact.promise.then(runSlot));
      }
    },
    async stop(graceMs) {
      leasing.abort(DRAINING);
      const timer = setTimeout(() => running.abort(DRAINING), graceMs);
      await Promise.all(slots);
      clearTimeout(timer);
    },
  };
}

function reasonOf(failure: CallFailure): string {
  if (failure.kind === 'unreachable') return failure.reason;
  return failure.kind === 'refused' ? `status ${failure.status}, ${failure.code}` : failure.kind;
}
