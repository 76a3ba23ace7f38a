import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { Scan } from '@webhood/contract';
import { scanQuery } from '../api/queries.ts';
import { ScanHeader } from '../features/scan/scan-header.tsx';
import { ScanTabs } from '../features/scan/scan-tabs.tsx';
import { useReport } from '../features/scan/use-report.ts';
import { hostOf } from '../ui/evidence/defang.ts';
import { escapedString } from '../ui/evidence/escape-text.ts';
import { Failure } from '../ui/states.tsx';
import { strings } from '../ui/strings.ts';
import { useTitle } from '../ui/use-title.ts';
import { PagePending } from './page-states.tsx';

const route = getRouteApi('/shell/scans/$scanId');

export function ScanPage() {
  const { scanId } = route.useParams();
  const { data: scan, error, refetch } = useQuery(scanQuery(scanId));
  if (scan) return <LoadedScan key={scan.id} scan={scan} />;
  return error ? <Failure error={error} onRetry={() => void refetch()} /> : <PagePending />;
}

function LoadedScan({ scan }: { scan: Scan }) {
  const { tab, view } = route.useSearch();
  const navigate = route.useNavigate();
  const state = useReport(scan);
  useTitle(
    `${escapedString(hostOf(scan.url) ?? strings.scan.title)} · ${strings.states[scan.state]}`,
  );
  const report = state.kind === 'ready' ? state.report : undefined;
  return (
    <div className="mx-auto flex max-w-7xl flex-col gap-4 px-4 py-5 lg:px-8 lg:py-6">
      <ScanHeader scan={scan} report={report} />
      <ScanTabs
        scan={scan}
        state={state}
        tab={tab}
        view={view}
        onTab={(next, part) =>
          void navigate({
            search: { tab: next, ...(part === undefined || part === '' ? {} : { view: part }) },
            replace: true,
            resetScroll: false,
          })
        }
      />
    </div>
  );
}
