/**
 * The first thing that the page shows, for pages that flash something and move on. Asked for when
 * the browser says that content was painted; a page that is gone by then has no early picture.
 */
import type { AttachedTarget } from '../browser/browser-context.ts';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import { takeScreenshot } from './screenshot.ts';

export interface EarlyScreenshot {
  attach(target: AttachedTarget): void;
  /** Whether the page painted something, so that there should be a picture. */
  readonly isDue: boolean;
  /** The PNG, or undefined where nothing was painted or the page was gone too soon. */
  collect(): Promise<Buffer | undefined>;
}

export function createEarlyScreenshot(isWanted: boolean): EarlyScreenshot {
  let picture: Promise<Buffer | undefined> | undefined;

  return {
    attach({ session, isMain, targetId }) {
      if (!isMain || !isWanted) return;
      session.on('Page.lifecycleEvent', ({ frameId, name }) => {
        if (frameId !== targetId || name !== 'firstContentfulPaint' || picture) return;
        picture = takeScreenshot(session.within(CAPTURE_LIMITS.firstPictureMs), {
          fullPage: false,
        }).then(
          ({ png }) => png,
          () => undefined,
        );
      });
      session.post('Page.enable');
      session.post('Page.setLifecycleEventsEnabled', { enabled: true });
    },
    get isDue() {
      return picture !== undefined;
    },
    collect: async () => picture,
  };
}
