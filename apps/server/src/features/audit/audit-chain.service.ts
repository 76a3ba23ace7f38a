import { createHash } from 'node:crypto';
import type { ChainLink } from './audit.store.ts';

/** A place in the log whose hash was noted elsewhere. */
export interface KnownEntry {
  seq: number;
  hash: string;
}

export type ChainVerdict =
  /** `head` is the newest entry; null for an empty log. */
  | { kind: 'intact'; entries: number; head: KnownEntry | null }
  | { kind: 'broken'; seq: number; reason: 'changed' | 'missing' | 'other_chain' };

const BEFORE_THE_FIRST = '0'.repeat(64);
const PAGE = 1_000;

/**
 * Follows the chain from its beginning. A chain that was cut at its end, or made anew by somebody
 * who can drop the triggers, is found only by an entry that was noted before.
 */
export async function verifyChain(
  links: (after: number, limit: number) => Promise<ChainLink[]>,
  known?: KnownEntry,
): Promise<ChainVerdict> {
  let head: KnownEntry = { seq: 0, hash: BEFORE_THE_FIRST };
  for (;;) {
    const page = await links(head.seq, PAGE);
    for (const link of page) {
      if (link.seq !== head.seq + 1) return broken(head.seq + 1, 'missing');
      const hash = createHash('sha256').update(head.hash).update(link.content).digest('hex');
      if (link.previousHash !== head.hash || link.hash !== hash) return broken(link.seq, 'changed');
      if (known?.seq === link.seq && known.hash !== hash) return broken(link.seq, 'other_chain');
      head = { seq: link.seq, hash };
    }
    if (page.length < PAGE) break;
  }
  if (known && known.seq > head.seq) return broken(head.seq + 1, 'missing');
  return { kind: 'intact', entries: head.seq, head: head.seq === 0 ? null : head };
}

function broken(seq: number, reason: 'changed' | 'missing' | 'other_chain'): ChainVerdict {
  return { kind: 'broken', seq, reason };
}
