import { useWindowVirtualizer } from '@tanstack/react-virtual';
import type { Scan } from '@webhood/contract';
import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { ROW_HEIGHT, ScanRow } from './scan-row.tsx';

/** Rows drawn beyond the screen, so that fast scrolling shows no gaps. */
const OVERSCAN = 8;

/** Drawn again only when its scan changes: scrolling draws only the rows that come in. */
const MemoRow = memo(ScanRow);

type ScanListProps = { scans: readonly Scan[]; onEnd: () => void };

/** A list of any length: only the rows on screen exist. `onEnd` when the last ones come near. */
export function ScanList({ scans, onEnd }: ScanListProps) {
  const list = useRef<HTMLUListElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => {
    setScrollMargin(list.current?.offsetTop ?? 0);
  }, []);
  const virtualizer = useWindowVirtualizer({
    count: scans.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    scrollMargin,
    getItemKey: (index) => scans[index]?.id ?? index,
  });
  const items = virtualizer.getVirtualItems();
  const lastIndex = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (lastIndex >= scans.length - 1) onEnd();
  }, [lastIndex, scans.length, onEnd]);
  return (
    <ul ref={list} className="relative" style={{ height: virtualizer.getTotalSize() }}>
      {items.map((item) => {
        const scan = scans[item.index];
        return scan ? (
          <li
            key={item.key}
            className="absolute inset-x-0 top-0 border-line border-b"
            style={{ transform: `translateY(${item.start - scrollMargin}px)`, height: item.size }}
          >
            <MemoRow scan={scan} />
          </li>
        ) : null;
      })}
    </ul>
  );
}
