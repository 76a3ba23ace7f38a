import type { ServerEvent } from '@webhood/contract';
import type { FastifyBaseLogger } from 'fastify';
import { AppError } from '../../platform/http/app-error.ts';
import type { Principal } from '../accounts/authorisation.service.ts';
import { maySee, type ScanRecord, type ScanService } from '../scans/scan.service.ts';
import { type Deliver, holdBack } from './catch-up.ts';
import type { Change, ChangeStore } from './change.store.ts';
import type { ChangeLogStore, MissedChange } from './change-log.store.ts';
import { createChangeQueue } from './change-queue.ts';
import { idOf, placeOf } from './event-place.ts';

/** Open consoles and scripts of one server. Each holds a socket. */
const MAX_SUBSCRIBERS = 2_000;
/** Many open tabs of one person; one caller alone must not use up everybody's. */
const MAX_PER_PRINCIPAL = 20;
const BUSY_RETRY_SECONDS = 10;

/** Whoever missed more is told to look again: a page of a list costs less than so many events. */
const MAX_MISSED = 200;

export interface Subscriber {
  principal: Principal;
  /** Only this scan's events. */
  scanId: string | undefined;
  /** `id`: what to come back with after this event. */
  deliver: Deliver;
}

export interface Subscription {
  leave(): void;
  /** What to come back with now; undefined while it is being told what it missed. */
  id(): string | undefined;
}

export interface SubscribeOptions {
  onStop(): void;
  /** Of the last event that it has, from whichever server: it is told what came after. */
  lastEventId?: string | undefined;
}

export interface EventService {
  start(): Promise<void>;
  /** Ends every subscription. */
  stop(): void;
  /** Ends every subscription there is; new ones may begin. */
  disconnect(): void;
  /** Subscriptions that there are. */
  count(): number;
  /** @throws AppError `unavailable`, `rate_limited` */
  subscribe(subscriber: Subscriber, options: SubscribeOptions): Subscription;
  /** Clears away what nobody is told any more. */
  forget(): Promise<void>;
}

interface EventServiceDeps {
  changes: ChangeStore;
  changeLog: ChangeLogStore;
  scans: Pick<ScanService, 'findForEvent' | 'findForEvents' | 'present'>;
  log: FastifyBaseLogger;
}

/**
 * Tells subscribers what has changed. A scan is loaded once for all of them, and changes that come
 * while it waits for that are one event: each event carries the scan as it is, not a difference.
 */
export function createEventService(deps: EventServiceDeps): EventService {
  const { changes, changeLog, scans, log } = deps;
  const subscribers = new Map<Subscriber, () => void>();
  let history = '';
  const queue = createChangeQueue();
  let stopWatching: (() => void) | undefined;
  let loading = false;

  const idAt = (transaction: number) => idOf({ history, transaction });
  const idNow = () => idAt(queue.mark());

  function onChange(change: Change, mark?: number): void {
    const isKnown = change.kind !== 'resync' && queue.add(change, mark);
    if (!isKnown) tellAll({ event: 'resync', data: {} }, idNow());
    if (loading) return;
    loading = true;
    void tellQueued();
  }

  async function tellQueued(): Promise<void> {
    for (let next = queue.take(); next; next = queue.take()) {
      const { change, mark } = next;
      if (subscribers.size === 0) continue;
      try {
        await tell(change, idAt(mark));
      } catch (error) {
        // The database is away. What was missed is found by looking again.
        log.warn({ err: error, changeId: change.id }, 'events.load_failed');
        tellAll({ event: 'resync', data: {} }, idNow());
      }
    }
    loading = false;
  }

  async function tell(change: MissedChange, id: string): Promise<void> {
    const scan = change.kind === 'scan' ? await scans.findForEvent(change.id) : undefined;
    for (const each of subscribers.keys()) {
      const event = eventFor(each, change, scan);
      if (event) each.deliver(event, id);
    }
  }

  /** What a subscriber is told of a change; undefined when that is nothing. */
  function eventFor(
    { principal, scanId }: Pick<Subscriber, 'principal' | 'scanId'>,
    change: MissedChange,
    scan: ScanRecord | undefined,
  ): ServerEvent | undefined {
    const { kind, id } = change;
    if (kind === 'scanner') {
      return scanId === undefined ? { event: 'scanner', data: { id } } : undefined;
    }
    if (scanId !== undefined && scanId !== id) return undefined;
    if (kind === 'scan_deleted') {
      const { visibility, byKind, byId } = change;
      const deleted = { visibility, submittedBy: { kind: byKind, id: byId } };
      return maySee(principal, deleted) ? { event: 'scan_deleted', data: { id } } : undefined;
    }
    if (!scan || !maySee(principal, scan)) return undefined;
    return { event: 'scan', data: scans.present(scan, { withScanData: false }) };
  }

  function tellAll(event: ServerEvent, id: string): void {
    for (const each of subscribers.keys()) each.deliver(event, id);
  }

  async function missedSince(lastEventId: string, scanId: string | undefined) {
    const place = placeOf(lastEventId);
    return place && changeLog.since(place, { scanId, most: MAX_MISSED });
  }

  /** Resolves to when each scan that was told of had been changed last. */
  async function tellMissed(subscriber: Subscriber, lastEventId: string) {
    const told = new Map<string, string>();
    const missed = await missedSince(lastEventId, subscriber.scanId);
    if (!missed) {
      subscriber.deliver({ event: 'resync', data: {} }, idNow());
      return told;
    }
    const ids = missed.flatMap(({ change }) => (change.kind === 'scan' ? [change.id] : []));
    const found = new Map((await scans.findForEvents(ids)).map((scan) => [scan.id, scan]));
    for (const { change, transaction } of missed) {
      const event = eventFor(subscriber, change, found.get(change.id));
      if (!event) continue;
      if (event.event === 'scan') told.set(event.data.id, event.data.updated);
      subscriber.deliver(event, idAt(transaction));
    }
    return told;
  }

  /** Tells what was missed, and only then what happens meanwhile. */
  function catchUp(subscriber: Subscriber, lastEventId: string) {
    let isOver = false;
    const deliver: Deliver = (event, id) => {
      if (!isOver) subscriber.deliver(event, id);
    };
    const held = holdBack(deliver);
    tellMissed({ ...subscriber, deliver }, lastEventId).then(
      (told) => held.release(told, idNow()),
      (error: unknown) => {
        log.warn({ err: error }, 'events.catch_up_failed');
        deliver({ event: 'resync', data: {} }, idNow());
        held.release(new Map(), idNow());
      },
    );
    return {
      subscriber: { ...subscriber, deliver: held.deliver },
      isHolding: held.isHolding,
      leave: () => {
        isOver = true;
      },
    };
  }

  function disconnect(): void {
    for (const onStop of [...subscribers.values()]) onStop();
    subscribers.clear();
  }

  function requireRoom(principal: Principal): void {
    if (subscribers.size >= MAX_SUBSCRIBERS) {
      throw new AppError('unavailable', 'Too many listeners. Try again shortly.', {
        retryAfterSeconds: BUSY_RETRY_SECONDS,
      });
    }
    const own = [...subscribers.keys()].filter(
      (each) => each.principal.kind === principal.kind && each.principal.id === principal.id,
    );
    if (own.length >= MAX_PER_PRINCIPAL) {
      throw new AppError('rate_limited', 'You listen too often at once. Close a listener.', {
        retryAfterSeconds: BUSY_RETRY_SECONDS,
      });
    }
  }

  return {
    start: async () => {
      stopWatching = await changes.watch(onChange);
      // After listening has begun: what ended before that is for listeners to have looked up.
      const place = await changeLog.place();
      history = place.history;
      queue.reach(place.transaction);
    },
    stop: () => {
      stopWatching?.();
      disconnect();
    },
    disconnect,
    count: () => subscribers.size,
    subscribe: (subscriber, { onStop, lastEventId }) => {
      requireRoom(subscriber.principal);
      const catching = lastEventId === undefined ? undefined : catchUp(subscriber, lastEventId);
      const listening = catching?.subscriber ?? subscriber;
      subscribers.set(listening, onStop);
      return {
        leave: () => {
          catching?.leave();
          subscribers.delete(listening);
        },
        id: () => (catching?.isHolding() ? undefined : idNow()),
      };
    },
    forget: changeLog.forget,
  };
}
