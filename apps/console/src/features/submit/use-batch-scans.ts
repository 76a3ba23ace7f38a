import { useQueryClient } from '@tanstack/react-query';
import type { Scan } from '@webhood/contract';
import { useEffect, useMemo, useState } from 'react';
import { keys } from '../../api/queries.ts';

/** Events of a thousand scans would otherwise each draw the list again. */
const REDRAW_MS = 100;

/** What is known of these scans, by id, kept current by the events that the shell hears. */
export function useBatchScans(ids: readonly string[]): ReadonlyMap<string, Scan> {
  const queryClient = useQueryClient();
  const [version, setVersion] = useState(0);
  // Kept here, since the cache forgets what nothing on screen asks for.
  const known = useMemo(() => new Map<string, Scan>(), []);
  const wanted = useMemo(() => new Set(ids), [ids]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const take = (id: string) => {
      const scan = queryClient.getQueryData<Scan>(keys.scan(id));
      if (!scan || known.get(id) === scan) return;
      known.set(id, scan);
      timer ??= setTimeout(() => {
        timer = undefined;
        setVersion((current) => current + 1);
      }, REDRAW_MS);
    };
    for (const id of wanted) take(id);
    const unsubscribe = queryClient.getQueryCache().subscribe(({ query }) => {
      const [kind, id] = query.queryKey;
      if (kind === 'scan' && typeof id === 'string' && wanted.has(id)) take(id);
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [queryClient, known, wanted]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says that the map changed
  return useMemo(() => new Map(known), [known, version]);
}
