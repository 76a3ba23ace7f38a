import { useInfiniteQuery } from '@tanstack/react-query';
import { scanListQuery } from '../../api/queries.ts';
import { Failure } from '../../ui/states.tsx';
import { NoScans, ScanListSkeleton } from './scan-list-states.tsx';
import { flatten } from './scan-pages.ts';
import { ScanRow } from './scan-row.tsx';

/** What fits beside the form without scrolling far; the list page has the rest. */
const SHOWN = 12;

export function RecentScans() {
  const { data, error, isPending, refetch } = useInfiniteQuery(scanListQuery());
  const scans = flatten(data).slice(0, SHOWN);
  return (
    <div className="panel overflow-hidden">
      {isPending ? (
        <ScanListSkeleton rows={6} />
      ) : error && !data ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : scans.length === 0 ? (
        <NoScans />
      ) : (
        <ul className="divide-y divide-line">
          {scans.map((scan) => (
            <li key={scan.id}>
              <ScanRow scan={scan} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
