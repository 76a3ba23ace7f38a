import { isForServer, type Line } from './lines.ts';
import type { ItemState } from './run-batch.ts';

export type BatchItem = { url: string; state: ItemState };

/** Every line that was pasted, also those that are not sent: a batch accounts for all. */
export function itemsOf(lines: readonly Line[]): BatchItem[] {
  return lines.map((line) => ({ url: line.text, state: stateBefore(line) }));
}

function stateBefore(line: Line): ItemState {
  if (line.verdict.kind === 'rejected' && !isForServer(line)) {
    return { kind: 'unusable', message: line.verdict.message };
  }
  return { kind: 'waiting' };
}

/** What became no scan, to be corrected and submitted again; while some wait, what never will. */
export function leftOver(items: readonly BatchItem[]): string[] {
  return items
    .filter(({ state }) => state.kind === 'refused' || state.kind === 'unusable')
    .map(({ url }) => url);
}
