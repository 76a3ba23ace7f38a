import type { Client } from '@webhood/client';
import type { Scan } from '@webhood/contract';
import { EXIT } from '../exit-codes.ts';
import { withPatience } from '../scan/patience.ts';
import { lineOf, recordPrinter } from './print-record.ts';
import { type ServerFlags, withServer } from './server-session.ts';

/** What the server gives at once. */
const PAGE = 100;

export interface SearchFlags extends ServerFlags {
  limit: number;
  json?: boolean;
}

/** Prints the newest matches. @returns the exit code */
export function search(q: string, flags: SearchFlags): Promise<number> {
  return withServer(flags, async ({ client, signal }) => {
    const print = recordPrinter(flags.json, lineOf);
    let found = 0;
    for await (const scan of matches(client, q, flags.limit, signal)) {
      print(scan);
      found += 1;
    }
    if (found === 0 && !flags.json) process.stderr.write('webhood: no scan matches\n');
    return EXIT.success;
  });
}

/** Newest first, page by page, `most` at most. */
async function* matches(
  client: Client,
  q: string,
  most: number,
  signal: AbortSignal,
): AsyncGenerator<Scan> {
  let left = most;
  let after: string | undefined;
  do {
    const query = { q, limit: Math.min(PAGE, left), ...(after === undefined ? {} : { after }) };
    const page = await withPatience(() => client.search.page(query, { signal }), {
      signal,
      repeatable: true,
    });
    yield* page.items;
    left -= page.items.length;
    after = page.next ?? undefined;
  } while (after !== undefined && left > 0);
}
