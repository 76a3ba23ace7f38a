import type { Report, Scan } from '@webhood/contract';
import type { ReactNode } from 'react';
import type { ValuePayload } from '../../../ui/evidence/value-payload.ts';
import type { Column } from '../../../ui/virtual-table.tsx';

/** What a pinned row is known by in other scans. */
export type PinText = ValuePayload & { label?: string };

export type DataTable<T> = {
  rows: readonly T[];
  columns: readonly Column<T>[];
  /** Where the filter looks. */
  textOf: (row: T) => string;
  /** The value that tells this row from others, where rows can be pinned. */
  pinOf?: (row: T) => PinText;
  minWidth: string;
};

/** A table whose row type stays its own: `render` is called with rows and columns that fit. */
export type AnyDataTable = {
  count: number;
  /** The values that could be pinned, for telling whether a pin is in this scan. */
  pins: () => PinText[];
  render: (draw: <T>(table: DataTable<T>) => ReactNode) => ReactNode;
};

export type TableSource = { scan: Scan; report: Report };

export function anyTable<T>(table: DataTable<T>): AnyDataTable {
  const { rows, pinOf } = table;
  return {
    count: rows.length,
    pins: () => (pinOf ? rows.map(pinOf) : []),
    render: (draw) => draw(table),
  };
}
