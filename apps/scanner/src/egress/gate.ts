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

export type GateOutcome =
  | { kind: 'connected'; socket: Socket }
  | { kind: 'refused'; rule: string }
  | { kind: 'failed'; error: DialError };

/** The only place of the scanner that opens a connection for a page. */
export interface Gate {
  connect(target: Target, signal: AbortSignal): Promise<GateOutcome>;
  /** Counts what has moved on `socket`; ends it when the scan's share is used up. */
  measure(socket: Socket): void;
  /** Ends every connection; resolves when the last one is closed. */
  stop(): Promise<void>;
}

interface GateOptions {
  policyFor: (port: number) => AddressPolicy;
  resolver: Resolver;
  limits: EgressLimits;
  ledger: Ledger;
  /** Closes connections that only wait to be used again. */
  releaseIdle: () => void;
  onRefused: (target: Target, rule: string) => void;
  onFault: (error: unknown) => void;
}

interface Meter {
  entry: LedgerEntry;
  bytesIn: number;
  bytesOut: number;
}

export function createGate(options: GateOptions): Gate {
  const { limits, ledger } = options;
  const open = new Map<Socket, Meter>();
  const hosts = new Set<string>();
  const used = { connections: 0, dialling: 0, bytesIn: 0, bytesOut: 0 };
  let stopped = false;

  const inUse = () => used.dialling + [...open.keys()].filter(({ destroyed }) => !destroyed).length;

  const exceeded = (host: string): string | undefined => {
    if (used.connections >= limits.connections) return 'limit_connections';
    if (!hosts.has(host) && hosts.size >= limits.hosts) return 'limit_hosts';
    if (used.bytesIn > limits.bytesIn) return 'limit_bytes_in';
    if (used.bytesOut > limits.bytesOut) return 'limit_bytes_out';
    if (inUse() >= limits.concurrent) options.releaseIdle();
    if (inUse() >= limits.concurrent) return 'limit_concurrent';
    return undefined;
  };

  const measure = (socket: Socket) => {
    const meter = open.get(socket);
    if (meter === undefined) return;
    used.bytesIn += socket.bytesRead - meter.bytesIn;
    used.bytesOut += socket.bytesWritten - meter.bytesOut;
    meter.bytesIn = socket.bytesRead;
    meter.bytesOut = socket.bytesWritten;
    meter.entry.count(meter.bytesIn, meter.bytesOut);
    if (used.bytesIn > limits.bytesIn || used.bytesOut > limits.bytesOut) socket.destroy();
  };

  const admit = (socket: Socket, entry: LedgerEntry) => {
    open.set(socket, { entry, bytesIn: 0, bytesOut: 0 });
    socket.setTimeout(limits.idleTimeoutMs, () => socket.destroy());
    socket.once('close', () => {
      measure(socket);
      entry.end();
      open.delete(socket);
    });
  };

  const dial = async (target: Target, signal: AbortSignal): Promise<DialOutcome> => {
    used.dialling += 1;
    try {
      return await dialChecked({
        ...target,
        policy: options.policyFor(target.port),
        resolver: options.resolver,
        timeoutMs: limits.connectTimeoutMs,
        signal,
      });
    } catch (error) {
      // A resolver or policy that throws is a defect; the page gets no connection out of it.
      options.onFault(error);
      return { kind: 'failed', error: 'connection_failed', addresses: [] };
    } finally {
      used.dialling -= 1;
    }
  };

  return {
    measure,
    async connect(target, signal) {
      const entry = ledger.begin(target.host, target.port);
      const rule = isBlockedPort(target.port) ? 'blocked_port' : exceeded(target.host);
      if (rule !== undefined) {
        entry.refused(rule, []);
        options.onRefused(target, rule);
        return { kind: 'refused', rule };
      }
      used.connections += 1;
      hosts.add(target.host);
      const outcome = await dial(target, signal);
      if (outcome.kind === 'refused') {
        entry.refused(outcome.rule, outcome.addresses, outcome.address);
        options.onRefused(target, outcome.rule);
        return { kind: 'refused', rule: outcome.rule };
      }
      if (outcome.kind === 'failed') {
        entry.failed(outcome.error, outcome.addresses);
        return { kind: 'failed', error: outcome.error };
      }
      if (stopped || signal.aborted) {
        outcome.socket.destroy();
        entry.failed('aborted', outcome.addresses);
        return { kind: 'failed', error: 'aborted' };
      }
      entry.allowed(outcome.address, outcome.addresses);
      admit(outcome.socket, entry);
      return { kind: 'connected', socket: outcome.socket };
    },
    async stop() {
      stopped = true;
      const closing = [...open.keys()].map((socket) => {
        const { promise, resolve } = Promise.withResolvers<void>();
        socket.once('close', () => resolve());
        socket.destroy();
        return promise;
      });
      await Promise.all(closing);
    },
  };
}
