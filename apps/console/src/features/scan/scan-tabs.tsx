import { Tabs } from '@base-ui/react/tabs';
import type { Scan } from '@webhood/contract';
import { type ComponentType, lazy, Suspense, useEffect } from 'react';
import { PagePending } from '../../routes/page-states.tsx';
import { strings } from '../../ui/strings.ts';
import { TabStrip } from '../../ui/tab-strip.tsx';
import { SCAN_TABS, type ScanTab, scanTab } from './scan-tab.ts';
import { ScanWithoutReport } from './scan-without-report.tsx';
import type { TabProps } from './tab-props.ts';
import type { ReportState } from './use-report.ts';

type Body = { default: ComponentType<TabProps> };

/** Each tab's code is fetched when it is first opened; the editor of the HTML tab is large. */
const LOADERS: Record<ScanTab, () => Promise<Body>> = {
  overview: () => import('./overview-tab.tsx').then((m) => ({ default: m.OverviewTab })),
  network: () => import('../network-log/network-tab.tsx').then((m) => ({ default: m.NetworkTab })),
  redirects: () => import('./redirects-tab.tsx').then((m) => ({ default: m.RedirectsTab })),
  dom: () => import('./dom-tab.tsx').then((m) => ({ default: m.DomTab })),
  data: () => import('./data-tab.tsx').then((m) => ({ default: m.DataTab })),
  metadata: () => import('./metadata-tab.tsx').then((m) => ({ default: m.MetadataTab })),
};
const BODIES: Record<ScanTab, ComponentType<TabProps>> = {
  overview: lazy(LOADERS.overview),
  network: lazy(LOADERS.network),
  redirects: lazy(LOADERS.redirects),
  dom: lazy(LOADERS.dom),
  data: lazy(LOADERS.data),
  metadata: lazy(LOADERS.metadata),
};

type ScanTabsProps = {
  scan: Scan;
  state: ReportState;
  tab: ScanTab;
  view: string | undefined;
  onTab: (tab: ScanTab, view?: string) => void;
};

export function ScanTabs({ scan, state, tab, view, onTab }: ScanTabsProps) {
  // Beside the report, not after it.
  useEffect(() => void LOADERS[tab](), [tab]);
  const counts: Partial<Record<ScanTab, number>> =
    state.kind === 'ready'
      ? { network: state.report.exchanges.length, redirects: state.report.redirects.length }
      : {};
  return (
    <Tabs.Root value={tab} onValueChange={(value) => onTab(scanTab(value))}>
      <TabStrip
        label={strings.scan.title}
        tabs={SCAN_TABS}
        names={strings.scan.tabs}
        aside={(each) => <Count value={counts[each]} />}
      />
      {SCAN_TABS.map((each) => {
        const Body = BODIES[each];
        return (
          <Tabs.Panel key={each} value={each} className="min-h-96 pt-4 outline-none">
            {state.kind === 'ready' ? (
              <Suspense fallback={<PagePending />}>
                <Body
                  scan={scan}
                  report={state.report}
                  view={view}
                  onView={(next) => onTab(each, next)}
                />
              </Suspense>
            ) : (
              <ScanWithoutReport scan={scan} state={state} />
            )}
          </Tabs.Panel>
        );
      })}
    </Tabs.Root>
  );
}

function Count({ value }: { value: number | undefined }) {
  if (value === undefined) return null;
  return <span className="text-faint text-xs tabular-nums">{value.toLocaleString('en')}</span>;
}
