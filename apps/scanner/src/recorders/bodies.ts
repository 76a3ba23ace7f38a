/**
 * Response bodies, asked for the moment a response ends, because the renderer drops them when the
 * page moves on. Each content is written once, under its hash.
 */
import type { Missing } from '@webhood/contract';
import type { Protocol } from 'devtools-protocol';
import type { CdpSession } from '../browser/cdp-connection.ts';
import type { EvidenceFolder } from '../capture/evidence-folder.ts';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import { contentOfDataUrl } from './data-url.ts';
import { detectType } from './detect-type.ts';
import type { ExchangeDraft } from './exchange-draft.ts';
import type { NetworkLog } from './network-log.ts';
import { originalBytes } from './original-bytes.ts';

/** Their messages are recorded one by one. */
const STREAMS = new Set(['EventSource', 'WebSocket']);

export interface BodyRecorder {
  /** Asks for responses that did not end while the page was watched; a few are given out. */
  takeUnfinished(): void;
  /** Resolves when every body asked for so far is on disk or given up. */
  drained(): Promise<void>;
  collect(): Missing[];
}

export function createBodyRecorder(deps: {
  network: NetworkLog;
  folder: EvidenceFolder;
}): BodyRecorder {
  const { network, folder } = deps;
  const running = new Set<Promise<void>>();
  const kept = new Set<string>();
  const asked = new Set<ExchangeDraft>();
  let reservedBytes = 0;
  let dropped = 0;
  let failed = 0;

  const omit = (draft: ExchangeDraft, omitted: 'too_large' | 'scan_bound'): void => {
    draft.body = { size: draft.receivedBytes, omitted };
    dropped += 1;
  };

  const keep = async (draft: ExchangeDraft, session: CdpSession): Promise<void> => {
    // A worker or frame may be gone before it is asked: the browser keeps what the page asks for.
    const page = network.drafts[0]?.session;
    const other = page?.id === session.id ? undefined : page;
    const askFor = async () =>
      contentInAddress(draft) ?? (await ask(session, draft)) ?? (await ask(other, draft));
    const wasFinished = draft.isFinished;
    let answer = await askFor();
    // It ended while it was asked for, and what was told of it may be of before.
    if (!wasFinished && draft.isFinished) answer = await askFor();
    if (!answer && !draft.isFinished) {
      // Chromium does not give out what is still arriving: a stream, a long poll, a slow drip.
      draft.body = { size: draft.receivedBytes, omitted: 'not_available' };
      asked.delete(draft);
      return;
    }
    if (!answer) {
      // The page has moved on and its renderer has dropped the body, or the renderer is stuck.
      draft.body = { size: draft.receivedBytes, omitted: 'evicted' };
      failed += 1;
      return;
    }
    const bytes = originalBytes(answer, draft.receivedBytes, draft.response?.charset ?? '');
    if (bytes.length === 0) {
      draft.body = { size: 0, omitted: 'no_body' };
      return;
    }
    if (bytes.length > CAPTURE_LIMITS.bodyBytes) return omit(draft, 'too_large');
    try {
      const artifact = await folder.putBody(bytes, draft.response?.mimeType ?? '');
      kept.add(artifact.sha256);
      const detectedType = await detectType(bytes);
      draft.body = {
        size: bytes.length,
        sha256: artifact.sha256,
        ...(detectedType === undefined ? {} : { detectedType }),
        ...(draft.isFinished ? {} : { unfinished: true }),
      };
    } catch {
      // A full disk: said in the report, the capture goes on with what fits.
      draft.body = { size: bytes.length, omitted: 'write_failed' };
      failed += 1;
    }
  };

  const whyNot = (draft: ExchangeDraft): 'too_large' | 'scan_bound' | undefined => {
    if (draft.receivedBytes > CAPTURE_LIMITS.bodyBytes) return 'too_large';
    const isFull =
      kept.size + running.size >= CAPTURE_LIMITS.bodies ||
      reservedBytes + draft.receivedBytes > CAPTURE_LIMITS.bodiesBytes;
    return isFull ? 'scan_bound' : undefined;
  };

  const take = (draft: ExchangeDraft, session: CdpSession): void => {
    // Asked for when the page left it, and told of its end after that.
    if (asked.has(draft)) return;
    asked.add(draft);
    const omitted = whyNot(draft);
    if (omitted) {
      omit(draft, omitted);
      return;
    }
    reservedBytes += draft.receivedBytes;
    const job = keep(draft, session).finally(() => running.delete(job));
    running.add(job);
  };
  network.onFinished(take);
  network.onLeft(take);

  return {
    takeUnfinished() {
      const unfinished = network.drafts.filter(
        (draft) => !draft.isFinished && draft.receivedBytes > 0 && !STREAMS.has(draft.resourceType),
      );
      for (const draft of unfinished.slice(0, CAPTURE_LIMITS.unfinishedBodies)) {
        take(draft, draft.session);
      }
    },
    async drained() {
      while (running.size > 0) await Promise.all(running);
    },
    collect() {
      const missing: Missing[] = [];
      if (dropped > 0) {
        const detail = 'Response bodies past the size bounds were not kept.';
        missing.push({ code: 'truncated', what: 'bodies', detail, dropped });
      }
      if (failed > 0) {
        const detail = 'Response bodies were gone before they could be read, or not writable.';
        missing.push({ code: 'artifact_failed', what: 'bodies', detail, dropped: failed });
      }
      return missing;
    },
  };
}

/** Chromium keeps no content for a frame whose document is such an address. */
function contentInAddress({
  request,
}: ExchangeDraft): Protocol.Network.GetResponseBodyResponse | undefined {
  const content = contentOfDataUrl(request.url);
  return content && { body: content.toString('base64'), base64Encoded: true };
}

/** Undefined where the browser does not have it; it may then say so, or answer with nothing. */
async function ask(
  session: CdpSession | undefined,
  { requestId, receivedBytes }: ExchangeDraft,
): Promise<Protocol.Network.GetResponseBodyResponse | undefined> {
  const answer = await session
    ?.within(CAPTURE_LIMITS.evidenceCallMs)
    .send('Network.getResponseBody', { requestId })
    .catch(() => undefined);
  return answer?.body === '' && receivedBytes > 0 ? undefined : answer;
}
