import type { AttachedTarget } from '../browser/browser-context.ts';

/**
 * Ends what the targets run, and keeps those with a document from starting anything again. Scripts
 * are off before the running one is ended: the other way round the page's next timer runs first,
 * and what came for it is spent. Chromium does both amid a script.
 */
export function endScripts(targets: Iterable<AttachedTarget>): void {
  for (const { session, kind } of targets) {
    if (kind === 'page' || kind === 'iframe' || kind === 'popup') {
      session.post('Emulation.setScriptExecutionDisabled', { value: true });
    }
    session.post('Runtime.terminateExecution');
  }
}
