import type { Change } from './change.store.ts';

export type QueuedChange = Exclude<Change, { kind: 'resync' }>;

/** Changes that wait to be told. Past it everyone is told to look again instead. */
const MAX_PENDING = 10_000;

export interface ChangeQueue {
  /** Everything of transactions below it has been told, or is in the queue. */
  reach(mark: number): void;
  /** False when there was no room: the queue is then empty, and everyone is to look again. */
  add(change: QueuedChange, mark: number | undefined): boolean;
  /** The oldest, which counts as told when the next is taken. */
  take(): { change: QueuedChange; mark: number } | undefined;
  /** Everything of transactions below it has been told. */
  mark(): number;
}

/**
 * Changes in the order they came, one for each scan or scanner: several that wait are one event,
 * since an event carries the thing as it is and not a difference. Each knows up to where
 * everything had been told when it came.
 */
export function createChangeQueue(): ChangeQueue {
  const pending = new Map<string, { change: QueuedChange; mark: number }>();
  let known = 0;
  let taken: number | undefined;

  const reach = (mark: number) => {
    known = Math.max(known, mark);
  };

  return {
    reach,
    add: (change, mark) => {
      if (mark !== undefined) reach(mark);
      const key = change.kind === 'scanner' ? `scanner ${change.id}` : change.id;
      // What is told of a scan is looked up then; of a deletion there is nothing to look up.
      if (change.kind === 'scan_deleted') pending.delete(key);
      if (!pending.has(key)) pending.set(key, { change, mark: known });
      if (pending.size <= MAX_PENDING) return true;
      pending.clear();
      return false;
    },
    take: () => {
      const [first] = pending;
      taken = first?.[1].mark;
      if (first) pending.delete(first[0]);
      return first?.[1];
    },
    mark: () => {
      if (taken !== undefined) return taken;
      const [oldest] = pending.values();
      return oldest?.mark ?? known;
    },
  };
}
