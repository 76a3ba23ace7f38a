/**
 * Scans that end and match a search, as they end. The server decides what matches: of the ids
 * that events name, it is asked which the search finds.
 */
import type { Client } from '@webhood/client';
import { isTerminal, type Scan } from '@webhood/contract';
import { withPatience } from '../scan/patience.ts';
import type { PrintRecord } from './print-record.ts';

/** Ids asked about at once; a search has 100 terms at most, and the user's needs some. */
const IDS_AT_ONCE = 50;
/** Ends remembered, so that none is printed twice after a lost connection. */
const REMEMBERED = 10_000;

interface MatchWatch {
  client: Client;
  q: string;
  print: PrintRecord;
  signal: AbortSignal;
}

/** Runs until stopped. @throws ApiError when the server refuses, also for a search at fault */
export async function watchMatches({ client, q, print, signal }: MatchWatch): Promise<void> {
  const scope = q.trim() === '' ? '' : `(${q}) AND `;
  const ask = (condition: string) =>
    withPatience(
      async () =>
        (await client.search.page({ q: `${scope}${condition}`, limit: 100 }, { signal })).items,
      { signal, repeatable: true },
    );
  // A search at fault is told now rather than at the first end.
  await withPatience(() => client.search.page({ q, limit: 1 }, { signal }), { signal });

  const waiting: string[] = [];
  const seen = new Set<string>();
  let newestEnd: string | undefined;
  let asking: Promise<void> | undefined;

  const show = (scans: readonly Scan[]) => {
    for (const scan of scans.toSorted((a, b) => a.done_at.localeCompare(b.done_at))) {
      if (seen.has(scan.id)) continue;
      seen.add(scan.id);
      if (seen.size > REMEMBERED) seen.delete(seen.values().next().value ?? '');
      print(scan);
    }
  };
  const askForWaiting = async () => {
    while (waiting.length > 0) {
      const ids = waiting.splice(0, IDS_AT_ONCE);
      show(await ask(`id:(${ids.join(' OR ')})`));
    }
  };
  const failed = new AbortController();
  const begin = () => {
    asking ??= askForWaiting()
      .catch((error: unknown) => failed.abort(error))
      .finally(() => {
        asking = undefined;
        if (waiting.length > 0 && !failed.signal.aborted) begin();
      });
  };

  const either = AbortSignal.any([signal, failed.signal]);
  for await (const event of client.events({ signal: either })) {
    if (event.event === 'resync' && newestEnd !== undefined) {
      show(await ask(`done:>="${newestEnd}"`));
    }
    if (event.event !== 'scan' || !isTerminal(event.data.state)) continue;
    newestEnd = event.data.done_at;
    waiting.push(event.data.id);
    begin();
  }
  await asking;
  if (failed.signal.aborted) throw failed.signal.reason;
}
