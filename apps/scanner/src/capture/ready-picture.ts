/**
 * A picture taken while a page only has to show that it rests, and kept if it has: then the wait
 * has cost nothing. It is of the page as it is read only if nothing has happened in between, and
 * that is asked of the engine's own counters, not guessed.
 */
import type { CdpSession } from '../browser/cdp-connection.ts';
import { callInWorld, openIsolatedWorld } from '../recorders/isolated-world.ts';
import type { NetworkLog } from '../recorders/network-log.ts';
import { type Screenshot, takeScreenshot } from '../recorders/screenshot.ts';
import { CAPTURE_LIMITS } from './limits.ts';
import { type MainThreadReading, readMainThread } from './main-thread.ts';
import type { PageLifecycle } from './page-lifecycle.ts';

export interface ReadyPicture {
  /** Called with the page's state whenever nothing but its rest is waited for. */
  begin(session: CdpSession, reading: MainThreadReading): void;
  /** The picture of what the page shows now, if there is one. */
  ofNow(session: CdpSession, frameId: string): Promise<Screenshot | undefined>;
}

interface Candidate {
  mark: string;
  navigations: number;
  beganAtMs: number;
  picture: Promise<Screenshot | undefined>;
}

/** What moves without script, style or layout: animations, and elements that draw by themselves. */
const IS_STILL = `function () {
  const moving = 'video, iframe, frame, object, embed, marquee, animate, animateMotion, animateTransform, set';
  const scopes = [document];
  for (const scope of scopes) {
    const prototype = scope === document ? Document.prototype : DocumentFragment.prototype;
    const animations = scope === document ? Document.prototype : ShadowRoot.prototype;
    if (prototype.querySelector.call(scope, moving)) return false;
    if (animations.getAnimations.call(scope).length > 0) return false;
    const walker = Document.prototype.createTreeWalker.call(document, scope, NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const shadow = Object.getOwnPropertyDescriptor(Element.prototype, 'shadowRoot').get.call(node);
      if (shadow) scopes.push(shadow);
    }
  }
  return true;
}`;

export function createReadyPicture(deps: {
  /** Full-page pictures lay the page out anew, and an answered prompt changes it. */
  isWanted: boolean;
  network: Pick<NetworkLog, 'lastActivityMs'>;
  lifecycle: Pick<PageLifecycle, 'state'>;
  /** Frames of other processes: the page's counters do not count what happens in them. */
  remoteFrames: ReadonlyMap<string, unknown>;
}): ReadyPicture {
  const { network, lifecycle, remoteFrames } = deps;
  let candidate: Candidate | undefined;
  let taken = 0;

  const isOfNow = ({ beganAtMs, navigations }: Candidate): boolean =>
    network.lastActivityMs <= beganAtMs &&
    navigations === lifecycle.state.navigations &&
    remoteFrames.size === 0;

  return {
    begin(session, reading) {
      const mark = markOf(reading);
      if (!deps.isWanted || taken >= CAPTURE_LIMITS.picturesAhead || remoteFrames.size > 0) return;
      if (candidate?.mark === mark && isOfNow(candidate)) return;
      taken += 1;
      candidate = {
        mark,
        navigations: lifecycle.state.navigations,
        beganAtMs: reading.askedAtMs,
        picture: takeScreenshot(session.within(CAPTURE_LIMITS.pictureCheckMs), {
          fullPage: false,
        }).catch(() => undefined),
      };
    },
    async ofNow(session, frameId) {
      const made = candidate;
      if (!made || !isOfNow(made)) return undefined;
      const picture = await made.picture;
      const isStill = await standsStill(session.within(CAPTURE_LIMITS.pictureCheckMs), frameId);
      const now = isStill && (await readMainThread(session, CAPTURE_LIMITS.pictureCheckMs));
      return now && markOf(now) === made.mark && isOfNow(made) ? picture : undefined;
    },
  };
}

/** The same as long as the page has neither run a script nor styled, laid out or added anything. */
function markOf({ layoutMark, scriptSeconds }: MainThreadReading): string {
  return `${layoutMark} ${scriptSeconds}`;
}

async function standsStill(session: CdpSession, frameId: string): Promise<boolean> {
  try {
    const world = await openIsolatedWorld(session, frameId);
    return (await callInWorld(session, world, IS_STILL, [])) === true;
  } catch {
    // A page that does not answer is pictured in the ordinary way, which tells what it lacks.
    return false;
  }
}
