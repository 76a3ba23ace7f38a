/**
 * What the page downloads. Chromium writes each file under a random name into a folder of this
 * scan; the bounds are on received bytes, because a server can announce any length; what is kept
 * goes into an encrypted zip, so that nothing on the analyst's machine runs or deletes it.
 */
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Download, Missing } from '@webhood/contract';
import type { Protocol } from 'devtools-protocol';
import { fileTypeFromFile } from 'file-type';
import type { AttachedTarget, BrowserContext } from '../browser/browser-context.ts';
import { type EvidenceFolder, hashFile } from '../capture/evidence-folder.ts';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import { writeInfectedZip } from './infected-zip.ts';
import { cut, type Recorded } from './recorder.ts';

const NAME_LENGTH = 1_024;

export interface DownloadRecorder {
  attach(target: AttachedTarget): void;
  start(): Promise<void>;
  readonly hasRunning: boolean;
  readonly hasAny: boolean;
  /** What is not packed by this time, of `performance.now()`, is left out. */
  collect(folder: EvidenceFolder, deadlineMs: number): Promise<Recorded<Download[]>>;
}

type State = Download['state'] | 'running' | 'finished';

interface Entry {
  guid: string;
  url: string;
  suggestedName: string;
  state: State;
  size: number;
}

export function createDownloadRecorder(deps: {
  context: BrowserContext;
  onBegin: (url: string) => void;
  onChange: () => void;
}): DownloadRecorder {
  const { context } = deps;
  const entries = new Map<string, Entry>();
  let unseen = 0;
  let receivedBytes = 0;

  const stop = (entry: Entry, state: State): void => {
    entry.state = state;
    context.control.post('Browser.cancelDownload', {
      guid: entry.guid,
      browserContextId: context.id,
    });
  };

  const begin = (event: Protocol.Browser.DownloadWillBeginEvent): void => {
    if (entries.has(event.guid)) return;
    deps.onBegin(event.url);
    if (entries.size >= CAPTURE_LIMITS.downloadsSeen) unseen += 1;
    const entry: Entry = {
      guid: event.guid,
      url: cut(event.url, CAPTURE_LIMITS.urlLength),
      suggestedName: cut(event.suggestedFilename, NAME_LENGTH),
      state: 'running',
      size: 0,
    };
    if (entries.size >= CAPTURE_LIMITS.downloads) stop(entry, 'too_many');
    if (entries.size < CAPTURE_LIMITS.downloadsSeen) entries.set(event.guid, entry);
    deps.onChange();
  };

  const progress = (event: Protocol.Browser.DownloadProgressEvent): void => {
    const entry = entries.get(event.guid);
    if (!entry) return;
    const size = Math.max(entry.size, Math.round(event.receivedBytes));
    receivedBytes += size - entry.size;
    entry.size = size;
    if (entry.state !== 'running') return;
    const isTooLarge =
      size > CAPTURE_LIMITS.downloadBytes || receivedBytes > CAPTURE_LIMITS.downloadsBytes;
    if (isTooLarge) stop(entry, 'too_large');
    else if (event.state === 'completed') entry.state = 'finished';
    else if (event.state === 'canceled') entry.state = 'failed';
    deps.onChange();
  };

  // Chromium tells every browser-level session of every download, whichever scan's it is. What a
  // page's own session is told is of that page; the frame says it too, where it is a target.
  const ownFrames = new Set<string>();

  return {
    attach({ session, targetId, kind }) {
      if (kind !== 'page' && kind !== 'popup' && kind !== 'iframe') return;
      ownFrames.add(targetId);
      session.on('Page.downloadWillBegin', begin);
      session.post('Page.enable');
    },
    async start() {
      context.control.on('Browser.downloadWillBegin', (event) => {
        if (ownFrames.has(event.frameId)) begin(event);
      });
      context.control.on('Browser.downloadProgress', progress);
      await context.control.send('Browser.setDownloadBehavior', {
        behavior: 'allowAndName',
        browserContextId: context.id,
        downloadPath: context.downloadDir,
        eventsEnabled: true,
      });
    },
    get hasRunning() {
      return [...entries.values()].some(({ state }) => state === 'running');
    },
    get hasAny() {
      return entries.size > 0;
    },
    async collect(folder, deadlineMs) {
      const evidence: Download[] = [];
      const signal = AbortSignal.timeout(Math.max(1, Math.round(deadlineMs - performance.now())));
      for (const entry of entries.values()) {
        if (entry.state === 'running') stop(entry, 'canceled');
        evidence.push(
          await keep({
            entry,
            path: join(context.downloadDir, entry.guid),
            folder,
            number: evidence.filter((download) => download.state === 'kept').length + 1,
            signal,
          }),
        );
      }
      return { evidence, missing: missingOf(evidence, unseen) };
    },
  };
}

async function keep(deps: {
  entry: Entry;
  path: string;
  folder: EvidenceFolder;
  /** Of the zip. */
  number: number;
  signal: AbortSignal;
}): Promise<Download> {
  const { path, folder, number, signal } = deps;
  const { url, suggestedName, size, state } = deps.entry;
  if (state !== 'finished') {
    await rm(path, { force: true });
    return { url, suggestedName, size, state: state === 'running' ? 'canceled' : state };
  }
  try {
    signal.throwIfAborted();
    const [sha256, { size: fileSize }, type] = await Promise.all([
      hashFile(path, signal),
      stat(path),
      fileTypeFromFile(path),
    ]);
    const { path: zipPath } = await folder.putFile(
      'download',
      `downloads/${number}.zip`,
      'application/zip',
      (temporaryPath) => writeInfectedZip(path, temporaryPath, { suggestedName, signal }),
    );
    const mediaType = type?.mime ?? 'application/octet-stream';
    return { url, suggestedName, size: fileSize, state: 'kept', sha256, mediaType, path: zipPath };
  } catch {
    // Not readable, no room for the zip or no time: the report says that it is missing.
    return { url, suggestedName, size, state: 'failed' };
  } finally {
    await rm(path, { force: true });
  }
}

function missingOf(downloads: readonly Download[], unseen: number): Missing[] {
  const missing: Missing[] = [];
  const dropped =
    unseen + downloads.filter(({ state }) => state === 'too_large' || state === 'too_many').length;
  if (dropped > 0) {
    const detail = 'Downloads past the bounds on size and number were not kept.';
    missing.push({ code: 'truncated', what: 'downloads', detail, dropped });
  }
  const failed = downloads.filter(({ state }) => state === 'failed' || state === 'canceled').length;
  if (failed > 0) {
    const detail = 'Downloads did not come to an end or could not be kept.';
    missing.push({ code: 'artifact_failed', what: 'downloads', detail, dropped: failed });
  }
  return missing;
}
