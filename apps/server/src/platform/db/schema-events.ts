/** See `migrations/0027-event-log.sql`. */
import type { Generated } from 'kysely';

interface EventHistoryTable {
  only_row: Generated<boolean>;
  id: Generated<string>;
  floor: Generated<number>;
}

interface LoggedChangesTable {
  seq: Generated<number>;
  transaction: Generated<number>;
  at: Generated<Date>;
  kind: 'scan' | 'scan_deleted' | 'scanner';
  id: string;
  visibility: 'team' | 'restricted' | null;
  by_kind: string | null;
  by_id: string | null;
}

export interface EventTables {
  event_history: EventHistoryTable;
  logged_changes: LoggedChangesTable;
}
