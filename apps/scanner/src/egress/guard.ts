/**
 * The egress guard: the only way from a scanned page to the network.
 *
 * Invariants of this folder:
 *  - a connection is opened by `gate.ts` and nowhere else, to an address that policy has judged;
 *  - one listener per scan, so that every connection belongs to a scan by where it came in;
 *  - no listener of the guard is reachable through the guard, whatever the allow-list says;
 *  - what goes wrong ends in a refusal or a cut connection, never in a connection unchecked.
 */
import {
  type AddressPolicy,
  createAddressPolicy,
  createHostsTable,
  createResolver,
  type Resolver,
} from '@webhood/network-policy';
import type { Logger } from 'pino';
import type { ListenerSource } from '../browser/browser-network.ts';
import { DEFAULT_LIMITS, type EgressLimits } from './limits.ts';
import type { GuardMeter } from './meter.ts';
import { type EgressSession, openSession } from './session.ts';
import type { ScannerProxies } from './upstream/routes.ts';

export interface EgressGuard {
  /**
   * A listener for one scan. Stop it when the scan's browser context is gone.
   * @param source where a browser in a network of its own can reach the listener
   */
  open(source?: ListenerSource): Promise<EgressSession>;
  /** Stops what is still open. */
  close(): Promise<void>;
}

export interface EgressGuardOptions {
  policy: AddressPolicy;
  /** Used for every scan; without it each has its own, so that no answer outlives a scan. */
  resolver?: Resolver;
  /** `address:port` of the name servers that each scan's resolver asks; the system's otherwise. */
  nameServers?: readonly string[];
  /** Upstream proxies of the scanner; a scan may name one of its own. */
  proxies?: ScannerProxies;
  /** Whoever names a scan's proxy may reach this machine's network anyway. */
  trustsScanProxies?: boolean;
  limits?: Partial<EgressLimits>;
  /** Hears of every verdict, also of those for which a report has no room. */
  meter?: GuardMeter;
  log?: Logger;
}

export function createEgressGuard(options: EgressGuardOptions): EgressGuard {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const hosts = createHostsTable();
  const ports = new Set<number>();
  const sessions = new Set<EgressSession>();
  const policyFor = (port: number) =>
    ports.has(port) ? withoutThisHost(options.policy) : options.policy;

  return {
    async open(source) {
      const resolver = options.resolver ?? createResolver({ hosts, servers: options.nameServers });
      const session = await openSession({
        policyFor,
        resolver,
        proxies: options.proxies,
        trustsScanProxies: options.trustsScanProxies ?? false,
        limits,
        log: options.log,
        meter: options.meter,
        source,
        // A port of another network is none of this machine's.
        onListening: (port) => {
          if (!source) ports.add(port);
        },
        onStopped(port) {
          if (!source) ports.delete(port);
          sessions.delete(session);
          if (options.resolver === undefined) resolver.close();
        },
      });
      sessions.add(session);
      return session;
    },
    async close() {
      await Promise.all([...sessions].map((session) => session.stop()));
    },
  };
}

const PUBLIC_ONLY = createAddressPolicy();
/** The rules of every address form that ends at this host. */
const THIS_HOST = new Set(['loopback', 'this_network', 'unspecified']);

/** The policy for a port on which one of the guard's own listeners waits. */
function withoutThisHost(policy: AddressPolicy): AddressPolicy {
  return {
    ...policy,
    judge(address) {
      const publicly = PUBLIC_ONLY.judge(address);
      return !publicly.allowed && THIS_HOST.has(publicly.rule)
        ? { allowed: false, rule: 'own_listener' }
        : policy.judge(address);
    },
  };
}
