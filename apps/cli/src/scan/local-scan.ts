import { availableParallelism, userInfo } from 'node:os';
import { type Scan, slugFor } from '@webhood/contract';
import { createAddressPolicy, intakeUrl, parseNetworks } from '@webhood/network-policy';
import {
  createLocalCapturer,
  LocalCaptureError,
  type LocalCapturer,
  readBrowserNetwork,
  readLocalProxies,
  type ScannerProxies,
  setCaptureLimits,
} from '@webhood/scanner/src/capture-entry.ts';
import { CommandError, usageError } from '../exit-codes.ts';
import { clearEarlierEvidence } from './earlier-evidence.ts';
import { runPool } from './run-pool.ts';
import type { ScanJob, ScanResult } from './scan-job.ts';
import { scanRecord } from './scan-record.ts';

/** Past this, pages wait for each other more than they gain, and memory grows by hundreds of MB. */
const MOST_AT_ONCE = 4;

export interface LocalScanJob extends ScanJob {
  allowNetworks: readonly string[];
  chromePath: string | undefined;
  /** As in `SCANNER_LIMITS`. */
  limits: string | undefined;
  /** One line for whoever watches. */
  warn: (line: string) => void;
  /** Holds the upstream proxies of scanned traffic. */
  env: NodeJS.ProcessEnv;
}

/** @throws CommandError when no URL could be scanned; what concerns one URL is reported */
export async function scanHere(job: LocalScanJob): Promise<void> {
  const networks = parseNetworks(job.allowNetworks);
  if (networks.kind === 'invalid') {
    throw usageError(`--allow-network: ${networks.faults.join('\n')}`);
  }
  const policy = createAddressPolicy({ allowNetworks: job.allowNetworks });
  const browser = lazyCapturer(job, proxiesOf(job));
  try {
    const atOnce = Math.min(MOST_AT_ONCE, availableParallelism());
    await runPool(job.urls, atOnce, job.signal, async (text) => {
      const intake = intakeUrl(text, { policy });
      if (intake.kind === 'rejected') {
        job.report({ kind: 'failed', url: text, code: intake.code, message: intake.message });
        return;
      }
      const result = await capture(browser.get(), intake, job);
      if (!job.signal.aborted) job.report(result);
    });
  } finally {
    await browser.close();
  }
}

function proxiesOf({ env }: LocalScanJob): ScannerProxies | undefined {
  try {
    return readLocalProxies(env);
  } catch (error) {
    if (!(error instanceof LocalCaptureError)) throw error;
    throw usageError(error.message);
  }
}

/** No browser is looked for when no URL is accepted. */
function lazyCapturer(
  { allowNetworks, chromePath, limits, warn }: LocalScanJob,
  proxies: ScannerProxies | undefined,
) {
  let capturer: LocalCapturer | undefined;
  return {
    get: (): LocalCapturer => {
      try {
        setCaptureLimits(limits);
        capturer ??= createLocalCapturer({
          allowNetworks,
          browserNetwork: readBrowserNetwork(process.env.SCANNER_BROWSER_NETWORK),
          onSharedNetwork: warn,
          ...(chromePath ? { chromePath } : {}),
          ...(proxies ? { proxies } : {}),
        });
        return capturer;
      } catch (error) {
        if (!(error instanceof LocalCaptureError)) throw error;
        throw new CommandError(`${error.message} (${error.code})`, { cause: error });
      }
    },
    close: async () => capturer?.close(),
  };
}

async function capture(
  capturer: LocalCapturer,
  { url, host, notices }: { url: string; host: string; notices: Scan['notices'] },
  { options, outFolder, signal }: LocalScanJob,
): Promise<ScanResult> {
  const outDir = outFolder(slugFor(host, Date.now()));
  try {
    await clearEarlierEvidence(outDir);
    const { report } = await capturer.capture({ url, options, outDir, signal });
    const scan = scanRecord({ report, notices, userName: userInfo().username });
    return { kind: 'scanned', scan, directory: outDir };
  } catch (error) {
    if (!(error instanceof LocalCaptureError)) throw error;
    return { kind: 'failed', url, code: error.code, message: error.message };
  }
}
