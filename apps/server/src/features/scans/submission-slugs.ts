import { randomInt } from 'node:crypto';
import { type ScanOptions, slugFor } from '@webhood/contract';
import { newId } from '../../platform/crypto/opaque-token.ts';
import { AppError } from '../../platform/http/app-error.ts';
import type { ScanRecord } from './scan.store.ts';
import type { ScanSecrets } from './scan-secrets.service.ts';
import type { NewScan } from './submission.store.ts';
import type { AcceptedUrl } from './submission-intake.ts';

export interface NewScanOfUrl {
  taken: AcceptedUrl;
  options: ScanOptions;
  secrets: ScanSecrets;
}

/**
 * Many scans of one host within a millisecond: each try spreads over four times as many, into the
 * past, where nobody else makes any.
 */
const SLUG_TRIES = 12;

/**
 * Inserts each with a slug that is free. `insert` gives back those whose slug was.
 * @throws AppError `unavailable` when too many of one host come at once
 */
export async function withSlugs(
  wanted: NewScanOfUrl[],
  nowMs: number,
  insert: (scans: NewScan[]) => Promise<ScanRecord[]>,
): Promise<{ taken: AcceptedUrl; scan: ScanRecord }[]> {
  const done: { taken: AcceptedUrl; scan: ScanRecord }[] = [];
  let left = wanted.map((each) => ({ ...each, id: newId() }));
  for (let tried = 0; left.length > 0 && tried < SLUG_TRIES; tried++) {
    const inserted = await insert(
      left.map((each, index) => newScan(each, nowMs - spread(tried, index))),
    );
    const byId = new Map(inserted.map((scan) => [scan.id, scan]));
    for (const { id, taken } of left) {
      const scan = byId.get(id);
      if (scan) done.push({ taken, scan });
    }
    left = left.filter(({ id }) => !byId.has(id));
  }
  if (left.length === 0) return done;
  throw new AppError('unavailable', 'Too many scans of this host at once. Submit again.', {
    retryAfterSeconds: 1,
  });
}

/** Of one list each has a time of its own at first. */
function spread(tried: number, index: number): number {
  return tried === 0 ? index : randomInt(1, 4 ** (tried + 2) + 1);
}

function newScan({ id, taken, options, secrets }: NewScanOfUrl & { id: string }, timeMs: number) {
  const kept = secrets.keep(id, options);
  return {
    id,
    slug: slugFor(taken.host, timeMs),
    url: taken.url,
    options: kept.options,
    sealedOptions: kept.sealed,
    notices: taken.notices,
    needs: taken.needs,
  };
}
