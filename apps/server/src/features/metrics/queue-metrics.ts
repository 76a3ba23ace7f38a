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
}

/** Read when asked for: every server tells the same, since the queue is one. docs/metrics.md */
export function measureQueue(
  registry: Registry,
  read: () => Promise<QueueFigures>,
): () => Promise<void> {
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
  return async () => {
    const { pending, queued, running, oldestSeconds, overdueLeases } = await read();
    scans.set({ state: 'pending' }, pending);
    scans.set({ state: 'queued' }, queued);
    scans.set({ state: 'running' }, running);
    oldest.set(oldestSeconds);
    overdue.set(overdueLeases);
  };
}
