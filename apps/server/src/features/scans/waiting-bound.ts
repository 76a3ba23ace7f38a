import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/http/app-error.ts';
import type { Principal } from '../accounts/authorisation.service.ts';

/** Scans that may wait. Past it the answer is 429: a queue of days helps nobody. */
const QUEUE_BOUND = 100_000;
const QUEUE_RETRY_SECONDS = 30;
/** Counting a full queue takes milliseconds, so not for each of a burst. */
const QUEUE_COUNT_MS = 1_000;

export interface Room {
  /** How many more may be submitted. */
  scans: number;
  /** Why not more. */
  refusal(): AppError;
}

export interface WaitingBound {
  room(principal: Principal): Promise<Room>;
}

interface WaitingBoundDeps {
  /** Scans that wait, counted no further than `most`. */
  countWaiting(most: number): Promise<number>;
  clock: Clock;
}

export function createWaitingBound({ countWaiting, clock }: WaitingBoundDeps): WaitingBound {
  let queue = { at: 0, count: 0 };
  return {
    room: async () => {
      const now = clock.now().getTime();
      if (now - queue.at > QUEUE_COUNT_MS) {
        queue = { at: now, count: await countWaiting(QUEUE_BOUND) };
      }
      return {
        scans: Math.max(0, QUEUE_BOUND - queue.count),
        refusal: () =>
          new AppError('queue_full', 'Too many scans are waiting. Submit again later.', {
            retryAfterSeconds: QUEUE_RETRY_SECONDS,
          }),
      };
    },
  };
}
