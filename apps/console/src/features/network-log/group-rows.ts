import type { Exchange } from '@webhood/contract';
import type { NetworkRow } from './network-columns.tsx';
import { groupByHost } from './select-exchanges.ts';

/** The exchanges under their hosts; those of a closed host are left out. */
export function groupRows(
  exchanges: readonly Exchange[],
  closed: ReadonlySet<string>,
): NetworkRow[] {
  return groupByHost(exchanges).flatMap(({ items, ...group }) => {
    const isOpen = !closed.has(group.host);
    return [{ ...group, requests: items.length, isOpen }, ...(isOpen ? items : [])];
  });
}
