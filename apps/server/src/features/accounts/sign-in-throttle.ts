/**
 * Slows guessing of passwords down. Three counts, each with its own back-off:
 *
 *  - of one address, whatever the account: stops one machine trying a list;
 *  - of one account from one address: grows to a quarter of an hour;
 *  - of one account from everywhere: never more than half a minute, and not for an address that
 *    has signed in to it before, so that an attacker cannot keep its owner out.
 *
 * The counts live in this process: a restart forgets them, several servers each keep their own.
 */
import { isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { AppError } from '../../platform/http/app-error.ts';

interface Rule {
  /** Failures that cost nothing. */
  free: number;
  /** Back-off after the next one, in milliseconds; doubled by each further failure. */
  firstMs: number;
  limitMs: number;
}

type Rules = Record<'address' | 'pair' | 'account', Rule>;

export const PASSWORD_RULES: Rules = {
  address: { free: 20, firstMs: 2_000, limitMs: 5 * 60_000 },
  pair: { free: 5, firstMs: 2_000, limitMs: 15 * 60_000 },
  account: { free: 30, firstMs: 1_000, limitMs: 30_000 },
};

/**
 * Three of a million codes are right at a time, and only who has the password gets to guess: 300
 * guesses a day, from however many addresses, find one in three years.
 */
export const SECOND_FACTOR_RULES: Rules = {
  ...PASSWORD_RULES,
  account: { free: 10, firstMs: 2_000, limitMs: 5 * 60_000 },
};

function backOffMs(failures: number, rule: Rule): number {
  const over = failures - rule.free;
  return over <= 0 ? 0 : Math.min(rule.limitMs, rule.firstMs * 2 ** Math.min(over - 1, 30));
}

/** A count is forgotten this long after its last failure. */
const FORGET_MS = 30 * 60_000;
/** Bounds memory against someone who invents names; the oldest are forgotten first. */
const MAX_ENTRIES = 20_000;

interface Count {
  failures: number;
  lastMs: number;
  untilMs: number;
}

/** One machine holds a whole IPv6 /64, so that is one address here. */
export function throttleAddress(address: string): string {
  if (!isIPv6(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return `${parsed.toByteArray().slice(0, 8).join('.')}/64`;
}

function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.size > MAX_ENTRIES ? map.keys().next().value : undefined;
  if (oldest !== undefined) map.delete(oldest);
}

interface ThrottleDeps {
  now: () => number;
  rules?: Rules;
}

export function createSignInThrottle({ now, rules = PASSWORD_RULES }: ThrottleDeps) {
  const counts = new Map<string, Count>();
  /** Pairs of account and address that have signed in. */
  const familiar = new Map<string, true>();

  function keysOf(account: string, address: string): [string, Rule][] {
    const name = account.toLowerCase().slice(0, 64);
    const from = throttleAddress(address);
    const pair = `p ${name} ${from}`;
    const keys: [string, Rule][] = [
      [`a ${from}`, rules.address],
      [pair, rules.pair],
    ];
    return familiar.has(pair) ? keys : [...keys, [`n ${name}`, rules.account]];
  }

  function current(key: string): Count | undefined {
    const count = counts.get(key);
    if (!count || now() - count.lastMs < FORGET_MS) return count;
    counts.delete(key);
    return undefined;
  }

  return {
    /** Milliseconds until the next try is allowed; 0 when it is now. */
    waitMs(account: string, address: string): number {
      const waits = keysOf(account, address).map(([key]) => (current(key)?.untilMs ?? 0) - now());
      return Math.max(0, ...waits);
    },

    /**
     * Counts a try as failed. Call before looking at the password, or tries made at once would
     * all pass; `takeBack` uncounts it, for a try that turns out not to have been a wrong guess.
     */
    failed(account: string, address: string): { takeBack(): void } {
      const undo = keysOf(account, address).map(([key, rule]) => {
        const before = current(key);
        const failures = (before?.failures ?? 0) + 1;
        const untilMs = now() + backOffMs(failures, rule);
        remember(counts, key, { failures, lastMs: now(), untilMs });
        return () => {
          const count = current(key);
          if (!count) return;
          count.failures = Math.max(0, count.failures - 1);
          // Unless a later failure has set its own end.
          if (count.untilMs === untilMs) count.untilMs = before?.untilMs ?? 0;
        };
      });
      return {
        takeBack: () => {
          for (const step of undo) step();
        },
      };
    },

    /** Forgets what this address did wrong on this account. */
    succeeded(account: string, address: string): void {
      const pair = `p ${account.toLowerCase().slice(0, 64)} ${throttleAddress(address)}`;
      counts.delete(pair);
      remember(familiar, pair, true);
    },
  };
}

export type SignInThrottle = ReturnType<typeof createSignInThrottle>;

/** @throws AppError `rate_limited` when the next try is not allowed yet */
export function requireTurn(throttle: SignInThrottle, account: string, address: string): void {
  const waitMs = throttle.waitMs(account, address);
  if (waitMs <= 0) return;
  throw new AppError('rate_limited', 'Too many failed sign-ins. Wait before trying again.', {
    retryAfterSeconds: Math.ceil(waitMs / 1_000),
  });
}

/**
 * One try, counted as a wrong guess unless it finds something or could not be answered.
 * @throws AppError `rate_limited`
 */
export async function guarded<T>(
  throttle: SignInThrottle,
  { account, address }: { account: string; address: string },
  check: () => Promise<T | undefined>,
): Promise<T | undefined> {
  requireTurn(throttle, account, address);
  const tried = throttle.failed(account, address);
  try {
    const found = await check();
    if (found !== undefined) tried.takeBack();
    return found;
  } catch (error) {
    // It was not answered, so nothing was guessed.
    tried.takeBack();
    throw error;
  }
}
