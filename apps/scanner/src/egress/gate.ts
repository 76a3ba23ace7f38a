import type { Socket } from 'node:net';
import {
  type AddressPolicy,
  type DialError,
  type DialOutcome,
  dialChecked,
  isBlockedPort,
  type Resolver,
} from '@webhood/network-policy';
import type { Ledger, LedgerEntry } from './ledger.ts';
import type { EgressLimits } from './limits.ts';
import type { Target } from './target.ts';
import type { Traffic } from './traffic.ts';

export type GateOutcome =
  | { kind: 'connected'; socket: Socket }
  | { kind: 'refused'; rule: string }
  | { kind: 'failed'; error: DialError };

/** The only place of the scanner that opens a connection for a page. */
export interface Gate {
  connect(target: Target, signal: AbortSignal): Promise<GateOutcome>;
}

interface GateOptions {
  policyFor: (port: number) => AddressPolicy;
  resolver: Resolver;
  limits: EgressLimits;
  ledger: Ledger;
  traffic: Traffic;
  /** Closes connections that only wait to be used again. */
  releaseIdle: () => void;
  onRefused: (target: Target, rule: string) => void;
  onFault: (error: unknown) => void;
}

export function createGate(options: GateOptions): Gate {
  const { ledger, traffic } = options;
  const quota = createQuota(options);
  let dialling = 0;

  const dialCounted = async (target: Target, signal: AbortSignal) => {
    dialling += 1;
    try {
      return await dial(options, target, signal);
    } finally {
      dialling -= 1;
    }
  };

  return {
    async connect(target, signal) {
      const entry = ledger.begin(target.host, target.port);
      const rule = isBlockedPort(target.port) ? 'blocked_port' : quota(target.host, dialling);
      const outcome: DialOutcome =
        rule === undefined
          ? await dialCounted(target, signal)
          : { kind: 'refused', rule, address: '', addresses: [] };
      return settle(outcome, entry);
    },
  };

  function settle(outcome: DialOutcome, entry: LedgerEntry): GateOutcome {
    if (outcome.kind === 'refused') {
      const { rule, address, addresses } = outcome;
      entry.refused(rule, addresses, address);
      options.onRefused(entry.target, rule);
      return { kind: 'refused', rule };
    }
    if (outcome.kind === 'failed') {
      entry.failed(outcome.error, outcome.addresses);
      return { kind: 'failed', error: outcome.error };
    }
    entry.allowed(outcome.address, outcome.addresses);
    traffic.admit(outcome.socket, entry);
    return { kind: 'connected', socket: outcome.socket };
  }
}

async function dial(
  { policyFor, resolver, limits, onFault }: GateOptions,
  target: Target,
  signal: AbortSignal,
): Promise<DialOutcome> {
  try {
    const outcome = await dialChecked({
      ...target,
      policy: policyFor(target.port),
      resolver,
      timeoutMs: limits.connectTimeoutMs,
      signal,
    });
    if (outcome.kind !== 'connected' || !signal.aborted) return outcome;
    outcome.socket.destroy();
    return { kind: 'failed', error: 'aborted', addresses: outcome.addresses };
  } catch (error) {
    // A resolver or policy that throws is a defect; the page gets no connection out of it.
    onFault(error);
    return { kind: 'failed', error: 'connection_failed', addresses: [] };
  }
}

/** Takes one connection to `host` from the scan's share, or names the rule against it. */
function createQuota({ limits, traffic, releaseIdle }: GateOptions) {
  const hosts = new Set<string>();
  let connections = 0;
  return (host: string, dialling: number): string | undefined => {
    if (connections >= limits.connections) return 'limit_connections';
    if (!hosts.has(host) && hosts.size >= limits.hosts) return 'limit_hosts';
    const exhausted = traffic.exhausted();
    if (exhausted !== undefined) return exhausted;
    if (traffic.open() + dialling >= limits.concurrent) releaseIdle();
    if (traffic.open() + dialling >= limits.concurrent) return 'limit_concurrent';
    connections += 1;
    hosts.add(host);
    return undefined;
  };
}
