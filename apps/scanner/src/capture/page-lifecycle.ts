/** Where the main frame stands, from the browser's events alone. */
import type { AttachedTarget } from '../browser/browser-context.ts';

export interface PageState {
  /** Main-frame documents committed so far, and jumps within one. */
  navigations: number;
  url: string | undefined;
  /** By `performance.now()`; undefined until it happened for the current document. */
  committedAtMs: number | undefined;
  contentAtMs: number | undefined;
  loadedAtMs: number | undefined;
  /** The browser gave up loading; a document that became a download has no load event. */
  stoppedAtMs: number | undefined;
  /** Chromium's monotonic clock, seconds. */
  contentTicks: number | undefined;
  loadedTicks: number | undefined;
  hasCrashed: boolean;
}

export interface PageLifecycle {
  readonly state: Readonly<PageState>;
  attach(target: AttachedTarget): void;
  /** Resolves at the next event, or after the given time. */
  next(timeoutMs: number): Promise<void>;
  /** Something outside the page happened that its waiters must see. */
  wake(): void;
}

const FRESH_DOCUMENT = {
  contentAtMs: undefined,
  loadedAtMs: undefined,
  stoppedAtMs: undefined,
  contentTicks: undefined,
  loadedTicks: undefined,
};

export function createPageLifecycle(): PageLifecycle {
  const waiters = new Set<() => void>();
  const state: PageState = {
    navigations: 0,
    url: undefined,
    committedAtMs: undefined,
    hasCrashed: false,
    ...FRESH_DOCUMENT,
  };

  const wake = (): void => {
    for (const waiter of [...waiters]) waiter();
  };
  const change = (changes: Partial<PageState>): void => {
    Object.assign(state, changes);
    wake();
  };

  const attach = ({ session, isMain, targetId }: AttachedTarget): void => {
    if (!isMain) return;
    session.on('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId !== undefined) return;
      change({
        ...FRESH_DOCUMENT,
        navigations: state.navigations + 1,
        url: frame.url + (frame.urlFragment ?? ''),
        committedAtMs: performance.now(),
      });
    });
    session.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      if (frameId === targetId) change({ navigations: state.navigations + 1, url });
    });
    session.on('Page.domContentEventFired', ({ timestamp }) =>
      change({ contentAtMs: performance.now(), contentTicks: timestamp }),
    );
    session.on('Page.loadEventFired', ({ timestamp }) =>
      change({ loadedAtMs: performance.now(), loadedTicks: timestamp }),
    );
    session.on('Page.frameStartedLoading', ({ frameId }) => {
      if (frameId === targetId) change({ stoppedAtMs: undefined });
    });
    session.on('Page.frameStoppedLoading', ({ frameId }) => {
      if (frameId === targetId) change({ stoppedAtMs: performance.now() });
    });
    session.on('Inspector.targetCrashed', () => change({ hasCrashed: true }));
    session.post('Page.enable');
    session.post('Inspector.enable');
    session.post('Performance.enable', {});
  };

  const next = async (timeoutMs: number): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, timeoutMs);
    waiters.add(resolve);
    await promise;
    clearTimeout(timer);
    waiters.delete(resolve);
  };

  return { state, attach, next, wake };
}
