import { useQueryClient } from '@tanstack/react-query';
import type { ScanOptionsInput } from '@webhood/contract';
import { useCallback, useState } from 'react';
import { client } from '../../api/client.ts';
import { describeError } from '../../api/describe-error.ts';
import { putScan } from '../shell/live-events.ts';
import { type BatchItem, itemsOf } from './batch-items.ts';
import { isForServer, type Line } from './lines.ts';
import type { SubmissionSettings } from './options-form.ts';
import { runBatch } from './run-batch.ts';

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

type Request = SubmissionSettings & { options: ScanOptionsInput };

/** The submissions under way on this page, and how each ended. */
export function useBatch() {
  const queryClient = useQueryClient();
  const [items, setItems] = useState<readonly BatchItem[]>([]);
  const [busy, setBusy] = useState(false);

  const start = useCallback(
    async (lines: readonly Line[], request: Request) => {
      setBusy(true);
      const before = itemsOf(lines);
      const urls = lines.filter(isForServer).map((line) => line.text);
      setItems(
        before.map((item) =>
          item.state.kind === 'waiting' ? { ...item, state: { kind: 'submitting' } } : item,
        ),
      );
      const idempotencyKey = crypto.randomUUID();
      const states = await runBatch(urls, {
        submitOne: async (url) => {
          const scan = await client.scans.submit({ ...request, url }, { idempotencyKey });
          putScan(queryClient, scan);
          return scan;
        },
        submitMany: (all) =>
          client.scans.submitMany({ ...request, urls: [...all] }, { idempotencyKey }),
        pause,
        describe: (error) => describeError(error).message,
      });
      const stateOf = new Map(urls.map((url, index) => [url, states[index]]));
      const ended = before.map((item) => ({ ...item, state: stateOf.get(item.url) ?? item.state }));
      setItems(ended);
      setBusy(false);
      return ended;
    },
    [queryClient],
  );

  const clear = useCallback(() => setItems([]), []);
  return { items, busy, start, clear };
}
