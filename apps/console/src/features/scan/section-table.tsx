import { Filter, Pin as PinIcon } from 'lucide-react';
import { useMemo } from 'react';
import { cn } from '../../ui/class-names.ts';
import { clip, escapedString } from '../../ui/evidence/escape-text.ts';
import { filterRows } from '../../ui/filter-rows.ts';
import { Empty } from '../../ui/states.tsx';
import { scanStrings } from '../../ui/strings-scan.ts';
import { type Column, VirtualTable } from '../../ui/virtual-table.tsx';
import type { DataTable, PinText } from './tables/data-table.tsx';

const text = scanStrings.data;
const ROW_HEIGHT = 33;
const NAME_LENGTH = 60;

export type Pinning = { isPinned: (pin: PinText) => boolean; toggle: (pin: PinText) => void };

type SectionTableProps<T> = DataTable<T> & { label: string; filter: string; pinning?: Pinning };

/** One table of evidence, filtered; with `pinning` each row can be kept for other scans. */
export function SectionTable<T>(props: SectionTableProps<T>) {
  const { label, filter, rows, columns, textOf, pinOf, minWidth, pinning } = props;
  const shown = useMemo(() => filterRows(rows, filter, textOf), [rows, filter, textOf]);
  if (shown.length === 0) return <Empty icon={Filter} title={scanStrings.dom.none} />;
  const all = pinning && pinOf ? [pinColumn(pinOf, pinning), ...columns] : columns;
  return (
    <VirtualTable
      label={label}
      columns={all}
      rows={shown}
      rowKey={(_, index) => index}
      rowHeight={ROW_HEIGHT}
      measure
      minWidth={minWidth}
      className="max-h-[70dvh]"
    />
  );
}

function pinColumn<T>(pinOf: (row: T) => PinText, { isPinned, toggle }: Pinning): Column<T> {
  return {
    key: 'pin',
    header: text.pinned,
    quiet: true,
    width: '2.25rem',
    cell: (row) => {
      const pin = pinOf(row);
      const pinned = isPinned(pin);
      const name = escapedString(clip(pin.value, NAME_LENGTH).text);
      return (
        <button
          type="button"
          aria-pressed={pinned}
          aria-label={pinned ? text.unpin(name) : text.pin(name)}
          onClick={() => toggle(pin)}
          className={cn(
            'inline-flex size-5 items-center justify-center rounded-sm hover:bg-hover hover:text-text',
            pinned ? 'text-accent' : 'text-faint',
          )}
        >
          <PinIcon aria-hidden size={12} className={pinned ? 'fill-current' : ''} />
        </button>
      );
    },
  };
}
