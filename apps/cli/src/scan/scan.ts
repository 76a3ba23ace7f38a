import { resolve } from 'node:path';
import { EXIT, usageError } from '../exit-codes.ts';
import { createProgress } from '../output/progress.ts';
import { listenForStop } from '../process/stop-signals.ts';
import { outFolderChooser } from './out-folder.ts';
import { createScanPrinter, isGood } from './print-scan.ts';
import type { ScanFlags } from './scan-flags.ts';
import type { ScanResult } from './scan-job.ts';
import { optionsFromFlags } from './scan-options.ts';
import { connectionFrom } from './server-connection.ts';
import { refuseServerFlags, settingsFromFlags } from './submission-flags.ts';
import { readUrls } from './url-list.ts';

/** @returns the exit code: 1 when any URL was refused or any scan failed */
export async function scan(
  texts: readonly string[],
  flags: ScanFlags,
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const options = optionsFromFlags(flags);
  const connection = connectionFrom(flags, env);
  if (connection && flags.allowNetwork) {
    throw usageError('--allow-network is for scans here; a server’s scanners have their own list.');
  }
  if (!connection) refuseServerFlags(flags);
  const settings = settingsFromFlags(flags);
  const invokedFrom = env.WEBHOOD_INVOKED_FROM ?? process.cwd();
  const file = flags.file && resolve(invokedFrom, flags.file);
  const urls = await readUrls({ texts, input: process.stdin, file });
  if (urls.length === 0) throw usageError('there is no URL to scan');

  const stop = new AbortController();
  const requests = listenForStop(
    () => stop.abort(),
    () => process.exit(EXIT.failed),
  );
  const job = {
    urls,
    options,
    outFolder: outFolderChooser(flags.out, urls.length, invokedFrom),
    signal: stop.signal,
  };
  const printer = createScanPrinter(flags.json === true);
  const progress = createProgress(process.stderr, urls.length);
  const report = (result: ScanResult) => {
    progress.around(() => printer.print(result));
    progress.step(isGood(result) ? 'done' : 'failed');
  };
  try {
    if (connection) {
      const { scanOnServer } = await import('./server-scan.ts');
      const { idempotencyKey } = flags;
      // A later time may be days away.
      const wait = flags.wait !== false && flags.at === undefined;
      await scanOnServer({ ...job, connection, settings, idempotencyKey, wait, report });
    } else {
      const { scanHere } = await import('./local-scan.ts');
      const allowNetworks = flags.allowNetwork ?? [];
      const chromePath = env.SCANNER_CHROME_PATH || undefined;
      const limits = env.SCANNER_LIMITS;
      const warn = (line: string) =>
        progress.around(() => process.stderr.write(`webhood: ${line}\n`));
      await scanHere({
        ...job,
        allowNetworks,
        chromePath,
        limits,
        env,
        warn,
        report,
      });
    }
  } finally {
    progress.end();
    requests.dispose();
  }
  if (stop.signal.aborted) process.stderr.write('webhood: stopped\n');
  return printer.failures() > 0 || stop.signal.aborted ? EXIT.failed : EXIT.success;
}
