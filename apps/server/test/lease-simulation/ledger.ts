/**
 * What a race has seen, and what must not have been: kept from outside, from the answers alone.
 * A call that was sent when its attempt was known to be over must not be accepted.
 */
import type { CommitReply } from '@webhood/contract';

export type ViolationKind = 'lost' | 'duplicated' | 'torn' | 'fence';

export interface Violation {
  kind: ViolationKind;
  race: number;
  scanId: string;
  detail: string;
}

export type JobCall = 'heartbeat' | 'blob' | 'complete' | 'fail';

interface ScanLedger {
  /** Attempts that were given out. */
  leased: Set<number>;
  /** Attempts whose lease had ended before they had committed: nothing of them may be taken. */
  expired: Set<number>;
  /** What each attempt's commit was answered, whenever and however often. */
  replies: { attempt: number; state: CommitReply['state'] }[];
  hasEnded: boolean;
}

export type Ledger = ReturnType<typeof createLedger>;

export function createLedger(race: number) {
  const scans = new Map<string, ScanLedger>();
  const violations: Violation[] = [];

  function of(scanId: string): ScanLedger {
    const known = scans.get(scanId);
    if (known) return known;
    const made = { leased: new Set<number>(), expired: new Set<number>(), replies: [] };
    const ledger = { ...made, hasEnded: false };
    scans.set(scanId, ledger);
    return ledger;
  }

  function violate(kind: ViolationKind, scanId: string, detail: string): void {
    violations.push({ kind, race, scanId, detail });
  }

  return {
    scans,
    violations,
    violate,
    /** The server has said that it took the scan in. */
    accepted: (scanId: string): void => void of(scanId),
    ended: (scanId: string): void => {
      of(scanId).hasEnded = true;
    },
    expired: (scanId: string, attempt: number): void => void of(scanId).expired.add(attempt),
    leased: (scanId: string, attempt: number): void => {
      const { leased, hasEnded } = of(scanId);
      if (leased.has(attempt)) violate('duplicated', scanId, `attempt ${attempt} leased twice`);
      if (hasEnded) violate('duplicated', scanId, `leased as ${attempt} after its end`);
      leased.add(attempt);
    },
    /** Before a call is sent; what is returned judges its answer. */
    sending: (scanId: string, attempt: number, call: JobCall) => {
      const { expired, leased, hasEnded, replies } = of(scanId);
      const hasExpired = expired.has(attempt);
      const before = replies.find((reply) => reply.attempt === attempt);
      const isOver = hasExpired || hasEnded || Math.max(0, ...leased) > attempt;
      return (status: number, body: unknown): void => {
        if (before && (call === 'complete' || call === 'fail') && status === 409) {
          violate('duplicated', scanId, `${call} of attempt ${attempt} answered otherwise again`);
        }
        if (status < 200 || status > 299) return;
        if (call === 'complete' || call === 'fail') {
          replies.push({ attempt, state: (body as CommitReply).state });
          if (hasExpired) violate('fence', scanId, `${call} of the expired attempt ${attempt}`);
          return;
        }
        const isTold = call === 'heartbeat' && (body as { cancelled: boolean }).cancelled;
        if (isOver && !isTold) violate('fence', scanId, `${call} of the ended attempt ${attempt}`);
      };
    },
  };
}
