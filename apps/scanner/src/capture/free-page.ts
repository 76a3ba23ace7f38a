/** Ends what a page is running, together with its workers, frames and windows, so it can be read. */
import type { AttachedTarget } from '../browser/browser-context.ts';
import { endScripts } from './end-scripts.ts';
import { CAPTURE_LIMITS } from './limits.ts';
import { readMainThread } from './main-thread.ts';
import type { Recording } from './recording.ts';

/** @returns whether the page answers. */
export async function freePage(deps: {
  page: AttachedTarget;
  recording: Pick<Recording, 'companions'>;
  /** Ends every connection of this scan, and lets it make no other. */
  cutNetwork: () => void;
  /** Of the page's time, by `performance.now()`. */
  deadlineMs: number;
}): Promise<boolean> {
  const { page, recording } = deps;
  const { session } = page;
  const startedAtMs = performance.now();
  const { freeMs, freeLongMs, stuckCallMs } = CAPTURE_LIMITS;
  // Work inside the engine ends before the script does; where there is time, it is waited for.
  const spareMs = Math.min(freeLongMs, deps.deadlineMs - stuckCallMs - startedAtMs);
  const endMs = startedAtMs + Math.max(freeMs, spareMs);
  let isCut = false;
  session.post('Page.stopLoading');
  do {
    // A window or a frame may share the page's thread, and workers its processor.
    endScripts([page, ...recording.companions]);
    // Only gives it the time; whether it answers in the end shows when it is read.
    if (await readMainThread(session, CAPTURE_LIMITS.freeProbeMs)) return true;
    if (!isCut && performance.now() - startedAtMs >= CAPTURE_LIMITS.freeNetworkMs) {
      // A request that the script waits for is nothing that can be ended in any other way.
      deps.cutNetwork();
      isCut = true;
    }
  } while (performance.now() < endMs);
  return false;
}
