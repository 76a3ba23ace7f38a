/** How much may be submitted: by everybody together, and by each according to their role. */
import type { Quota } from '@webhood/contract';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Transaction } from '../../platform/db/transaction.ts';
import { AppError } from '../../platform/http/app-error.ts';
import type { Authorised, Principal } from '../accounts/authorisation.service.ts';
import type { QuotaStore } from './quota.store.ts';

/** `Infinity`: no limit. */
export type LimitByRole = Record<Principal['role'], number>;

export interface QuotaLimits {
  scansPerDay: LimitByRole;
  scansWaiting: LimitByRole;
}

export const DEFAULT_QUOTAS: QuotaLimits = {
  scansPerDay: { admin: Number.POSITIVE_INFINITY, user: 20_000, api_user: 200_000, viewer: 0 },
  scansWaiting: { admin: Number.POSITIVE_INFINITY, user: 10_000, api_user: 20_000, viewer: 0 },
};

export interface Room {
  /** How many more may be submitted. */
  scans: number;
  /** Why not more. */
  refusal(): AppError;
}

export interface QuotaService {
  /** As of about a second ago. */
  room(principal: Principal): Promise<Room>;
  /** Counts what was made. @throws AppError `quota_exceeded` where another was quicker */
  count(tx: Transaction, principal: Principal, scans: number): Promise<void>;
  show(by: Authorised<'scans.read'>): Promise<Quota>;
  /** Removes counts of past days. */
  forget(): Promise<void>;
}

interface QuotaServiceDeps {
  store: QuotaStore;
  /** Scans of everybody that wait, counted no further than `most`. */
  countWaiting(most: number): Promise<number>;
  limits?: QuotaLimits;
  clock: Clock;
}

/** Scans that may wait, of everybody: a queue of days helps nobody. */
const QUEUE_BOUND = 100_000;
const QUEUE_RETRY_SECONDS = 30;
/** Counting a full queue takes milliseconds, so not for each of a burst. */
const COUNT_MS = 1_000;
/** Submitters whose count is remembered. */
const MOST_COUNTS = 10_000;
const COUNTS_DAYS = 31;
const DAY_MS = 86_400_000;

interface Count {
  at: number;
  scans: number;
}

export function createQuotaService(deps: QuotaServiceDeps): QuotaService {
  const { store, countWaiting, clock, limits = DEFAULT_QUOTAS } = deps;
  let queue: Count = { at: 0, scans: 0 };
  const waiting = new Map<string, Count>();

  async function queueRoom(): Promise<Room> {
    const now = clock.now().getTime();
    if (now - queue.at > COUNT_MS) queue = { at: now, scans: await countWaiting(QUEUE_BOUND) };
    return {
      scans: QUEUE_BOUND - queue.scans,
      refusal: () =>
        new AppError('queue_full', 'Too many scans are waiting. Submit again later.', {
          retryAfterSeconds: QUEUE_RETRY_SECONDS,
        }),
    };
  }

  async function waitingRoom(principal: Principal): Promise<Room> {
    const most = limits.scansWaiting[principal.role];
    return {
      scans: most === Number.POSITIVE_INFINITY ? most : most - (await countOf(principal, most)),
      refusal: () =>
        new AppError('quota_exceeded', `${most} scans of yours may wait at once. Let some end.`, {
          retryAfterSeconds: QUEUE_RETRY_SECONDS,
        }),
    };
  }

  async function countOf(principal: Principal, most: number): Promise<number> {
    const key = keyOf(principal);
    const now = clock.now().getTime();
    const known = waiting.get(key);
    if (known && now - known.at <= COUNT_MS) return known.scans;
    const scans = await store.waiting(principal, most);
    if (waiting.size >= MOST_COUNTS) waiting.clear();
    waiting.set(key, { at: now, scans });
    return scans;
  }

  async function dayRoom(principal: Principal): Promise<Room> {
    const most = limits.scansPerDay[principal.role];
    if (most === Number.POSITIVE_INFINITY) return { scans: most, refusal: () => dayOver(most, 0) };
    const { scans, secondsLeft } = await store.day(principal);
    return { scans: most - scans, refusal: () => dayOver(most, secondsLeft) };
  }

  return {
    room: async (principal) => {
      const rooms = [
        await queueRoom(),
        await waitingRoom(principal),
        await dayRoom(principal),
      ].toSorted((one, other) => one.scans - other.scans);
      const [least] = rooms;
      if (!least) throw new Error('There is no bound at all.');
      return { scans: Math.max(0, least.scans), refusal: least.refusal };
    },

    count: async (tx, principal, scans) => {
      if (scans === 0) return;
      const most = limits.scansPerDay[principal.role];
      const bound = Math.min(most, Number.MAX_SAFE_INTEGER);
      if (!(await store.add(tx, principal, scans, bound))) {
        // Asking the database again would take another connection while this one is held.
        throw dayOver(most, Math.ceil((DAY_MS - (clock.now().getTime() % DAY_MS)) / 1_000));
      }
      queue.scans += scans;
      const known = waiting.get(keyOf(principal));
      if (known) known.scans += scans;
    },

    show: async ({ principal }) => {
      const [day, scans] = [
        await store.day(principal),
        await store.waiting(principal, QUEUE_BOUND),
      ];
      const { scansPerDay, scansWaiting } = limits;
      return {
        scansPerDay: {
          limit: shownLimit(scansPerDay[principal.role]),
          used: day.scans,
          resetsInSeconds: day.secondsLeft,
        },
        scansWaiting: { limit: shownLimit(scansWaiting[principal.role]), used: scans },
      };
    },

    forget: () => store.forget(COUNTS_DAYS),
  };
}

const keyOf = ({ kind, id }: Principal): string => `${kind} ${id}`;

const shownLimit = (limit: number): number | null =>
  limit === Number.POSITIVE_INFINITY ? null : limit;

function dayOver(most: number, secondsLeft: number): AppError {
  const message = `You may submit ${most} scans a day. The next day begins at 00:00 UTC.`;
  return new AppError('quota_exceeded', message, { retryAfterSeconds: secondsLeft });
}
