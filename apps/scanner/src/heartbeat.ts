/** Keeps a lease alive while its scan runs, and notices when it is not ours any more. */
import type { Lease, Phase } from '@webhood/contract';
import type { Job, ServerClient } from './server-client.ts';

export type LeaseEnd = 'lost' | 'cancelled';

export interface Heartbeat {
  phase(phase: Phase): void;
  stop(): void;
}

export function startHeartbeat(deps: {
  client: Pick<ServerClient, 'heartbeat'>;
  job: Job;
  lease: Pick<Lease, 'heartbeatMs' | 'leaseSeconds'>;
  onEnd: (end: LeaseEnd) => void;
}): Heartbeat {
  const { client, job, lease } = deps;
  let phase: Phase = 'opening';
  let isStopped = false;
  let confirmedAtMs = performance.now();

  const end = (reason: LeaseEnd): void => {
    if (isStopped) return;
    stop();
    deps.onEnd(reason);
  };
  const beat = async (): Promise<void> => {
    const sentAtMs = performance.now();
    const answer = await client.heartbeat(job, phase);
    if (answer.kind === 'alive') {
      confirmedAtMs = sentAtMs;
      if (answer.cancelled) end('cancelled');
      return;
    }
    // A server that cannot be reached may come back; past the lease it has given the scan away.
    const isOver = performance.now() - confirmedAtMs > lease.leaseSeconds * 1_000;
    if (answer.kind !== 'unreachable' || isOver) end('lost');
  };
  const timer = setInterval(() => void beat(), lease.heartbeatMs);
  const stop = (): void => {
    isStopped = true;
    clearInterval(timer);
  };

  return {
    phase(next) {
      const hasChanged = next !== phase;
      phase = next;
      if (hasChanged && !isStopped) void beat();
    },
    stop,
  };
}
