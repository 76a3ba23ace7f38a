import { Tabs } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';

type TabStripProps<Tab extends string> = {
  label: string;
  tabs: readonly Tab[];
  names: Record<Tab, string>;
  /** Beside a tab's name. */
  aside?: (tab: Tab) => ReactNode;
};

/** The headings of `Tabs.Root`. Where they do not fit they scroll, and fade out at the edge. */
export function TabStrip<Tab extends string>({ label, tabs, names, aside }: TabStripProps<Tab>) {
  return (
    <Tabs.List
      aria-label={label}
      className="scroll-fade relative flex overflow-x-auto border-line border-b sm:gap-1"
    >
      {tabs.map((each) => (
        <Tabs.Tab
          key={each}
          value={each}
          className="flex h-9 shrink-0 items-center gap-1.5 border-transparent border-b-2 px-2 font-medium text-muted text-sm hover:text-text focus-visible:-outline-offset-2 data-[active]:border-accent data-[active]:text-text sm:px-3"
        >
          {names[each]}
          {aside?.(each)}
        </Tabs.Tab>
      ))}
    </Tabs.List>
  );
}
