import type { DatabaseListener } from '../../platform/db/listen.ts';

/** A change as the database announces it; see the triggers in `migrations/`. */
export type Change =
  | { kind: 'scan'; id: string }
  | {
      kind: 'scan_deleted';
      id: string;
      visibility: 'team' | 'restricted';
      byKind: string;
      byId: string;
    }
  | { kind: 'scanner'; id: string }
  /** Changes may have been missed. */
  | { kind: 'resync' };

export interface ChangeStore {
  /**
   * Calls `onChange` for every change, in the order of the commits, with a mark where the change
   * has one: of transactions below it everything has been told. Returns how to end that.
   */
  watch(onChange: (change: Change, mark?: number) => void): Promise<() => void>;
}

export function createChangeStore({ listener }: { listener: DatabaseListener }): ChangeStore {
  return {
    watch: async (onChange) => {
      const onResync = () => onChange({ kind: 'resync' });
      const stopScans = await listener.subscribe('scan_changed', {
        onNotification: (payload) => {
          const { change, mark } = scanChange(payload);
          onChange(change, mark);
        },
        onResync,
      });
      const stopScanners = await listener.subscribe('scanner_changed', {
        onNotification: (id) => onChange({ kind: 'scanner', id }),
        // One of the two is enough.
        onResync: () => undefined,
      });
      return () => {
        stopScans();
        stopScanners();
      };
    },
  };
}

interface Announcement {
  op: 'changed' | 'deleted';
  /** A number that may be larger than JSON's are. */
  mark: string;
  id: string;
  visibility: 'team' | 'restricted';
  byKind: string;
  byId: string;
}

function scanChange(payload: string): { change: Change; mark: number } {
  // Our own trigger writes it.
  const { op, mark, ...rest } = JSON.parse(payload) as Announcement;
  const change: Change =
    op === 'deleted' ? { kind: 'scan_deleted', ...rest } : { kind: 'scan', id: rest.id };
  return { change, mark: Number(mark) };
}
