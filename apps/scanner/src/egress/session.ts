import type { GuardConnection, ProxyUrl } from '@webhood/contract';
import type { AddressPolicy, Resolver } from '@webhood/network-policy';
import type { Logger } from 'pino';
import type { ListenerSource } from '../browser/browser-network.ts';
import { createForwarder } from './forward.ts';
import { createGate } from './gate.ts';
import { createLedger } from './ledger.ts';
import type { EgressLimits } from './limits.ts';
import { startListener } from './listener.ts';
import type { GuardMeter } from './meter.ts';
import { createTraffic } from './traffic.ts';
import { openTunnel, openUpgrade } from './tunnel.ts';
import { createRoutes, type ScannerProxies } from './upstream/routes.ts';

/** The network of one scan. */
export interface EgressSession {
  /** `http://127.0.0.1:PORT`, for the browser context of this scan and no other. */
  readonly proxyServer: string;
  /** Sends everything from now on through an upstream proxy. Before the page asks for anything. */
  useScanProxy(proxy: ProxyUrl): void;
  /** What was asked for so far, oldest first; bounded, see `droppedConnections`. */
  connections(): GuardConnection[];
  /** Connections that took place or were refused but are not in the list. */
  droppedConnections(): number;
  /** Ends every connection. Resolves when no socket is left. */
  stop(): Promise<void>;
}

interface SessionOptions {
  policyFor: (port: number) => AddressPolicy;
  resolver: Resolver;
  proxies: ScannerProxies | undefined;
  trustsScanProxies: boolean;
  limits: EgressLimits;
  log: Logger | undefined;
  meter: GuardMeter | undefined;
  source: ListenerSource | undefined;
  onListening: (port: number) => void;
  onStopped: (port: number) => void;
}

export async function openSession(options: SessionOptions): Promise<EgressSession> {
  const { limits, log } = options;
  const onFault = (error: unknown) => log?.error({ err: error }, 'egress.failed');
  const stopping = new AbortController();
  const ledger = createLedger(limits.recorded);
  const traffic = createTraffic(limits);
  const routes = createRoutes(options.proxies);
  const gate = createGate({
    ...options,
    routes,
    ledger,
    traffic,
    releaseIdle: () => forwarder.releaseIdle(),
    onJudged: (verdict, { host, port }, rule) => {
      options.meter?.judged(verdict, rule);
      if (verdict === 'refused') log?.info({ host, port, rule }, 'egress.refused');
    },
    onFault,
  });
  const forwarder = createForwarder(gate, traffic, stopping.signal);
  const way = { gate, traffic };
  const listener = await startListener({
    source: options.source,
    // Room for idle connections of the browser beside those in use.
    connections: limits.concurrent * 2,
    onRequest: forwarder.forward,
    onConnect: (request, client, head) => openTunnel(way, request, client, head),
    onUpgrade: (request, client, head) => openUpgrade(way, request, client, head),
    onFault,
  });
  const { port } = listener;
  options.onListening(port);
  log?.debug({ port }, 'egress.opened');

  const stop = async () => {
    stopping.abort();
    forwarder.stop();
    await Promise.all([listener.stop(), traffic.stop()]);
    options.onStopped(port);
    log?.debug({ port, dropped: ledger.dropped() }, 'egress.stopped');
  };
  let stopped: Promise<void> | undefined;
  return {
    proxyServer: `http://127.0.0.1:${port}`,
    useScanProxy: (proxy) => routes.useScanProxy({ proxy, isTrusted: options.trustsScanProxies }),
    connections: ledger.connections,
    droppedConnections: ledger.dropped,
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}
