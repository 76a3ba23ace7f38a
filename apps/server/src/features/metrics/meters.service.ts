/**
 * What this server counts and measures while it works; docs/metrics.md lists it. Every label has a
 * closed set of values, or one that administrators make, so that the number of series is bounded
 * whatever is scanned.
 */
import type { PhaseTimes, ScanFailureCode, ScannerCounts } from '@webhood/contract';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ObserveStore } from '../../platform/metrics/measured-blob-store.ts';
import { SERVER_VERSION } from '../../version.ts';

/** Seconds. From a cached answer to a long poll. */
const REQUEST_BUCKETS = [0.005, 0.02, 0.1, 0.5, 2, 10, 30];
/** Seconds. From a row by its key to the bound of a statement. */
const DATABASE_BUCKETS = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10];
/** Seconds. From a file that is there to an upload of the largest artifact. */
const STORE_BUCKETS = [0.002, 0.01, 0.05, 0.2, 1, 5, 20];
/** Seconds. From a page that is cached to the longest scan; waiting takes as long as it takes. */
const PHASE_BUCKETS = [0.05, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 600, 3_600];
/** Rules of guards; scanners could make up any, and each would be a series. */
const GUARD_RULES = 200;

/** `lost`: it ran out; `fenced`: a call of an attempt that no longer holds it; `returned`: unused. */
export type LeaseEvent = 'claimed' | 'renewed' | 'lost' | 'fenced' | 'returned';

export interface ScanMeter {
  submitted(count: number): void;
  ended(state: 'done' | 'error' | 'cancelled', code?: ScanFailureCode | null, count?: number): void;
  /** `waitedSeconds`: of its last attempt, for a free scanner. */
  took(waitedSeconds: number, phases: PhaseTimes): void;
}

export interface LeaseMeter {
  lease(event: LeaseEvent): void;
  scannerTold(counts: ScannerCounts): void;
}

export type Meters = ReturnType<typeof createMeters>;

export function createMeters() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    ...platformMeters(registry),
    scans: scanMeter(registry),
    leases: leaseMeter(registry),
    webhooks: webhookMeter(registry),
    watchEventStreams: (count: () => number) => {
      gauge(registry, 'webhood_event_streams', 'Open event streams of this server.', count);
    },
  };
}

function gauge(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}

function platformMeters(registry: Registry) {
  const registers = [registry];
  new Gauge({
    name: 'webhood_build_info',
    help: 'Always 1; the version is a label.',
    labelNames: ['version'],
    registers,
  }).set({ version: SERVER_VERSION }, 1);
  const requests = new Histogram({
    name: 'webhood_http_request_duration_seconds',
    help: 'Time from request to answer, by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_BUCKETS,
    registers,
  });
  const queries = new Histogram({
    name: 'webhood_database_query_duration_seconds',
    help: 'Time of one statement, without the wait for a connection.',
    labelNames: ['outcome'],
    buckets: DATABASE_BUCKETS,
    registers,
  });
  const store = new Histogram({
    name: 'webhood_store_duration_seconds',
    help: 'Time of one call to the artifact store.',
    labelNames: ['operation', 'outcome'],
    buckets: STORE_BUCKETS,
    registers,
  });
  const connections = new Gauge({
    name: 'webhood_database_connections',
    help: 'Connections of this server by state; `waiting` counts those who want one.',
    labelNames: ['state'],
    registers,
  });
  const observeStore: ObserveStore = (operation, seconds, isOk) =>
    store.observe({ operation, outcome: outcomeOf(isOk) }, seconds);
  return {
    request: (labels: { method: string; route: string; status: string }, seconds: number) =>
      requests.observe(labels, seconds),
    query: (seconds: number, isOk: boolean) =>
      queries.observe({ outcome: outcomeOf(isOk) }, seconds),
    observeStore,
    connections: ({ idle, used, waiting }: { idle: number; used: number; waiting: number }) => {
      connections.set({ state: 'idle' }, idle);
      connections.set({ state: 'used' }, used);
      connections.set({ state: 'waiting' }, waiting);
    },
  };
}

const outcomeOf = (isOk: boolean): 'ok' | 'error' => (isOk ? 'ok' : 'error');

function scanMeter(registry: Registry): ScanMeter {
  const registers = [registry];
  const submitted = new Counter({
    name: 'webhood_scans_submitted_total',
    help: 'Scans that were accepted by this server.',
    registers,
  });
  const ended = new Counter({
    name: 'webhood_scans_ended_total',
    help: 'Scans whose end this server committed, by state and failure code.',
    labelNames: ['state', 'code'],
    registers,
  });
  const phases = new Histogram({
    name: 'webhood_scan_phase_duration_seconds',
    help: 'How long the phases of committed scans took; `queued` is the wait for a scanner.',
    labelNames: ['phase'],
    buckets: PHASE_BUCKETS,
    registers,
  });
  // So that the first failure is a step from 0 and not a series that begins with 1.
  for (const state of ['done', 'error', 'cancelled']) ended.inc({ state, code: '' }, 0);
  return {
    submitted: (count) => submitted.inc(count),
    ended: (state, code, count = 1) => ended.inc({ state, code: code ?? '' }, count),
    took: (waitedSeconds, times) => {
      phases.observe({ phase: 'queued' }, Math.max(0, waitedSeconds));
      for (const [phase, ms] of Object.entries(times)) {
        phases.observe({ phase }, Math.max(0, ms) / 1_000);
      }
    },
  };
}

function leaseMeter(registry: Registry): LeaseMeter {
  const registers = [registry];
  const leases = new Counter({
    name: 'webhood_leases_total',
    help: 'Leases of this server: claimed, renewed, returned unused, lost (run out), fenced.',
    labelNames: ['event'],
    registers,
  });
  const starts = new Counter({
    name: 'webhood_scanner_browser_starts_total',
    help: 'Browsers that scanners have started.',
    registers,
  });
  const ends = new Counter({
    name: 'webhood_scanner_browser_ends_total',
    help: 'Browsers that scanners have replaced, by cause.',
    labelNames: ['cause'],
    registers,
  });
  const guard = new Counter({
    name: 'webhood_scanner_guard_verdicts_total',
    help: 'Connections that pages wanted, by verdict of the egress guard and its rule.',
    labelNames: ['verdict', 'rule'],
    registers,
  });
  const rules = new Set<string>();
  for (const event of ['claimed', 'renewed', 'lost', 'fenced', 'returned'])
    leases.inc({ event }, 0);
  return {
    lease: (event) => leases.inc({ event }),
    scannerTold: (counts) => {
      starts.inc(counts.browserStarts);
      for (const { cause, count } of counts.browserEnds) ends.inc({ cause }, count);
      for (const { verdict, rule, count } of counts.guard) {
        if (rules.size < GUARD_RULES) rules.add(rule);
        guard.inc({ verdict, rule: rules.has(rule) ? rule : 'other' }, count);
      }
    },
  };
}

function webhookMeter(registry: Registry) {
  const attempts = new Counter({
    name: 'webhood_webhook_attempts_total',
    help: 'Messages that this server tried to deliver, by whether they arrived.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  for (const outcome of ['delivered', 'failed']) attempts.inc({ outcome }, 0);
  return {
    attempted: (hasArrived: boolean) =>
      attempts.inc({ outcome: hasArrived ? 'delivered' : 'failed' }),
  };
}
