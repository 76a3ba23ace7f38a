/**
 * Room that uploads on their way have taken in their attempt's bound. It is kept in this process
 * and nowhere else, so that it lives as long as the connections it is for: a server that dies takes
 * both with it, and nothing is left to expire or to tidy up. What has been stored is counted in the
 * database, with the upload's record.
 *
 * Servers do not know each other's reservations. An attempt that uploads through several can have
 * its bound on the way through each; what is kept never passes it, as the count decides once more.
 */
import type { JobKey } from './commit.store.ts';

export interface UploadReservations {
  /** Returns how to give the bytes back, or undefined when `room` is less than all on their way. */
  reserve(job: JobKey, bytes: number, room: number): (() => void) | undefined;
}

export function createUploadReservations(): UploadReservations {
  const reserved = new Map<string, number>();

  function change(key: string, bytes: number): void {
    const left = (reserved.get(key) ?? 0) + bytes;
    if (left > 0) reserved.set(key, left);
    else reserved.delete(key);
  }

  return {
    reserve: ({ scanId, attempt }, bytes, room) => {
      const key = `${scanId} ${attempt}`;
      if ((reserved.get(key) ?? 0) + bytes > room) return undefined;
      change(key, bytes);
      let isHeld = true;
      return () => {
        if (isHeld) change(key, -bytes);
        isHeld = false;
      };
    },
  };
}
