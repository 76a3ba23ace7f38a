import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type KeyboardEvent, memo, type ReactNode, type SyntheticEvent, useRef } from 'react';
import { cn } from './class-names.ts';

export type Sort = { key: string; descending: boolean };

export type Column<T> = {
  key: string;
  header: string;
  /** A track of `grid-template-columns`, with units. */
  width: string;
  cell: (row: T) => ReactNode;
  end?: boolean;
  /** The header is for screen readers only. */
  quiet?: boolean;
  sortLabel?: string;
  /** Not shown on a phone, where its `width` must come to nothing. */
  roomy?: boolean;
};

type VirtualTableProps<T> = {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T, index: number) => string | number;
  /** In pixels; with `measure` only the first guess. */
  rowHeight: number;
  /** Rows take the height of their text. */
  measure?: boolean;
  minWidth?: string;
  className?: string;
  selected?: string | number | null;
  rowClass?: (row: T) => string;
  onRow?: (row: T) => void;
  sort?: Sort;
  onSort?: (key: string) => void;
};

const OVERSCAN = 10;

/** A table of any length: only the rows in sight exist. */
export function VirtualTable<T>(props: VirtualTableProps<T>) {
  const { label, columns, rows, rowKey, rowHeight, measure, minWidth, className, onRow } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : rowKey(row, index);
    },
  });
  const template = columns.map((column) => column.width).join(' ');
  return (
    <div ref={scroller} tabIndex={onRow ? -1 : 0} className={cn('overflow-auto', className)}>
      {/* biome-ignore lint/a11y/useSemanticElements: rows are placed by the virtualiser */}
      <div role="table" aria-label={label} aria-rowcount={rows.length + 1} style={{ minWidth }}>
        <HeaderRow {...props} template={template} />
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <div
          role="rowgroup"
          className="relative"
          style={{ height: virtualizer.getTotalSize() }}
          {...(onRow ? openers(rows, onRow) : {})}
        >
          {virtualizer.getVirtualItems().map(({ index, start, key }) => {
            const row = rows[index];
            return row === undefined ? null : (
              // Of fixed height by place: a filter then changes the text of rows that are there,
              // which is faster than making new ones. What is measured is measured anew.
              <Row
                key={measure ? key : index}
                columns={columns}
                row={row}
                index={index}
                height={rowHeight}
                offsetY={start}
                template={template}
                canOpen={onRow !== undefined}
                isSelected={props.selected !== undefined && props.selected === rowKey(row, index)}
                className={props.rowClass?.(row)}
                measureRef={measure ? virtualizer.measureElement : undefined}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** One pair of listeners for all rows, so that rows are the same from one draw to the next. */
function openers<T>(rows: readonly T[], onRow: (row: T) => void) {
  const rowOf = ({ target }: SyntheticEvent) => {
    const element = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
    return rows[Number(element?.dataset.index ?? Number.NaN)];
  };
  const open = (event: SyntheticEvent) => {
    const row = rowOf(event);
    if (row !== undefined) onRow(row);
  };
  return {
    onClick: open,
    onKeyDown: (event: KeyboardEvent) => {
      const { target } = event;
      if (!(target instanceof HTMLElement) || target.dataset.index === undefined) return;
      if (event.key === 'Enter' || event.key === ' ') open(event);
      else if (event.key === 'ArrowDown') moveTo(target, 'nextElementSibling');
      else if (event.key === 'ArrowUp') moveTo(target, 'previousElementSibling');
      else return;
      event.preventDefault();
    },
  };
}

function HeaderRow<T>({
  columns,
  sort,
  onSort,
  template,
}: VirtualTableProps<T> & { template: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see VirtualTable
    // biome-ignore lint/a11y/useFocusableInteractive: a heading, its buttons take the focus
    <div
      role="row"
      aria-rowindex={1}
      className="sticky top-0 z-10 grid border-line border-b bg-surface"
      style={{ gridTemplateColumns: template }}
    >
      {columns.map((column) => {
        const active = sort?.key === column.key;
        const Arrow = sort?.descending ? ArrowDown : ArrowUp;
        return (
          // biome-ignore lint/a11y/useSemanticElements: see VirtualTable
          // biome-ignore lint/a11y/useFocusableInteractive: see above
          <div
            key={column.key}
            role="columnheader"
            aria-sort={active ? (sort.descending ? 'descending' : 'ascending') : undefined}
            className={cn(
              'label-caps flex h-8 min-w-0 items-center overflow-hidden px-2.5',
              column.end && 'justify-end',
              column.roomy && 'max-sm:invisible',
            )}
          >
            {onSort && column.sortLabel ? (
              <button
                type="button"
                title={column.sortLabel}
                onClick={() => onSort(column.key)}
                className="flex items-center gap-1 rounded-sm hover:text-text"
              >
                {column.header}
                {active ? <Arrow aria-hidden size={12} /> : null}
              </button>
            ) : (
              <span className={column.quiet ? 'sr-only' : ''}>{column.header}</span>
            )}
          </div>
        );
      })}
    </div>
  );
}

type RowProps<T> = {
  columns: readonly Column<T>[];
  row: T;
  index: number;
  /** In pixels, as `offsetY`. */
  height: number;
  offsetY: number;
  template: string;
  canOpen: boolean;
  isSelected: boolean;
  className: string | undefined;
  measureRef: ((element: Element | null) => void) | undefined;
};

function RowOf<T>(props: RowProps<T>) {
  const { columns, row, index, height, canOpen, isSelected, measureRef } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: see VirtualTable
    <div
      ref={measureRef}
      data-index={index}
      data-row={canOpen ? '' : undefined}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={canOpen ? isSelected : undefined}
      tabIndex={canOpen ? 0 : undefined}
      className={cn(
        'absolute inset-x-0 top-0 grid scroll-mt-9 items-center border-line border-b text-xs',
        canOpen && 'cursor-pointer hover:bg-hover focus-visible:-outline-offset-2',
        props.className,
        isSelected && 'bg-accent-soft hover:bg-accent-soft',
      )}
      style={{
        gridTemplateColumns: props.template,
        transform: `translateY(${props.offsetY}px)`,
        // Nothing outside it changes with a row of fixed height, so nothing else is laid out again.
        ...(measureRef ? { minHeight: height } : { height, contain: 'strict' }),
      }}
    >
      {columns.map((column) => (
        // biome-ignore lint/a11y/useSemanticElements: see VirtualTable
        <div
          key={column.key}
          role="cell"
          className={cn(
            'min-w-0 px-2.5',
            measureRef ? 'self-start py-1.5' : 'truncate',
            column.end && 'text-right tabular-nums',
            column.roomy && 'max-sm:invisible',
          )}
        >
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
}

/** Drawn again only when something of it changes: scrolling draws only the rows that come in. */
const Row = memo(RowOf) as typeof RowOf;

function moveTo(element: Element, sibling: 'nextElementSibling' | 'previousElementSibling'): void {
  const target = element[sibling];
  if (!(target instanceof HTMLElement)) return;
  target.focus();
  target.scrollIntoView({ block: 'nearest' });
}
