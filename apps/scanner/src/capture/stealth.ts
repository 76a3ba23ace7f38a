/**
 * Lets a page take the scanner for a desktop Chrome. What the browser can be told to do itself is
 * left to its switches and the protocol; the script is for the rest. docs/stealth.md lists what
 * still shows.
 */
import type { AttachedTarget } from '../browser/browser-context.ts';
import { STEALTH_SCRIPT } from './stealth-script.ts';

/** Common for a laptop, and no cause for suspicion when the scanner itself has two. */
const PROCESSORS = 8;
/** Tabs and address bar of a desktop Chrome. */
const WINDOW_FRAME_HEIGHT = 87;

const DOCUMENT_KINDS = new Set(['page', 'popup', 'iframe']);
const WORKER_KINDS = new Set(['worker', 'shared_worker', 'service_worker']);

export function disguise(
  { session, kind }: AttachedTarget,
  device: { viewport: { width: number; height: number }; isMobile: boolean },
): void {
  session.post('Emulation.setHardwareConcurrencyOverride', { hardwareConcurrency: PROCESSORS });
  if (DOCUMENT_KINDS.has(kind)) {
    session.post('Page.addScriptToEvaluateOnNewDocument', {
      source: STEALTH_SCRIPT,
      runImmediately: true,
    });
  }
  // Nothing of the worker has run yet: it is paused until the capture lets it go.
  if (WORKER_KINDS.has(kind)) session.post('Runtime.evaluate', { expression: STEALTH_SCRIPT });
  if ((kind === 'page' || kind === 'popup') && !device.isMobile) {
    void frameWindow(session, device.viewport).catch(() => {
      // The window went away, or is one that has no bounds: its page then has no frame around it.
    });
  }
}

async function frameWindow(
  session: AttachedTarget['session'],
  { width, height }: { width: number; height: number },
): Promise<void> {
  const { windowId } = await session.send('Browser.getWindowForTarget');
  session.post('Browser.setWindowBounds', {
    windowId,
    bounds: { width, height: height + WINDOW_FRAME_HEIGHT },
  });
}
