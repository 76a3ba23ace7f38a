/** When a browser that still works has served long enough. */
import type { BrowserEndCause } from '@webhood/contract';
import type { ManagedBrowser } from './managed-browser.ts';
import { lastingBytes, readGroup } from './process-group.ts';

export interface RetirementBounds {
  contexts: number;
  ageMs: number;
  /** Resident memory of everything but renderers. */
  lastingBytes: number;
}

export const RETIREMENT_BOUNDS: RetirementBounds = {
  // Bounds what a slow leak in the browser can grow to.
  contexts: 500,
  // So that what ran unnoticed through a hole in it does not run for ever.
  ageMs: 6 * 60 * 60 * 1_000,
  // A warm browser without pages was seen to hold 0.4 GB, most of it counted once per process.
  lastingBytes: 1_536 * 1024 * 1024,
};

/** Reading /proc takes a few milliseconds; memory does not grow faster than this matters. */
const MEMORY_CHECK_MS = 10_000;

/** @returns tells why a browser is to serve nobody else, if it is. */
export function createRetirement(
  bounds: RetirementBounds,
  now: () => number = () => performance.now(),
): (browser: ManagedBrowser) => BrowserEndCause | undefined {
  const memoryReadAt = new WeakMap<ManagedBrowser, number>();
  return (browser) => {
    if (browser.served >= bounds.contexts) return 'served';
    if (now() - browser.startedAtMs >= bounds.ageMs) return 'old';
    if (now() - (memoryReadAt.get(browser) ?? Number.NEGATIVE_INFINITY) < MEMORY_CHECK_MS) {
      return undefined;
    }
    memoryReadAt.set(browser, now());
    const bytes = lastingBytes(readGroup(browser.launched.pid));
    return bytes >= bounds.lastingBytes ? 'grown' : undefined;
  };
}
