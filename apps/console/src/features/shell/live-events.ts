import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { type EventStreamState, NetworkError } from '@webhood/client';
import type { Scan, ServerEvent } from '@webhood/contract';
import { useEffect, useState } from 'react';
import { client } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import { isNewer, type ScanPages, withoutScan, withScan } from '../scans/scan-pages.ts';
import { type FoundPages, withFound, withoutFound } from '../search/found-pages.ts';

/** Keeps everything on the page current for as long as someone is signed in. */
export function useLiveEvents(): EventStreamState {
  const queryClient = useQueryClient();
  const [state, setState] = useState<EventStreamState>('connecting');
  useEffect(() => {
    const stop = new AbortController();
    void listen(queryClient, stop.signal, setState);
    return () => stop.abort();
  }, [queryClient]);
  return state;
}

async function listen(
  queryClient: QueryClient,
  signal: AbortSignal,
  onState: (state: EventStreamState) => void,
): Promise<void> {
  try {
    for await (const event of client.events({ signal, onState })) applyEvent(queryClient, event);
  } catch (error) {
    // Refused for good. The next call says so where it can be seen; a lost session also signs out.
    onState('waiting');
    if (!(error instanceof NetworkError))
      await queryClient.invalidateQueries({ queryKey: keys.me });
  }
}

function applyEvent(queryClient: QueryClient, event: ServerEvent): void {
  switch (event.event) {
    case 'scan':
      putScan(queryClient, event.data);
      return;
    case 'scan_deleted':
      dropScan(queryClient, event.data.id);
      return;
    case 'scanner':
      void queryClient.invalidateQueries({ queryKey: keys.scanners });
      return;
    case 'resync':
      void queryClient.invalidateQueries();
  }
}

/** Also used for the answer of a call, which may come before its event. */
export function putScan(queryClient: QueryClient, scan: Scan): void {
  queryClient.setQueryData<Scan>(keys.scan(scan.id), (current) =>
    current && !isNewer(scan, current) ? current : scan,
  );
  queryClient.setQueryData<ScanPages>(keys.scanList, (data) => data && withScan(data, scan));
  queryClient.setQueriesData<FoundPages>(
    { queryKey: keys.searches },
    (data) => data && withFound(data, scan),
  );
}

export function dropScan(queryClient: QueryClient, id: string): void {
  queryClient.removeQueries({ queryKey: keys.scan(id) });
  queryClient.setQueryData<ScanPages>(keys.scanList, (data) => data && withoutScan(data, id));
  queryClient.setQueriesData<FoundPages>(
    { queryKey: keys.searches },
    (data) => data && withoutFound(data, id),
  );
}
