import { useQueryClient } from '@tanstack/react-query';
import type { ScanRequestInput } from '@webhood/contract';
import { useCallback, useState } from 'react';
import { client } from '../../api/client.ts';
import { putScan } from '../shell/live-events.ts';
import { type ItemState, runBatch } from './run-batch.ts';

export type BatchItem = { url: string; state: ItemState };

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** The submissions under way on this page, and how each ended. */
export function useBatch() {
  const queryClient = useQueryClient();
  const [items, setItems] = useState<readonly BatchItem[]>([]);
  const [busy, setBusy] = useState(false);

  const start = useCallback(
    async (urls: readonly string[], request: Omit<ScanRequestInput, 'url'>) => {
      setBusy(true);
      setItems(urls.map((url) => ({ url, state: { kind: 'waiting' } })));
      const ended: ItemState[] = [];
      await runBatch(urls, {
        submit: async (url) => {
          const scan = await client.scans.submit({ ...request, url });
          putScan(queryClient, scan);
          return scan;
        },
        pause,
        onState: (index, state) => {
          ended[index] = state;
          setItems((current) =>
            current.map((item, at) => (at === index ? { ...item, state } : item)),
          );
        },
      });
      setBusy(false);
      return ended;
    },
    [queryClient],
  );

  const clear = useCallback(() => setItems([]), []);
  return { items, busy, start, clear };
}
