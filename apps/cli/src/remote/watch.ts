import { ApiError, type Client } from '@webhood/client';
import { isTerminal, type Scan } from '@webhood/contract';
import { EXIT } from '../exit-codes.ts';
import { lineOf, type PrintRecord, recordPrinter } from './print-record.ts';
import { type ServerFlags, withServer } from './server-session.ts';
import { watchMatches } from './watch-matches.ts';

export interface WatchFlags extends ServerFlags {
  json?: boolean;
}

/** What ids and slugs are made of. */
const ID = /^[\w.-]{1,255}$/;

/**
 * Follows one scan to its end, or prints each scan that ends and matches a search until stopped.
 * @returns the exit code: of one scan 1 unless it is `done`
 */
export function watch(target: string | undefined, flags: WatchFlags): Promise<number> {
  return withServer(flags, async ({ client, signal }) => {
    const print = recordPrinter(flags.json, lineOf);
    const scan = target === undefined ? undefined : await scanNamed(client, target, signal);
    if (scan) return watchOne(client, scan, print, signal);
    try {
      await watchMatches({ client, q: target ?? '', print, signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    // Being stopped is how this ends.
    return EXIT.success;
  });
}

async function scanNamed(
  client: Client,
  text: string,
  signal: AbortSignal,
): Promise<Scan | undefined> {
  if (!ID.test(text)) return undefined;
  try {
    return await client.scans.get(text, { signal });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not_found') return undefined;
    throw error;
  }
}

async function watchOne(
  client: Client,
  found: Scan,
  print: PrintRecord,
  signal: AbortSignal,
): Promise<number> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  let shown = '';
  const show = (scan: Scan) => {
    const now = [scan.state, scan.phase, scan.attempt].join();
    if (now !== shown) print(scan);
    shown = now;
  };
  show(found);
  const follow = async () => {
    for await (const event of client.events({ signal: either })) {
      if (event.event === 'scan' && event.data.id === found.id && !isTerminal(event.data.state)) {
        show(event.data);
      }
    }
  };
  // Steps in between are worth showing, not failing for: the end comes from the wait below.
  const following = follow().catch(() => undefined);
  try {
    const ended = await client.waitForScan(found.id, { signal });
    show(ended);
    return ended.status === 'done' ? EXIT.success : EXIT.failed;
  } finally {
    stop.abort();
    await following;
  }
}
