/**
 * Reads what is stored again, slowly, and holds it against its hash: a disk that loses a byte of a
 * scan that nobody opens is otherwise noticed when somebody needs it.
 */
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { BlobStore } from '../../platform/blob-store/blob-store.ts';
import type { DamagedArtifact, ScrubStore } from './scrub.store.ts';

/** In the background: each artifact about once a month, where the store is not too large for it. */
const EVERY_MS = 30 * 24 * 60 * 60 * 1_000;
/** Bytes a second: a tenth of what a plain disk gives, so that nobody waits for it. */
const BACKGROUND_RATE = 8_000_000;
/** Of one run in the background; jobs have 15 minutes. */
const BACKGROUND_MS = 10 * 60 * 1_000;
const AT_A_TIME = 100;
/** More is no damage but another store, or a folder that is not mounted. */
const MOST_DAMAGED = 200;

export interface ScrubPace {
  /** Bytes a second. */
  rate: number;
  /** What was looked at within so many milliseconds is not looked at again. */
  olderThanMs: number;
  /** No artifact is begun after so many milliseconds. */
  withinMs: number;
}

export interface ScrubSummary {
  checked: number;
  /** Bytes that were read. */
  bytes: number;
  damaged: DamagedArtifact[];
}

interface ScrubDeps {
  store: ScrubStore;
  blobs: Pick<BlobStore, 'open'>;
  /** Told of what was whole when it was last looked at. */
  onDamage(damaged: DamagedArtifact): Promise<void>;
  log: Pick<Logger, 'error' | 'info'>;
}

export interface ScrubService {
  /** @throws AppError `unavailable` when the store is away: then nothing is known of the rest */
  scrub(pace: ScrubPace): Promise<ScrubSummary>;
  /** The pace of the background. */
  scrubSlowly(): Promise<void>;
}

export function createScrubService({ store, blobs, onDamage, log }: ScrubDeps): ScrubService {
  async function note(sha256: string): Promise<DamagedArtifact | undefined> {
    const found = await store.noteDamaged(sha256);
    if (!found) return undefined;
    const { isNew, ...damaged } = found;
    log.error({ sha256, scanIds: damaged.scanIds }, 'artifact.damaged');
    if (isNew) await onDamage(damaged);
    return damaged;
  }

  async function scrub({ rate, olderThanMs, withinMs }: ScrubPace): Promise<ScrubSummary> {
    const before = new Date((await store.now()).getTime() - olderThanMs);
    const summary: ScrubSummary = { checked: 0, bytes: 0, damaged: [] };
    const startedAtMs = performance.now();
    const elapsedMs = (): number => performance.now() - startedAtMs;
    const keepPace = async (bytes: number): Promise<void> => {
      summary.bytes += bytes;
      const aheadMs = (summary.bytes / rate) * 1_000 - elapsedMs();
      if (aheadMs > 0) await delay(aheadMs);
    };
    for (;;) {
      const due = await store.due(before, AT_A_TIME);
      if (due.length === 0) return summary;
      for (const { sha256 } of due) {
        if (elapsedMs() > withinMs) return summary;
        summary.checked += 1;
        if (await isWhole(blobs, sha256, keepPace)) await store.noteWhole(sha256);
        else {
          const damaged = await note(sha256);
          if (damaged) summary.damaged.push(damaged);
        }
        if (summary.damaged.length < MOST_DAMAGED) continue;
        throw new Error(
          `${MOST_DAMAGED} artifacts are damaged or missing. Is this the right store?`,
        );
      }
    }
  }

  return {
    scrub,
    async scrubSlowly() {
      const pace = { rate: BACKGROUND_RATE, olderThanMs: EVERY_MS, withinMs: BACKGROUND_MS };
      const { checked, bytes, damaged } = await scrub(pace);
      if (checked > 0) log.info({ checked, bytes, damaged: damaged.length }, 'artifact.scrubbed');
    },
  };
}

async function isWhole(
  blobs: Pick<BlobStore, 'open'>,
  sha256: string,
  keepPace: (bytes: number) => Promise<void>,
): Promise<boolean> {
  const opened = await blobs.open(sha256);
  if (!opened) return false;
  const hash = createHash('sha256');
  for await (const piece of opened.stream as AsyncIterable<Buffer>) {
    hash.update(piece);
    await keepPace(piece.length);
  }
  return hash.digest('hex') === sha256;
}
