import type { ServerEvent } from '@webhood/contract';
import type { FastifyBaseLogger } from 'fastify';
import { AppError } from '../../platform/http/app-error.ts';
import type { Principal } from '../accounts/authorisation.service.ts';
import { maySee, type ScanService } from '../scans/scan.service.ts';
import type { Change, ChangeStore } from './change.store.ts';

/** Open consoles and scripts of one server. Each holds a socket. */
const MAX_SUBSCRIBERS = 2_000;
/** Many open tabs of one person; one caller alone must not use up everybody's. */
const MAX_PER_PRINCIPAL = 20;
const BUSY_RETRY_SECONDS = 10;

/** Changed scans that wait to be loaded. Past it everyone is told to look again instead. */
const MAX_PENDING = 10_000;

export interface Subscriber {
  principal: Principal;
  /** Only this scan's events. */
  scanId: string | undefined;
  deliver(event: ServerEvent): void;
}

export interface EventService {
  start(): Promise<void>;
  /** Ends every subscription. */
  stop(): void;
  /** Ends every subscription there is; new ones may begin. */
  disconnect(): void;
  /** Returns how to leave. @throws AppError `unavailable`, `rate_limited` */
  subscribe(subscriber: Subscriber, onStop: () => void): () => void;
}

interface EventServiceDeps {
  changes: ChangeStore;
  scans: Pick<ScanService, 'findForEvent' | 'present'>;
  log: FastifyBaseLogger;
}

/**
 * Tells subscribers what has changed. A scan is loaded once for all of them, and changes that come
 * while it waits for that are one event: each event carries the scan as it is, not a difference.
 */
export function createEventService({ changes, scans, log }: EventServiceDeps): EventService {
  const subscribers = new Map<Subscriber, () => void>();
  const pending = new Set<string>();
  let stopWatching: (() => void) | undefined;
  let loading = false;

  function onChange(change: Change): void {
    if (subscribers.size === 0) return;
    if (change.kind === 'scan') enqueue(change.id);
    else if (change.kind === 'scan_deleted') announceDeletion(change);
    else if (change.kind === 'scanner') tellAll({ event: 'scanner', data: { id: change.id } });
    else tellAll({ event: 'resync', data: {} });
  }

  function enqueue(id: string): void {
    pending.add(id);
    if (pending.size > MAX_PENDING) {
      pending.clear();
      tellAll({ event: 'resync', data: {} });
    }
    if (loading) return;
    loading = true;
    void loadPending();
  }

  async function loadPending(): Promise<void> {
    for (const id of pending) {
      pending.delete(id);
      try {
        await announceScan(id);
      } catch (error) {
        // The database is away. What was missed is found by looking again.
        log.warn({ err: error, scanId: id }, 'events.load_failed');
        tellAll({ event: 'resync', data: {} });
      }
    }
    loading = false;
  }

  async function announceScan(id: string): Promise<void> {
    const scan = await scans.findForEvent(id);
    if (!scan) return;
    const event: ServerEvent = {
      event: 'scan',
      data: scans.present(scan, { withScanData: false }),
    };
    for (const each of subscribers.keys()) {
      if (wants(each, id) && maySee(each.principal, scan)) each.deliver(event);
    }
  }

  function announceDeletion(change: Extract<Change, { kind: 'scan_deleted' }>): void {
    const { id, visibility, byKind, byId } = change;
    pending.delete(id);
    const scan = { visibility, submittedBy: { kind: byKind, id: byId } };
    for (const each of subscribers.keys()) {
      if (wants(each, id) && maySee(each.principal, scan)) {
        each.deliver({ event: 'scan_deleted', data: { id } });
      }
    }
  }

  function tellAll(event: ServerEvent): void {
    for (const each of subscribers.keys()) {
      if (event.event === 'resync' || each.scanId === undefined) each.deliver(event);
    }
  }

  function disconnect(): void {
    for (const onStop of [...subscribers.values()]) onStop();
    subscribers.clear();
  }

  function countOf({ kind, id }: Principal): number {
    let count = 0;
    for (const { principal } of subscribers.keys()) {
      if (principal.kind === kind && principal.id === id) count++;
    }
    return count;
  }

  return {
    start: async () => {
      stopWatching = await changes.watch(onChange);
    },
    stop: () => {
      stopWatching?.();
      disconnect();
    },
    disconnect,
    subscribe: (subscriber, onStop) => {
      if (subscribers.size >= MAX_SUBSCRIBERS) {
        throw new AppError('unavailable', 'Too many listeners. Try again shortly.', {
          retryAfterSeconds: BUSY_RETRY_SECONDS,
        });
      }
      if (countOf(subscriber.principal) >= MAX_PER_PRINCIPAL) {
        throw new AppError('rate_limited', 'You listen too often at once. Close a listener.', {
          retryAfterSeconds: BUSY_RETRY_SECONDS,
        });
      }
      subscribers.set(subscriber, onStop);
      return () => subscribers.delete(subscriber);
    },
  };
}

function wants(subscriber: Subscriber, scanId: string): boolean {
  return subscriber.scanId === undefined || subscriber.scanId === scanId;
}
