/** Counts what the server's metrics tell of this scanner, until a request for work has taken it. */
import {
  BROWSER_END_CAUSES,
  type BrowserEndCause,
  GUARD_COUNTS,
  type ScannerCounts,
} from '@webhood/contract';
import type { BrowserMeter } from './browser/supervisor.ts';
import type { GuardMeter } from './egress/meter.ts';

export interface Counts {
  browser: BrowserMeter;
  guard: GuardMeter;
  /** All since the last call; undefined when there is nothing. */
  take(): ScannerCounts | undefined;
  /** What was taken and did not arrive. */
  giveBack(counts: ScannerCounts): void;
}

export function createCounts(): Counts {
  let starts = 0;
  let ends = new Map<BrowserEndCause, number>();
  let guard = new Map<string, number>();

  const addTo = <Key>(counts: Map<Key, number>, key: Key, count: number): void => {
    counts.set(key, (counts.get(key) ?? 0) + count);
  };
  const addGuard = (verdict: string, rule: string, count: number): void => {
    const key = `${verdict} ${rule}`;
    // Rules are a closed set of a few dozen; one that grew without end would not be told.
    if (guard.has(key) || guard.size < GUARD_COUNTS) addTo(guard, key, count);
  };

  return {
    browser: {
      started: () => {
        starts += 1;
      },
      ended: (cause) => addTo(ends, cause, 1),
    },
    guard: { judged: (verdict, rule) => addGuard(verdict, rule, 1) },
    take: () => {
      if (starts === 0 && ends.size === 0 && guard.size === 0) return undefined;
      const taken: ScannerCounts = {
        browserStarts: starts,
        browserEnds: BROWSER_END_CAUSES.flatMap((cause) => {
          const count = ends.get(cause);
          return count === undefined ? [] : [{ cause, count }];
        }),
        guard: [...guard].map(([key, count]) => {
          const [verdict, rule = ''] = key.split(' ') as [GuardVerdict, string?];
          return { verdict, rule, count };
        }),
      };
      starts = 0;
      ends = new Map();
      guard = new Map();
      return taken;
    },
    giveBack: (counts) => {
      starts += counts.browserStarts;
      for (const { cause, count } of counts.browserEnds) addTo(ends, cause, count);
      for (const { verdict, rule, count } of counts.guard) addGuard(verdict, rule, count);
    },
  };
}

type GuardVerdict = ScannerCounts['guard'][number]['verdict'];
