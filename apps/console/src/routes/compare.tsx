import { Tabs } from '@base-ui/react/tabs';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { isTerminal, type Report, type Scan } from '@webhood/contract';
import { Columns2, Hourglass } from 'lucide-react';
import { type ComponentType, lazy, Suspense } from 'react';
import { scanQuery } from '../api/queries.ts';
import { CompareHeader } from '../features/compare/compare-header.tsx';
import {
  COMPARE_VIEWS,
  type CompareView,
  compareParams,
} from '../features/compare/compare-params.ts';
import { OtherScan } from '../features/compare/other-scan.tsx';
import { useReport } from '../features/scan/use-report.ts';
import { buttonClass } from '../ui/button.tsx';
import { Empty, Failure } from '../ui/states.tsx';
import { compareStrings as text } from '../ui/strings-compare.ts';
import { TabStrip } from '../ui/tab-strip.tsx';
import { useTitle } from '../ui/use-title.ts';
import { PagePending } from './page-states.tsx';

const route = getRouteApi('/shell/compare');

type ViewProps = { a: Scan; b: Scan; reportA: Report; reportB: Report };

/** Each view's code is fetched when it is first opened. */
const VIEWS: Record<CompareView, ComponentType<ViewProps>> = {
  overview: lazy(() =>
    import('../features/compare/overview-view.tsx').then((m) => ({ default: m.OverviewView })),
  ),
  requests: lazy(() =>
    import('../features/compare/requests-view.tsx').then(({ RequestsView }) => ({
      default: ({ reportA, reportB }: ViewProps) => <RequestsView a={reportA} b={reportB} />,
    })),
  ),
  dom: lazy(() =>
    import('../features/compare/dom-view.tsx').then(({ DomView }) => ({
      default: ({ a, b }: ViewProps) => <DomView a={a} b={b} />,
    })),
  ),
  data: lazy(() =>
    import('../features/compare/cookies-view.tsx').then(({ CookiesView }) => ({
      default: ({ reportA, reportB }: ViewProps) => <CookiesView a={reportA} b={reportB} />,
    })),
  ),
};

export function ComparePage() {
  const { a, b } = route.useSearch();
  useTitle(text.title);
  return (
    <div className="mx-auto flex max-w-7xl flex-col gap-4 px-4 py-5 lg:px-8 lg:py-6">
      <h1 className="font-semibold text-xl tracking-tight">{text.title}</h1>
      {a && b ? <Two key={`${a} ${b}`} a={a} b={b} /> : <One id={a ?? b} />}
    </div>
  );
}

function One({ id }: { id: string | undefined }) {
  const {
    data: scan,
    error,
    refetch,
  } = useQuery({ ...scanQuery(id ?? ''), enabled: id !== undefined });
  if (id === undefined) {
    return (
      <div className="panel">
        <Empty icon={Columns2} title={text.none}>
          {text.noneBody}
          <p className="mt-3">
            <Link to="/search" className={buttonClass('primary')}>
              {text.toSearch}
            </Link>
          </p>
        </Empty>
      </div>
    );
  }
  if (scan) return <OtherScan scan={scan} />;
  return error ? <Failure error={error} onRetry={() => void refetch()} /> : <PagePending />;
}

function Two({ a, b }: { a: string; b: string }) {
  const navigate = route.useNavigate();
  const before = useQuery(scanQuery(a));
  const after = useQuery(scanQuery(b));
  const failed = [before, after].find(({ data, error }) => error && !data);
  if (failed) return <Failure error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!before.data || !after.data) return <PagePending />;
  return (
    <>
      <CompareHeader
        a={before.data}
        b={after.data}
        onSwap={() =>
          void navigate({ search: (now) => compareParams({ ...now, a: b, b: a }), replace: true })
        }
        onOther={() => void navigate({ search: { a } })}
      />
      <Views a={before.data} b={after.data} />
    </>
  );
}

function Views({ a, b }: { a: Scan; b: Scan }) {
  const { view = 'overview' } = route.useSearch();
  const navigate = route.useNavigate();
  const stateA = useReport(a);
  const stateB = useReport(b);
  if (!isTerminal(a.state) || !isTerminal(b.state)) {
    return (
      <div className="panel">
        <Empty icon={Hourglass} title={text.notEnded}>
          {text.notEndedBody}
        </Empty>
      </div>
    );
  }
  for (const state of [stateA, stateB]) {
    if (state.kind === 'failed') return <Failure error={state.error} onRetry={state.retry} />;
    if (state.kind === 'none') {
      return (
        <div className="panel">
          <Empty icon={Columns2} title={text.noReport}>
            {text.noReportBody}
          </Empty>
        </div>
      );
    }
  }
  if (stateA.kind !== 'ready' || stateB.kind !== 'ready') return <PagePending />;
  return (
    <Tabs.Root
      value={view}
      onValueChange={(next) =>
        void navigate({ search: (now) => compareParams({ ...now, view: next }), replace: true })
      }
    >
      <TabStrip label={text.tabs} tabs={COMPARE_VIEWS} names={text.views} />
      {COMPARE_VIEWS.map((each) => {
        const View = VIEWS[each];
        return (
          <Tabs.Panel key={each} value={each} className="min-h-96 pt-4 outline-none">
            <Suspense fallback={<PagePending />}>
              <View a={a} b={b} reportA={stateA.report} reportB={stateB.report} />
            </Suspense>
          </Tabs.Panel>
        );
      })}
    </Tabs.Root>
  );
}
