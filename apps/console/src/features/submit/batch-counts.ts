import { isTerminal, type Scan } from '@webhood/contract';
import type { BatchItem } from './batch-items.ts';

export type BatchCounts = {
  submitted: number;
  refused: number;
  unusable: number;
  waiting: number;
  running: number;
  done: number;
  failed: number;
};

/** How far a batch is; a scan of which nothing was heard yet waits. */
export function batchCounts(
  items: readonly BatchItem[],
  scans: ReadonlyMap<string, Pick<Scan, 'state'>>,
): BatchCounts {
  const counts = {
    submitted: 0,
    refused: 0,
    unusable: 0,
    waiting: 0,
    running: 0,
    done: 0,
    failed: 0,
  };
  for (const { state } of items) {
    if (state.kind === 'refused' || state.kind === 'unusable') counts[state.kind] += 1;
    if (state.kind !== 'submitted') continue;
    counts.submitted += 1;
    const known = scans.get(state.scanId)?.state ?? 'queued';
    if (known === 'running' || known === 'done') counts[known] += 1;
    else counts[isTerminal(known) ? 'failed' : 'waiting'] += 1;
  }
  return counts;
}
