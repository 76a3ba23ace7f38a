import type { Missing } from '@webhood/contract';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import { cut, type Recorder } from './recorder.ts';

/** The addresses of windows that the page opened, watched or not. */
export function createPopupRecorder(): Recorder<{ url: string }[]> {
  const popups: { url: string }[] = [];
  let seen = 0;
  return {
    attach({ session }) {
      session.on('Page.windowOpen', ({ url }) => {
        seen += 1;
        if (popups.length < CAPTURE_LIMITS.targets) {
          popups.push({ url: cut(url, CAPTURE_LIMITS.urlLength) });
        }
      });
    },
    collect() {
      const missing: Missing[] = [];
      const dropped = seen - CAPTURE_LIMITS.popups;
      if (dropped > 0) {
        const detail = 'Windows past the bound were closed before they loaded anything.';
        missing.push({ code: 'truncated', what: 'popups', detail, dropped });
      }
      return { evidence: popups, missing };
    },
  };
}
