import type { Priority } from '@webhood/contract';

const RANKS = { low: -1, normal: 0, high: 1 } as const satisfies Record<Priority, number>;

/** As the queue orders by it. */
export function rankOf(priority: Priority): number {
  return RANKS[priority];
}

export function priorityOf(rank: number): Priority {
  if (rank < RANKS.normal) return 'low';
  return rank > RANKS.normal ? 'high' : 'normal';
}
