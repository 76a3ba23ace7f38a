/**
 * A list shows a screenshot for each of its scans. What one reader is shown within a minute is one
 * entry that names the scans. Should the server die meanwhile, that minute's is lost.
 */
import type { AuditRecord, Party } from './audit.store.ts';

/** Names of one entry; the entry after it has the others. */
const MOST_SCANS = 200;
const MOST_READERS = 5_000;
const FLUSH_MS = 60_000;

interface Views {
  actor: AuditRecord['actor'];
  address: string;
  scans: Set<string>;
}

interface ScreenshotViewDeps {
  write(record: AuditRecord): Promise<void>;
}

export function createScreenshotViews({ write }: ScreenshotViewDeps) {
  const readers = new Map<string, Views>();
  const timer = setInterval(() => void flush(), FLUSH_MS);
  timer.unref();

  async function writeOne(key: string, { actor, address, scans }: Views): Promise<void> {
    readers.delete(key);
    const details = { scans: [...scans] };
    // The writer has logged what went wrong; nobody waits for this entry.
    await write({
      action: 'screenshots.viewed',
      outcome: 'success',
      actor,
      address,
      details,
    }).catch(() => undefined);
  }

  async function flush(): Promise<void> {
    await Promise.all([...readers].map(([key, views]) => writeOne(key, views)));
  }

  return {
    note: (actor: AuditRecord['actor'] & Party, address: string, scanId: string): void => {
      const key = `${actor.kind} ${actor.id} ${address}`;
      const views = readers.get(key) ?? { actor, address, scans: new Set() };
      views.scans.add(scanId);
      readers.set(key, views);
      if (views.scans.size >= MOST_SCANS) void writeOne(key, views);
      else if (readers.size > MOST_READERS) void flush();
    },
    flush,
    stop: async (): Promise<void> => {
      clearInterval(timer);
      await flush();
    },
  };
}
