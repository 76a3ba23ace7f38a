import { randomUUID } from 'node:crypto';
import type { Client } from '@webhood/client';
import type { BulkVerdict, ProblemCode, ScanOptions } from '@webhood/contract';
import { withPatience } from './patience.ts';
import type { SubmissionSettings } from './submission-flags.ts';
import { firstChunk } from './url-chunks.ts';

/** What a list had no room for, and the next may have. */
const BUSY: readonly ProblemCode[] = [
  'queue_full',
  'quota_exceeded',
  'rate_limited',
  'unavailable',
];

export interface Submissions {
  urls: readonly string[];
  options: ScanOptions;
  settings: SubmissionSettings;
  /** Of the whole: each list has a key made of it. Without one, every run is another. */
  idempotencyKey: string | undefined;
}

export interface Submitted {
  url: string;
  verdict: BulkVerdict;
}

/**
 * Submits in lists, each with a key, so that a list whose answer was lost can be sent again; what
 * a full queue had no room for is submitted when there is some.
 */
export async function* submitUrls(
  client: Client,
  { urls, options, settings, idempotencyKey = randomUUID() }: Submissions,
  signal: AbortSignal,
): AsyncGenerator<Submitted> {
  let rest = urls;
  for (let list = 1; rest.length > 0 && !signal.aborted; list += 1) {
    const chunk = firstChunk(rest);
    rest = rest.slice(chunk.length);
    const request = { urls: chunk, options, ...settings };
    const key = {
      signal,
      idempotencyKey: list === 1 ? idempotencyKey : `${idempotencyKey}/${list}`,
    };
    const { items } = await withPatience(() => client.scans.submitMany(request, key), {
      signal,
      // A server that has never answered may not be one.
      repeatable: list > 1,
    });
    const busy: string[] = [];
    for (const [index, verdict] of items.entries()) {
      const url = chunk[index] ?? '';
      if (verdict.verdict === 'refused' && BUSY.includes(verdict.code)) busy.push(url);
      else yield { url, verdict };
    }
    rest = [...busy, ...rest];
  }
}
