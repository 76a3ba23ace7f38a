import { useVirtualizer } from '@tanstack/react-virtual';
import type { Scan } from '@webhood/contract';
import { Ban, X } from 'lucide-react';
import { useMemo, useRef } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { strings } from '../../ui/strings.ts';
import { submitStrings } from '../../ui/strings-submit.ts';
import { useCancelMany } from '../scans/scan-actions.ts';
import { type BatchCounts, batchCounts } from './batch-counts.ts';
import type { BatchItem } from './batch-items.ts';
import { BATCH_ROW_HEIGHT, BatchRow } from './batch-row.tsx';
import { useBatchScans } from './use-batch-scans.ts';

const text = strings.submit;
const more = submitStrings.batch;
const OVERSCAN = 6;
/** Rows in sight before the list scrolls. */
const ROWS_SHOWN = 8;

type BatchPanelProps = { items: readonly BatchItem[]; onClear: () => void };

/** Each submission of a batch and how it goes, live. */
export function BatchPanel({ items, onClear }: BatchPanelProps) {
  const ids = useMemo(
    () => items.flatMap(({ state }) => (state.kind === 'submitted' ? [state.scanId] : [])),
    [items],
  );
  const scans = useBatchScans(ids);
  const counts = batchCounts(items, scans);
  const waiting = ids.filter((id) => (scans.get(id)?.state ?? 'queued') === 'queued');
  const cancelMany = useCancelMany();
  return (
    <section className="panel overflow-hidden" aria-label={text.batch}>
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-2">
        <Summary counts={counts} total={items.length} />
        <span className="ml-auto flex items-center gap-1">
          {waiting.length > 0 ? (
            <Button
              tone="ghost"
              icon={Ban}
              busy={cancelMany.isPending}
              className="h-7 px-2 text-xs"
              onClick={() => cancelMany.mutate(waiting)}
            >
              {more.cancelAll}
            </Button>
          ) : null}
          <IconButton label={strings.action.clear} icon={X} onClick={onClear} />
        </span>
      </header>
      <ProgressBar counts={counts} total={items.length} />
      <Rows items={items} scans={scans} />
    </section>
  );
}

function Summary({ counts, total }: { counts: BatchCounts; total: number }) {
  return (
    <p className="flex flex-wrap gap-x-3 text-sm" role="status">
      <span className="font-medium">{text.batchDone(counts.submitted, total)}</span>
      {counts.running > 0 ? (
        <span className="text-accent">{more.running(counts.running)}</span>
      ) : null}
      {counts.waiting > 0 ? (
        <span className="text-muted">{more.waiting(counts.waiting)}</span>
      ) : null}
      {counts.done > 0 ? <span className="text-ok">{more.done(counts.done)}</span> : null}
      {counts.failed > 0 ? <span className="text-bad">{more.failed(counts.failed)}</span> : null}
      {counts.refused > 0 ? (
        <span className="text-bad">{text.batchFailed(counts.refused)}</span>
      ) : null}
      {counts.unusable > 0 ? (
        <span className="text-bad">{text.rejected(counts.unusable)}</span>
      ) : null}
    </p>
  );
}

function ProgressBar({ counts, total }: { counts: BatchCounts; total: number }) {
  const parts = [
    ['bg-ok', counts.done],
    ['bg-bad', counts.failed + counts.refused + counts.unusable],
    ['bg-accent', counts.running],
  ] as const;
  return (
    <div aria-hidden className="flex h-1 bg-line">
      {parts.map(([className, count]) => (
        <span
          key={className}
          className={className}
          style={{ width: `${(100 * count) / Math.max(1, total)}%` }}
        />
      ))}
    </div>
  );
}

type RowsProps = { items: readonly BatchItem[]; scans: ReadonlyMap<string, Scan> };

function Rows({ items, scans }: RowsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => BATCH_ROW_HEIGHT,
    overscan: OVERSCAN,
  });
  return (
    <div
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard
      tabIndex={0}
      className="overflow-y-auto"
      style={{ height: BATCH_ROW_HEIGHT * Math.min(ROWS_SHOWN, items.length) }}
    >
      <ul className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const item = items[index];
          return item ? (
            <li
              key={item.url}
              className="absolute inset-x-0 top-0 border-line border-b"
              style={{ transform: `translateY(${start}px)`, height: BATCH_ROW_HEIGHT }}
            >
              <BatchRow
                item={item}
                scan={item.state.kind === 'submitted' ? scans.get(item.state.scanId) : undefined}
              />
            </li>
          ) : null;
        })}
      </ul>
    </div>
  );
}
