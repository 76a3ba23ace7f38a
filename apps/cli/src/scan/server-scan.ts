import { type Client, createClient, type EndedScan, WaitTimeoutError } from '@webhood/client';
import type { Scan } from '@webhood/contract';
import { downloadEvidence } from './download-evidence.ts';
import type { ScanJob, ScanResult } from './scan-job.ts';
import { type ServerConnection, trustAuthorities } from './server-connection.ts';
import { codeOf, explainServerError, sentenceOf } from './server-error.ts';
import type { SubmissionSettings } from './submission-flags.ts';
import { type Submitted, submitUrls } from './submit-urls.ts';

/** Scans whose evidence is fetched at once: enough to keep a line busy, not a server. */
const FETCHED_AT_ONCE = 6;

export interface ServerScanJob extends ScanJob {
  connection: ServerConnection;
  settings: SubmissionSettings;
  idempotencyKey: string | undefined;
  /** False: only submit. */
  wait: boolean;
}

/** @throws CommandError when the server cannot be used at all; what concerns one URL is reported */
export async function scanOnServer(job: ServerScanJob): Promise<void> {
  const { connection, signal } = job;
  trustAuthorities(connection);
  const client = createClient({ baseUrl: connection.url, token: connection.token });
  const failed = new AbortController();
  const either = { ...job, signal: AbortSignal.any([signal, failed.signal]) };
  try {
    await (job.wait ? submitAndFetch(client, either) : submitOnly(client, either));
  } catch (error) {
    if (signal.aborted) return;
    throw explainServerError(error, connection);
  } finally {
    failed.abort();
  }
}

async function submitOnly(client: Client, job: ServerScanJob): Promise<void> {
  for await (const { url, verdict } of submitUrls(client, job, job.signal)) {
    job.report(
      verdict.verdict === 'refused' ? refusal(url, verdict) : { kind: 'submitted', ...verdict },
    );
  }
}

async function submitAndFetch(client: Client, job: ServerScanJob): Promise<void> {
  /** By scan, since several URLs may be answered with one. */
  const urlsById = new Map<string, string[]>();
  const watch = client.watchScans({ signal: job.signal });
  const submit = async () => {
    for await (const { url, verdict } of submitUrls(client, job, job.signal)) {
      if (verdict.verdict === 'refused') {
        job.report(refusal(url, verdict));
        continue;
      }
      const { id } = verdict.scan;
      const urls = urlsById.get(id);
      if (urls) urls.push(url);
      else urlsById.set(id, [url]);
      watch.add(id);
    }
    watch.complete();
  };
  const fetching = Array.from({ length: FETCHED_AT_ONCE }, async () => {
    for await (const ended of watch.ended()) {
      const result = await fetchOne(client, ended, job);
      for (const url of urlsById.get(ended.id) ?? []) job.report(resultFor(url, result));
    }
  });
  try {
    await Promise.all([submit(), ...fetching]);
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) throw error;
    for (const id of watch.waiting()) {
      const message = `The scan ${id} has not ended. Follow it with \`webhood watch ${id}\`.`;
      for (const url of urlsById.get(id) ?? []) {
        job.report({ kind: 'failed', url, code: codeOf(error), message });
      }
    }
  }
}

type Fetched = { scan: Scan; directory: string | undefined } | { code: string; message: string };

async function fetchOne(
  client: Client,
  { id, scan }: EndedScan,
  { outFolder, signal }: ServerScanJob,
): Promise<Fetched> {
  if (!scan) return { code: 'not_found', message: `The scan ${id} was deleted before it ended.` };
  try {
    const directory = outFolder(scan.slug);
    const files = await downloadEvidence(client, id, directory, signal);
    return { scan, directory: files > 0 ? directory : undefined };
  } catch (error) {
    if (signal.aborted) throw error;
    return { code: codeOf(error), message: sentenceOf(error) };
  }
}

function resultFor(url: string, fetched: Fetched): ScanResult {
  return 'scan' in fetched ? { kind: 'scanned', ...fetched } : { kind: 'failed', url, ...fetched };
}

function refusal(
  url: string,
  { code, detail }: Extract<Submitted['verdict'], { verdict: 'refused' }>,
): ScanResult {
  return { kind: 'failed', url, code, message: detail };
}
