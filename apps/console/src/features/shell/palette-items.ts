import { filterRows } from '../../ui/filter-rows.ts';

export type PaletteGroup = 'do' | 'go' | 'saved' | 'recent';

export type PaletteItem = {
  id: string;
  group: PaletteGroup;
  label: string;
  /** Shown behind the label, and looked at too. */
  detail?: string;
  run: () => void;
};

/** Of each group; who looks for more types more, or goes to its page. */
const SHOWN: Record<PaletteGroup, number> = { do: 8, go: 12, saved: 6, recent: 6 };

/** Those that fit what was typed, in their groups. */
export function fittingItems(items: readonly PaletteItem[], typed: string): PaletteItem[] {
  const counts: Partial<Record<PaletteGroup, number>> = {};
  return filterRows(items, typed, ({ label, detail }) => `${label} ${detail ?? ''}`).filter(
    ({ group }) => {
      counts[group] = (counts[group] ?? 0) + 1;
      return counts[group] <= SHOWN[group];
    },
  );
}

/** Whether it is an address rather than words, also a defanged one. */
export function looksLikeUrl(typed: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:\/\/\S+|[^\s:"()]+(?:\[?\.\]?|\(\.\))[^\s:"()]+(?:[:/]\S*)?)$/i.test(
    typed.trim(),
  );
}
