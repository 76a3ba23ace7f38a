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
  /** Calls `onChange` for every change, in the order of the commits. Returns how to end that. */
  watch(onChange: (change: Change) => void): Promise<() => void>;
}

export function createChangeStore({ listener }: { listener: DatabaseListener }): ChangeStore {
  return {
    watch: async (onChange) => {
      const onResync = () => onChange({ kind: 'resync' });
      const stopScans = await listener.subscribe('scan_changed', {
        onNotification: (payload) => onChange(scanChange(payload)),
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
  id: string;
  visibility: 'team' | 'restricted';
  byKind: string;
  byId: string;
}

function scanChange(payload: string): Change {
  // Our own trigger writes it.
  const { op, ...rest } = JSON.parse(payload) as Announcement;
  return op === 'deleted' ? { kind: 'scan_deleted', ...rest } : { kind: 'scan', id: rest.id };
}
