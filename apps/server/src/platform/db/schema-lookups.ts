import type { Lookup } from '@webhood/contract';
import type { ColumnType, Generated } from 'kysely';

interface LookupsTable {
  only_row: Generated<boolean>;
  lookups: ColumnType<Lookup[] | null, string | null, string | null>;
}

export interface LookupsTables {
  lookups: LookupsTable;
}
