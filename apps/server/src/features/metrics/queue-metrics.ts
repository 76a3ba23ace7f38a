import type { Scanner } from '@webhood/contract';
import { Gauge, type Registry } from 'prom-client';

/** By the database's clock, of all servers together. */
export interface QueueFigures {
  pending: number;
  queued: number;
  running: number;
  /** Of the queued scan that has waited longest; 0 when none waits. */
  oldestSeconds: number;
  /** Leases that have run out and were not ended yet. */
  overdueLeases: number;
  /** Messages to webhooks that were not delivered and not given up. */
  waitingDeliveries: number;
  /** Artifacts that the store does not have, or not as they were. */
  damagedArtifacts: number;
}

/** What is told of one scanner. */
export interface ScannerFigures {
  name: string;
  state: Scanner['state'];
  slots: number;
  /** Undefined where it is not known. */
  browserBuilt: Date | undefined;
}

/** Each is a series of its own; more installations than this have no need of the others. */
const SCANNERS_TOLD = 500;

interface Readers {
  queue: () => Promise<QueueFigures>;
  scanners: () => Promise<ScannerFigures[]>;
}

/** Read when asked for: every server tells the same, since the queue is one. docs/metrics.md */
export function measureQueue(registry: Registry, read: Readers): () => Promise<void> {
  const tellQueue = queueGauges(registry);
  const tellScanners = scannerGauges(registry);
  return async () => {
    const [queue, scanners] = await Promise.all([read.queue(), read.scanners()]);
    tellQueue(queue);
    tellScanners(scanners);
  };
}

function queueGauges(registry: Registry): (figures: QueueFigures) => void {
  const registers = [registry];
  const scans = new Gauge({
    name: 'webhood_queue_scans',
    help: 'Scans that have not ended, by state.',
    labelNames: ['state'],
    registers,
  });
  const oldest = new Gauge({
    name: 'webhood_queue_oldest_age_seconds',
    help: 'How long the queued scan that has waited longest has waited.',
    registers,
  });
  const overdue = new Gauge({
    name: 'webhood_leases_overdue',
    help: 'Leases that have run out and were not ended yet.',
    registers,
  });
  const deliveries = new Gauge({
    name: 'webhood_webhook_deliveries_waiting',
    help: 'Messages to webhooks that were not delivered and not given up.',
    registers,
  });
  const damaged = new Gauge({
    name: 'webhood_artifacts_damaged',
    help: 'Artifacts that the store did not have with their hash when they were last looked at.',
    registers,
  });
  return (figures) => {
    for (const state of ['pending', 'queued', 'running'] as const) {
      scans.set({ state }, figures[state]);
    }
    oldest.set(figures.oldestSeconds);
    overdue.set(figures.overdueLeases);
    deliveries.set(figures.waitingDeliveries);
    damaged.set(figures.damagedArtifacts);
  };
}

const STATES: readonly Scanner['state'][] = ['ready', 'busy', 'paused', 'away', 'refused'];

function scannerGauges(registry: Registry): (figures: ScannerFigures[]) => void {
  const registers = [registry];
  const scanners = new Gauge({
    name: 'webhood_scanners',
    help: 'Registered scanners by state.',
    labelNames: ['state'],
    registers,
  });
  const slots = new Gauge({
    name: 'webhood_scanner_slots',
    help: 'Scans that the connected scanners can run at once.',
    registers,
  });
  const built = new Gauge({
    name: 'webhood_scanner_browser_built_seconds',
    help: 'When the browser of a connected scanner was written, in seconds since 1970.',
    labelNames: ['scanner'],
    registers,
  });
  return (figures) => {
    const isConnected = ({ state }: ScannerFigures) => state !== 'away';
    const connected = figures.filter(isConnected);
    for (const state of STATES) {
      scanners.set({ state }, figures.filter((each) => each.state === state).length);
    }
    slots.set(connected.reduce((sum, each) => sum + each.slots, 0));
    built.reset();
    for (const { name, browserBuilt } of connected.slice(0, SCANNERS_TOLD)) {
      if (browserBuilt) built.set({ scanner: name }, browserBuilt.getTime() / 1_000);
    }
  };
}
