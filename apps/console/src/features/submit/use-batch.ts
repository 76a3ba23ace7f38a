import { useQueryClient } from '@tanstack/react-query';
import type { ScanRequestInput } from '@webhood/contract';
import { useCallback, useState } from 'react';
import { client } from '../../api/client.ts';
import { putScan } from '../shell/live-events.ts';
import { type BatchItem, itemsOf } from './batch-items.ts';
import { isForServer, type Line } from './lines.ts';
import { runBatch } from './run-batch.ts';

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** The submissions under way on this page, and how each ended. */
export function useBatch() {
  const queryClient = useQueryClient();
  const [items, setItems] = useState<readonly BatchItem[]>([]);
  const [busy, setBusy] = useState(false);

  const start = useCallback(
    async (lines: readonly Line[], request: Omit<ScanRequestInput, 'url'>) => {
      setBusy(true);
      const urls = lines.filter(isForServer).map((line) => line.text);
      let current = itemsOf(lines);
      setItems(current);
      await runBatch(urls, {
        submit: async (url) => {
          const scan = await client.scans.submit({ ...request, url });
          putScan(queryClient, scan);
          return scan;
        },
        pause,
        onState: (index, state) => {
          current = current.map((item) => (item.url === urls[index] ? { ...item, state } : item));
          setItems(current);
        },
      });
      setBusy(false);
      return current;
    },
    [queryClient],
  );

  const clear = useCallback(() => setItems([]), []);
  return { items, busy, start, clear };
}
