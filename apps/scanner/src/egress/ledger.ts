import type { GuardConnection, UpstreamKind } from '@webhood/contract';

/**
 * The record of what one scan asked of the network. Refused and failed attempts are bounded apart
 * from the allowed ones, so that a page cannot push a refusal out of the report with traffic.
 */
export interface Ledger {
  /** `upstream`: the kind of proxy that it is to go through. */
  begin(host: string, port: number, upstream?: UpstreamKind): LedgerEntry;
  connections(): GuardConnection[];
  dropped(): number;
}

export interface LedgerEntry {
  readonly target: { host: string; port: number };
  /** `address` is the one reached; empty where only a proxy knows it. */
  allowed(address: string, addresses: readonly string[]): void;
  /** `address` is the one refused; empty when none was reached. */
  refused(rule: string, addresses: readonly string[], address: string): void;
  failed(error: string, addresses: readonly string[]): void;
  /** The guard ends an allowed connection by this rule. */
  cut(rule: string): void;
  /** Totals so far of this connection. */
  count(bytesIn: number, bytesOut: number): void;
  end(): void;
}

/** Names have at most 253 characters; only a client that is no browser sends more. */
const HOST_LENGTH = 260;
/** A name may have hundreds; the ones after these are judged all the same. */
const ADDRESSES_RECORDED = 32;

interface Entry extends Omit<GuardConnection, 'startedAt'> {
  startedMs: number;
  ended: boolean;
}

export function createLedger(bound: number, now: () => number = Date.now): Ledger {
  const kept = { allowed: [] as Entry[], other: [] as Entry[] };
  let dropped = 0;

  const keep = (entry: Entry) => {
    const list = entry.verdict === 'allowed' ? kept.allowed : kept.other;
    if (list.length < bound) list.push(entry);
    else dropped += 1;
  };

  return {
    begin: (host, port, upstream) => createEntry({ host, port, upstream }, now, keep),
    connections: () =>
      [...kept.allowed, ...kept.other]
        .toSorted((a, b) => a.startedMs - b.startedMs)
        .map(({ startedMs, ended, ...entry }) => ({
          ...entry,
          startedAt: new Date(startedMs).toISOString(),
          durationMs: ended ? entry.durationMs : now() - startedMs,
        })),
    dropped: () => dropped,
  };
}

function createEntry(
  { host, port, upstream }: { host: string; port: number; upstream: UpstreamKind | undefined },
  now: () => number,
  keep: (entry: Entry) => void,
): LedgerEntry {
  const startedMs = now();
  const entry: Entry = {
    host: host.slice(0, HOST_LENGTH),
    port,
    verdict: 'failed',
    addresses: [],
    ...(upstream === undefined ? {} : { upstream }),
    bytesIn: 0,
    bytesOut: 0,
    durationMs: 0,
    startedMs,
    ended: false,
  };
  const end = () => {
    if (entry.ended) return;
    entry.ended = true;
    entry.durationMs = now() - startedMs;
  };
  const settle = (facts: Partial<Entry>, addresses: readonly string[]) => {
    Object.assign(entry, facts, { addresses: addresses.slice(0, ADDRESSES_RECORDED) });
    keep(entry);
  };
  return {
    target: { host: entry.host, port },
    allowed: (address, addresses) => settle({ verdict: 'allowed', ...named(address) }, addresses),
    refused(rule, addresses, address) {
      settle({ verdict: 'refused', rule, ...named(address) }, addresses);
      end();
    },
    failed(error, addresses) {
      settle({ verdict: 'failed', rule: error }, addresses);
      end();
    },
    cut: (rule) => Object.assign(entry, { rule }),
    count: (bytesIn, bytesOut) => Object.assign(entry, { bytesIn, bytesOut }),
    end,
  };
}

const named = (address: string) => (address === '' ? {} : { address });
