import { isTerminal } from '@webhood/contract';
import { EXIT } from '../exit-codes.ts';
import { downloadEvidence } from '../scan/download-evidence.ts';
import { outFolderChooser } from '../scan/out-folder.ts';
import { createScanPrinter } from '../scan/print-scan.ts';
import { codeOf, isAboutTheScan, sentenceOf } from '../scan/server-error.ts';
import { type ServerFlags, withServer } from './server-session.ts';

export interface DownloadFlags extends ServerFlags {
  out?: string;
  json?: boolean;
}

/** Writes the evidence folder of each scan that has ended. @returns 1 when one could not be had */
export function download(ids: readonly string[], flags: DownloadFlags): Promise<number> {
  return withServer(flags, async ({ client, signal, env }) => {
    const invokedFrom = env.WEBHOOD_INVOKED_FROM ?? process.cwd();
    const outFolder = outFolderChooser(flags.out, ids.length, invokedFrom);
    const printer = createScanPrinter(flags.json === true);
    let failures = 0;
    const fail = (id: string, code: string, message: string) => {
      failures += 1;
      printer.print({ kind: 'failed', url: id, code, message });
    };
    for (const id of ids) {
      try {
        const scan = await client.scans.get(id, { signal });
        if (!isTerminal(scan.state)) {
          fail(id, 'conflict', 'The scan has not ended. Wait for it with `webhood watch`.');
          continue;
        }
        const directory = outFolder(scan.slug);
        if ((await downloadEvidence(client, scan.id, directory, signal)) === 0) {
          fail(id, 'not_found', 'The scan has no evidence.');
        } else {
          printer.print({ kind: 'scanned', scan, directory });
        }
      } catch (error) {
        // Whatever is not about this scan would be the same for the next.
        if (signal.aborted || !isAboutTheScan(error)) throw error;
        fail(id, codeOf(error), sentenceOf(error));
      }
    }
    return failures > 0 ? EXIT.failed : EXIT.success;
  });
}
