import { useWindowVirtualizer } from '@tanstack/react-virtual';
import type { Scan } from '@webhood/contract';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { cn } from '../../ui/class-names.ts';
import { searchStrings as text } from '../../ui/strings-search.ts';
import { CARD_TEXT_HEIGHT, ResultCard } from './result-card.tsx';
import { ResultRow, TABLE_ROW_HEIGHT } from './result-row.tsx';
import type { SearchView } from './search-params.ts';
import type { Selection } from './use-selection.ts';

/** Rows drawn beyond the screen, so that fast scrolling shows no gaps. */
const OVERSCAN = { table: 10, gallery: 2 };
/** Results left below the last one drawn when more are fetched: they come before the end does. */
const AHEAD = 40;
/** A card is no narrower; two stand beside each other on a phone. */
const CARD_WIDTH = 250;
const NARROW_CARD_WIDTH = 150;
const GAP = 12;
/** Of pictures; also in `Thumbnail`. */
const RATIO = 10 / 16;

type ResultListProps = {
  scans: readonly Scan[];
  view: SearchView;
  selection: Selection;
  onEnd: () => void;
};

/** Results of any number: only those on screen exist. `onEnd` when the last ones come near. */
export function ResultList({ scans, view, selection, onEnd }: ResultListProps) {
  const list = useRef<HTMLUListElement>(null);
  const { width, top } = useMeasures(list);
  const perRow = view === 'table' ? 1 : cardsPerRow(width);
  const rowHeight = view === 'table' ? TABLE_ROW_HEIGHT : cardRowHeight(width, perRow);
  const rows = Math.ceil(scans.length / perRow);
  const virtualizer = useWindowVirtualizer({
    count: rows,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN[view],
    scrollMargin: top,
    // Else the first draw has no rows, and a page that was gone back to has nothing to scroll to.
    initialRect: { width, height: window.innerHeight },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: heights are another with each of these
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowHeight, view]);
  const items = virtualizer.getVirtualItems();
  const lastRow = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (lastRow >= rows - 1 - Math.ceil(AHEAD / perRow)) onEnd();
  }, [lastRow, rows, perRow, onEnd]);
  return (
    <ul
      ref={list}
      aria-label={text.results}
      onKeyDown={(event) => {
        if (event.key !== 'x' || event.ctrlKey || event.metaKey || event.altKey) return;
        const id = rowOf(event.target);
        if (id !== undefined) selection.toggle(id, false);
      }}
      className="relative"
      style={{ height: virtualizer.getTotalSize() }}
    >
      {items.flatMap((row) =>
        scans.slice(row.index * perRow, (row.index + 1) * perRow).map((scan, column) => {
          const Result = view === 'table' ? ResultRow : ResultCard;
          return (
            <li
              key={scan.id}
              data-scan={scan.id}
              className={cn(
                'absolute top-0 left-0',
                view === 'table' && 'w-full border-line border-b',
              )}
              style={placeOf({ view, width, perRow, column, y: row.start - top })}
            >
              <Result
                scan={scan}
                checked={selection.ids.has(scan.id)}
                onToggle={selection.toggle}
              />
            </li>
          );
        }),
      )}
    </ul>
  );
}

function cardsPerRow(width: number): number {
  const least = width < 2 * CARD_WIDTH + GAP ? NARROW_CARD_WIDTH : CARD_WIDTH;
  return Math.max(1, Math.floor((width + GAP) / (least + GAP)));
}

function cardWidth(width: number, perRow: number): number {
  return (width - GAP * (perRow - 1)) / perRow;
}

function cardRowHeight(width: number, perRow: number): number {
  return Math.ceil((cardWidth(width, perRow) - 2) * RATIO) + CARD_TEXT_HEIGHT + 2 + GAP;
}

type Place = { view: SearchView; width: number; perRow: number; column: number; y: number };

function placeOf({ view, width, perRow, column, y }: Place) {
  if (view === 'table') return { transform: `translateY(${y}px)` };
  const each = cardWidth(width, perRow);
  return { width: each, transform: `translate(${column * (each + GAP)}px, ${y}px)` };
}

/** Width of the list and its distance from the top of the page, kept current. */
function useMeasures(list: React.RefObject<HTMLUListElement | null>) {
  const [measures, setMeasures] = useState({ width: 900, top: 0 });
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const measure = () => {
      const { width, top } = element.getBoundingClientRect();
      const next = { width, top: top + window.scrollY };
      setMeasures((now) => (now.width === next.width && now.top === next.top ? now : next));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    // What is above the list may grow, which moves it without resizing it.
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [list]);
  return measures;
}

function rowOf(target: EventTarget): string | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-scan]') : null;
  return row?.dataset.scan;
}
