import type { Socket } from 'node:net';
import type { GuardConnection } from '@webhood/contract';
import {
  type AddressPolicy,
  dialChecked,
  isBlockedPort,
  type Resolver,
} from '@webhood/network-policy';
import type { Ledger, LedgerEntry } from './ledger.ts';
import type { EgressLimits } from './limits.ts';
import type { Target } from './target.ts';
import type { Traffic } from './traffic.ts';
import { dialUpstream, type EgressOutcome } from './upstream/dial-upstream.ts';
import type { Purpose, Routes, Upstream } from './upstream/routes.ts';
import type { EgressError } from './upstream/upstream-error.ts';

export type GateOutcome =
  | { kind: 'connected'; socket: Socket }
  | { kind: 'refused'; rule: string }
  | { kind: 'failed'; error: EgressError };

/** The only place of the scanner that opens a connection for a page. */
export interface Gate {
  connect(target: Target, purpose: Purpose, signal: AbortSignal): Promise<GateOutcome>;
  /** The upstream proxy that a connection of this kind goes through, if any. */
  routeOf: Routes['routeOf'];
}

interface GateOptions {
  policyFor: (port: number) => AddressPolicy;
  resolver: Resolver;
  routes: Routes;
  limits: EgressLimits;
  ledger: Ledger;
  traffic: Traffic;
  /** Closes connections that only wait to be used again. */
  releaseIdle: () => void;
  onJudged: (verdict: GuardConnection['verdict'], target: Target, rule: string) => void;
  onFault: (error: unknown) => void;
}

export function createGate(options: GateOptions): Gate {
  const { ledger, traffic, routes } = options;
  const quota = createQuota(options);
  let dialling = 0;

  const dialCounted = async (way: Way, signal: AbortSignal) => {
    dialling += 1;
    try {
      return await dial(options, way, signal);
    } finally {
      dialling -= 1;
    }
  };

  return {
    routeOf: routes.routeOf,
    async connect(target, purpose, signal) {
      const upstream = routes.routeOf(target, purpose);
      const entry = ledger.begin(target.host, target.port, upstream?.proxy.kind);
      const rule = isBlockedPort(target.port) ? 'blocked_port' : quota(target.host, dialling);
      const outcome: EgressOutcome =
        rule === undefined
          ? await dialCounted({ target, purpose, upstream }, signal)
          : { kind: 'refused', rule, address: '', addresses: [] };
      return settle(outcome, entry);
    },
  };

  function settle(outcome: EgressOutcome, entry: LedgerEntry): GateOutcome {
    if (outcome.kind === 'refused') {
      const { rule, address, addresses } = outcome;
      entry.refused(rule, addresses, address);
      options.onJudged('refused', entry.target, rule);
      return { kind: 'refused', rule };
    }
    if (outcome.kind === 'failed') {
      entry.failed(outcome.error, outcome.addresses);
      options.onJudged('failed', entry.target, outcome.error);
      return { kind: 'failed', error: outcome.error };
    }
    entry.allowed(outcome.address, outcome.addresses);
    options.onJudged('allowed', entry.target, '');
    traffic.admit(outcome.socket, entry);
    return { kind: 'connected', socket: outcome.socket };
  }
}

interface Way {
  target: Target;
  purpose: Purpose;
  upstream: Upstream | undefined;
}

async function dial(
  { policyFor, resolver, limits, onFault }: GateOptions,
  { target, purpose, upstream }: Way,
  signal: AbortSignal,
): Promise<EgressOutcome> {
  const common = { resolver, timeoutMs: limits.connectTimeoutMs, signal };
  try {
    const outcome =
      upstream === undefined
        ? await dialChecked({ ...common, ...target, policy: policyFor(target.port) })
        : await dialUpstream({ ...common, upstream, target, purpose, policyFor });
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
