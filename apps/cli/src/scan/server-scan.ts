import { ApiError, type Client, createClient } from '@webhood/client';
import type { Scan } from '@webhood/contract';
import { downloadEvidence } from './download-evidence.ts';
import { withPatience } from './patience.ts';
import { runPool } from './run-pool.ts';
import type { ScanJob, ScanResult } from './scan-job.ts';
import { type ServerConnection, trustAuthorities } from './server-connection.ts';
import { codeOf, explainServerError, isAboutTheUrl, sentenceOf } from './server-error.ts';

/** Enough to keep several scanners busy; each holds one event stream open. */
const SCANS_AT_ONCE = 12;

/** @throws CommandError when the server cannot be used at all; what concerns one URL is reported */
export async function scanOnServer(job: ScanJob & { connection: ServerConnection }): Promise<void> {
  const { connection, signal } = job;
  trustAuthorities(connection);
  const client = createClient({ baseUrl: connection.url, token: connection.token });
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  try {
    await runPool(job.urls, SCANS_AT_ONCE, either, async (url) => {
      try {
        job.report(await scanOne(client, url, job, either));
      } catch (error) {
        failed.abort();
        throw error;
      }
    });
  } catch (error) {
    if (signal.aborted) return;
    throw explainServerError(error, connection);
  }
}

async function scanOne(
  client: Client,
  url: string,
  job: ScanJob,
  signal: AbortSignal,
): Promise<ScanResult> {
  let submitted: Scan;
  try {
    const request = { url, options: job.options };
    submitted = await withPatience(() => client.scans.submit(request, { signal }), { signal });
  } catch (error) {
    // Anything else would be the same for every other URL.
    if (!(error instanceof ApiError) || !isAboutTheUrl(error)) throw error;
    return { kind: 'failed', url, code: error.code, message: sentenceOf(error) };
  }
  try {
    return await collect(client, submitted.id, job, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    return { kind: 'failed', url, code: codeOf(error), message: sentenceOf(error) };
  }
}

async function collect(
  client: Client,
  scanId: string,
  { outFolder }: ScanJob,
  signal: AbortSignal,
): Promise<ScanResult> {
  const scan = await client.waitForScan(scanId, { signal });
  const directory = outFolder(scan.slug);
  const files = await downloadEvidence(client, scanId, directory, signal);
  return { kind: 'scanned', scan, directory: files > 0 ? directory : undefined };
}
