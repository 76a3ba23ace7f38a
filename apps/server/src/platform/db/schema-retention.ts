import type { RetentionRule } from '@webhood/contract';
import type { ColumnType, Generated } from 'kysely';

interface RetentionTable {
  only_row: Generated<boolean>;
  rules: ColumnType<RetentionRule[], string, string>;
  changed_at: Date | null;
  changed_by: string | null;
}

interface LegalHoldsTable {
  scan_id: string;
  reason: string;
  placed_by: string;
  placed_at: Generated<Date>;
}

/** Terms of removed scans, which may still be another's. */
interface StaleTermsTable {
  term: string;
  removed_at: Date | null;
}

export interface RetentionTables {
  retention: RetentionTable;
  legal_holds: LegalHoldsTable;
  stale_terms: StaleTermsTable;
}
