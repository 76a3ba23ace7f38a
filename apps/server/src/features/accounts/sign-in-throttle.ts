/**
 * Slows guessing of passwords down. Three counts, each with its own back-off:
 *
 *  - of one address, whatever the account: stops one machine trying a list;
 *  - of one account from one address: grows to a quarter of an hour;
 *  - of one account from everywhere: never more than half a minute, and not for an address that
 *    has signed in to it before, so that an attacker cannot keep its owner out.
 *
 * The counts are in the database, so that all servers count together and a restart forgets nothing.
 */
import { isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Keyring } from '../../platform/crypto/keyring.ts';
import { AppError } from '../../platform/http/app-error.ts';
import type { PlacedKeys, Rule, SignInCountStore } from './sign-in-counts.store.ts';

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

/** One machine holds a whole IPv6 /64, so that is one address here. */
export function throttleAddress(address: string): string {
  if (!isIPv6(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return `${parsed.toByteArray().slice(0, 8).join('.')}/64`;
}

interface ThrottleDeps {
  store: SignInCountStore;
  keyring: Pick<Keyring, 'hash'>;
  /** Whose counts these are: those of passwords and of second factors are apart. */
  of: 'password' | 'second_factor';
  rules?: Rules;
}

export function createSignInThrottle(deps: ThrottleDeps) {
  const { store, keyring, of, rules = PASSWORD_RULES } = deps;
  const hashed = (...parts: string[]): string =>
    keyring.hash('sign-in-count', JSON.stringify([of, ...parts]));

  function keysOf(account: string, address: string) {
    const name = account.toLowerCase().slice(0, 64);
    const from = throttleAddress(address);
    const pair = hashed('pair', name, from);
    const keys: PlacedKeys = {
      keys: [
        { key: hashed('address', from), rule: rules.address },
        { key: pair, rule: rules.pair },
      ],
      account: { key: hashed('account', name), rule: rules.account },
      place: hashed('place', name, from),
    };
    return { ...keys, pair };
  }

  return {
    /**
     * Counts a try as failed before anything is looked at, or tries made at once would all pass.
     * `takeBack` uncounts it, for a try that turns out not to have been a wrong guess.
     * @throws AppError `rate_limited` when the next try is not allowed yet
     */
    begin: async (account: string, address: string): Promise<{ takeBack(): Promise<void> }> => {
      const tried = await store.begin(keysOf(account, address));
      if (tried.kind === 'counted') return { takeBack: () => store.takeBack(tried.changes) };
      throw new AppError('rate_limited', 'Too many failed sign-ins. Wait before trying again.', {
        retryAfterSeconds: Math.ceil(tried.waitMs / 1_000),
      });
    },

    /** Forgets what this address did wrong on this account. */
    succeeded: async (account: string, address: string): Promise<void> => {
      const { pair, place } = keysOf(account, address);
      await store.succeeded(pair, place);
    },
  };
}

export type SignInThrottle = ReturnType<typeof createSignInThrottle>;

/**
 * One try, counted as a wrong guess unless it finds something or could not be answered.
 * @throws AppError `rate_limited`
 */
export async function guarded<T>(
  throttle: SignInThrottle,
  { account, address }: { account: string; address: string },
  check: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const tried = await throttle.begin(account, address);
  try {
    const found = await check();
    if (found !== undefined) await tried.takeBack();
    return found;
  } catch (error) {
    // It was not answered, so nothing was guessed.
    await tried.takeBack();
    throw error;
  }
}
