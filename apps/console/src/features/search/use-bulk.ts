import { useQueryClient } from '@tanstack/react-query';
import type { Scan } from '@webhood/contract';
import { useCallback, useState } from 'react';
import { client } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import { searchStrings } from '../../ui/strings-search.ts';
import { tell, tellError } from '../../ui/toast-manager.ts';
import { rescanRequest } from '../scans/scan-actions.ts';
import { dropScan, putScan } from '../shell/live-events.ts';
import { runBulk } from './run-bulk.ts';
import type { TagsWanted } from './tag-dialog.tsx';

const text = searchStrings.bulk;

export type BulkProgress = { done: number; total: number } | null;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** What can be done with many scans at once, with how far it is. */
export function useBulk(): {
  progress: BulkProgress;
  rescan: (scans: readonly Scan[]) => Promise<void>;
  remove: (scans: readonly Scan[]) => Promise<void>;
  tag: (scans: readonly Scan[], wanted: TagsWanted) => Promise<void>;
} {
  const queryClient = useQueryClient();
  const [progress, setProgress] = useState<BulkProgress>(null);
  const run = useCallback(
    async (
      scans: readonly Scan[],
      act: (scan: Scan) => Promise<void>,
      done: (count: number) => string,
    ) => {
      setProgress({ done: 0, total: scans.length });
      const onProgress = (count: number) => setProgress({ done: count, total: scans.length });
      const results = await runBulk(scans, { act, pause, onProgress });
      setProgress(null);
      void queryClient.invalidateQueries({ queryKey: keys.allFacets });
      const failures = results.filter(({ error }) => error !== undefined);
      const succeeded = results.length - failures.length;
      if (failures.length === 0) tell(done(succeeded));
      else {
        const [first] = failures;
        tellError(`${done(succeeded)}, ${text.failed(failures.length)}`, first?.error);
      }
    },
    [queryClient],
  );
  const rescan = (scans: readonly Scan[]) =>
    run(
      scans,
      async (scan) => putScan(queryClient, await client.scans.rescan(scan.id, rescanRequest(scan))),
      text.rescanned,
    );
  const remove = (scans: readonly Scan[]) =>
    run(
      scans,
      async (scan) => {
        await client.scans.remove(scan.id);
        dropScan(queryClient, scan.id);
      },
      text.removed,
    );
  const tag = (scans: readonly Scan[], wanted: TagsWanted) =>
    run(
      scans,
      async (scan) => putScan(queryClient, await client.scans.changeTags(scan.id, wanted)),
      searchStrings.tag.tagged,
    );
  return { progress, rescan, remove, tag };
}
