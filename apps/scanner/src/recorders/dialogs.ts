import type { Dialog } from '@webhood/contract';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import { headerList } from './network-evidence.ts';
import { cut, type Recorder } from './recorder.ts';

/**
 * Answers every dialog at once, because a page stands still while one is open. One that asks
 * without end is told apart from one that asks now and then by a bound.
 */
export function createDialogRecorder(deps: {
  elapsedMs: () => number;
  onFlood: () => void;
}): Recorder<Dialog[]> & { readonly isFlooded: boolean } {
  const dialogs: Dialog[] = [];
  let seen = 0;

  const add = (dialog: Omit<Dialog, 'atMs'>): void => {
    seen += 1;
    if (dialogs.length < CAPTURE_LIMITS.dialogs) {
      dialogs.push({
        kind: dialog.kind,
        text: cut(dialog.text, CAPTURE_LIMITS.consoleTextLength),
        url: cut(dialog.url, CAPTURE_LIMITS.urlLength),
        atMs: deps.elapsedMs(),
      });
    }
    if (seen === CAPTURE_LIMITS.dialogs + 1) deps.onFlood();
  };

  return {
    get isFlooded() {
      return seen > CAPTURE_LIMITS.dialogs;
    },
    attach({ session }) {
      session.on('Page.javascriptDialogOpening', ({ type, message, url }) => {
        // Leaving is allowed, so that the page gets on; everything else is refused.
        session.post('Page.handleJavaScriptDialog', { accept: type === 'beforeunload' });
        add({ kind: type, text: message, url });
      });
      session.on('Network.responseReceived', ({ response }) => {
        if (response.status !== 401) return;
        const challenge = headerList(response.headers).find(
          ({ name }) => name.toLowerCase() === 'www-authenticate',
        );
        if (challenge) add({ kind: 'basic_auth', text: challenge.value, url: response.url });
      });
    },
    collect() {
      const dropped = seen - dialogs.length;
      const detail = 'The page opened more dialogs than are kept.';
      return {
        evidence: dialogs,
        missing: dropped > 0 ? [{ code: 'truncated', what: 'dialogs', detail, dropped }] : [],
      };
    },
  };
}
