import { EXIT } from '../exit-codes.ts';
import { jsonLine } from '../output/printable.ts';
import { blockOf, recordPrinter } from './print-record.ts';
import { type ServerFlags, withServer } from './server-session.ts';

export interface GetFlags extends ServerFlags {
  json?: boolean;
  report?: boolean;
}

/** Prints the record of each scan, or its whole report. @returns the exit code */
export function get(ids: readonly string[], flags: GetFlags): Promise<number> {
  return withServer(flags, async ({ client, signal }) => {
    const print = recordPrinter(flags.json, blockOf);
    for (const id of ids) {
      if (flags.report) {
        process.stdout.write(`${jsonLine(await client.scans.report(id, { signal }))}\n`);
      } else {
        print(await client.scans.get(id, { signal }));
      }
    }
    return EXIT.success;
  });
}
