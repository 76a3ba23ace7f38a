import type { Scan } from '@webhood/contract';
import { Ban, CircleX, FileQuestion } from 'lucide-react';
import { PagePending } from '../../routes/page-states.tsx';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { Empty, Failure } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';
import { failureDetail } from './failure-detail.ts';
import { RunningScan } from './running-scan.tsx';
import type { ReportState } from './use-report.ts';

const text = strings.scan;

/** What stands in a tab's place until there is a report, or when there will be none. */
export function ScanWithoutReport({ scan, state }: { scan: Scan; state: ReportState }) {
  if (state.kind === 'running') return <RunningScan scan={scan} />;
  if (state.kind === 'failed') return <Failure error={state.error} onRetry={state.retry} />;
  if (state.kind !== 'none') return <PagePending />;
  if (scan.state === 'cancelled') {
    return (
      <Empty icon={Ban} title={text.cancelledTitle}>
        {strings.failures.cancelled}
      </Empty>
    );
  }
  if (scan.state === 'error') return <FailedScan scan={scan} />;
  return (
    <Empty icon={FileQuestion} title={text.noReport}>
      {text.noReportBody}
    </Empty>
  );
}

export function FailedScan({ scan }: { scan: Scan }) {
  const detail = failureDetail(scan);
  return (
    <Empty icon={CircleX} title={text.failedTitle}>
      {scan.errorCode ? <p>{strings.failures[scan.errorCode]}</p> : null}
      {detail === '' ? null : (
        <p className="mt-2 text-xs">
          <Evidence text={detail} />
        </p>
      )}
    </Empty>
  );
}
