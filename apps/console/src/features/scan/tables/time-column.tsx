import { strings } from '../../../ui/strings.ts';
import { duration } from '../../../ui/time.ts';
import type { Column } from '../../../ui/virtual-table.tsx';

/** When something happened, since navigation start. */
export function timeColumn<T extends { atMs: number }>(): Column<T> {
  return {
    key: 'at',
    header: strings.data.columns.at,
    width: '5.5rem',
    end: true,
    cell: (row) => `+${duration(row.atMs)}`,
  };
}
