import type { Scan } from '@webhood/contract';
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';

export type Selection = {
  ids: ReadonlySet<string>;
  /** With `range`, everything between the last one and this. */
  toggle: (id: string, range: boolean) => void;
  setAll: (on: boolean) => void;
  clear: () => void;
};

/** Which of the scans are selected; those that are gone are not. */
export function useSelection(scans: readonly Scan[]): Selection & { selected: readonly Scan[] } {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<string | null>(null);
  const shown = useRef(scans);
  useLayoutEffect(() => {
    shown.current = scans;
  }, [scans]);
  // The same from one draw to the next: every row has it.
  const toggle = useCallback((id: string, range: boolean) => {
    const from = range ? last.current : null;
    last.current = id;
    setIds((before) => toggled(before, shown.current, { id, from }));
  }, []);
  const setAll = useCallback(
    (on: boolean) => setIds(new Set(on ? scans.map(({ id }) => id) : [])),
    [scans],
  );
  const clear = useCallback(() => setIds(new Set()), []);
  const selected = useMemo(
    () => (ids.size === 0 ? [] : scans.filter(({ id }) => ids.has(id))),
    [scans, ids],
  );
  return { ids, selected, toggle, setAll, clear };
}

function toggled(
  ids: ReadonlySet<string>,
  scans: readonly Scan[],
  { id, from }: { id: string; from: string | null },
): ReadonlySet<string> {
  const next = new Set(ids);
  const on = !ids.has(id);
  const places = [id, from ?? id].map((each) => scans.findIndex((scan) => scan.id === each));
  if (places.includes(-1)) return next;
  for (const scan of scans.slice(Math.min(...places), Math.max(...places) + 1)) {
    if (on) next.add(scan.id);
    else next.delete(scan.id);
  }
  return next;
}
