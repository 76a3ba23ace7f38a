/**
 * Counts events of each key in windows of time, for all servers together. A server takes shares
 * of a limit from the count that all of them have, and spends them from its own memory: so a
 * request costs nothing but once in a share. Whoever asks less than a share within a window is not
 * told to the others at all.
 */
import { setTimeout as delay } from 'node:timers/promises';

export interface Counted {
  limit: number;
  remaining: number;
  /** Until the window ends. */
  resetMs: number;
  isExceeded: boolean;
}

/**
 * Takes `amount` of the key for this server, in a window that ends `windowMs` from now unless one
 * is open. Resolves to what all servers had taken before, and when the window ends.
 */
export type TakeShare = (
  key: string,
  amount: number,
  windowMs: number,
) => Promise<{ before: number; resetMs: number }>;

export type SharedCounter = (key: string) => Promise<Counted>;

interface SharedCounterOptions {
  /** What the keys of this counter begin with, to be told from those of others. */
  scope: string;
  limit: number;
  windowMs: number;
  /** Remembered at once; the oldest window is forgotten first. */
  keys: number;
  take: TakeShare;
  now?: () => number;
  /** Resolves when the count of all servers has been waited for long enough. */
  patience?: () => Promise<unknown>;
}

/** Two servers agree to within this part of the limit, and ask about it so many times a window. */
const SHARES = 32;
/** A database this late is not waited for: the server goes on with a share of its own accord. */
const PATIENCE_MS = 250;

interface Window {
  endsAt: number;
  used: number;
  /** How many this server may let pass, as far as it knows. */
  allowed: number;
  /** How many of them the others have been told of. */
  told: number;
  /** What nobody has taken, as of the last answer. */
  left: number;
  isTaken: boolean;
  /** True: it was answered. May outlast the wait for it. */
  asking: Promise<boolean> | undefined;
  waiting: Promise<void> | undefined;
}

export function createSharedCounter(options: SharedCounterOptions): SharedCounter {
  const { scope, limit, windowMs, keys, take, now = Date.now } = options;
  const patience = options.patience ?? (() => delay(PATIENCE_MS, undefined, { ref: false }));
  const share = Math.max(1, Math.floor(limit / SHARES));
  // A limit so low that a share is one request is counted exactly.
  const untold = share > 1 ? share : 0;
  const windows = new Map<string, Window>();

  function begin(key: string, time: number): Window {
    windows.delete(key);
    const [oldest] = windows.keys();
    if (windows.size >= keys && oldest !== undefined) windows.delete(oldest);
    const window: Window = {
      endsAt: time + windowMs,
      used: 0,
      allowed: untold,
      told: 0,
      left: limit - untold,
      isTaken: false,
      asking: undefined,
      waiting: undefined,
    };
    windows.set(key, window);
    return window;
  }

  function windowOf(key: string): Window {
    const time = now();
    const known = windows.get(key);
    return known && known.endsAt > time ? known : begin(key, time);
  }

  async function ask(key: string, window: Window): Promise<void> {
    const { told } = window;
    const amount = window.used - told + share;
    const answer = await take(`${scope} ${key}`, amount, window.endsAt - now());
    const granted = Math.min(amount, Math.max(0, limit - answer.before));
    window.told = told + amount;
    window.allowed = Math.max(window.allowed, told + granted);
    window.left = Math.max(0, limit - answer.before - amount);
    window.isTaken = granted < amount;
    window.endsAt = now() + answer.resetMs;
  }

  /** Without the others: they are told later, if there is a later. */
  function allowAlone(window: Window): void {
    const more = Math.min(share, limit - window.allowed);
    window.allowed += Math.max(0, more);
    window.left = Math.max(0, window.left - more);
    window.isTaken = more <= 0;
  }

  /** Ends with more allowed, or with all of it taken. */
  async function wait(key: string, window: Window): Promise<void> {
    window.asking ??= ask(key, window)
      // A database that is away is told of wherever it is needed; here its count is done without.
      .then(
        () => true,
        () => false,
      )
      .finally(() => {
        window.asking = undefined;
      });
    const isAnswered = await Promise.race([window.asking, patience()]);
    if (isAnswered !== true) allowAlone(window);
  }

  /** One wait at a time for each key, however many wait. */
  async function allowMore(key: string, window: Window): Promise<void> {
    window.waiting ??= wait(key, window).finally(() => {
      window.waiting = undefined;
    });
    await window.waiting;
  }

  return async (key) => {
    for (;;) {
      const window = windowOf(key);
      const isFree = window.used < window.allowed;
      if (isFree) window.used += 1;
      else if (!window.isTaken) {
        await allowMore(key, window);
        continue;
      }
      return {
        limit,
        remaining: window.allowed - window.used + window.left,
        resetMs: window.endsAt - now(),
        isExceeded: !isFree,
      };
    }
  };
}
