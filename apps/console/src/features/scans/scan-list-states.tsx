import { ScanSearch } from 'lucide-react';
import { cn } from '../../ui/class-names.ts';
import { Empty, Skeleton } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';

type ScanListSkeletonProps = { rows: number; dense?: boolean };

/** As high as the rows that take its place: `dense` those of a search. */
export function ScanListSkeleton({ rows, dense = false }: ScanListSkeletonProps) {
  return (
    <div
      className="divide-y divide-line"
      aria-busy
      role="status"
      aria-label={strings.scans.loading}
    >
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders are all alike
        <div key={row} className={cn('flex items-center gap-3 px-3', dense ? 'h-12' : 'h-17')}>
          <Skeleton className={dense ? 'h-8 w-13' : 'h-12.5 w-20'} />
          <div className="flex flex-1 flex-col gap-2">
            <Skeleton className="h-3.5 w-1/2" />
            <Skeleton className="h-3 w-1/4" />
          </div>
          <Skeleton className="hidden h-5 w-20 md:block" />
        </div>
      ))}
    </div>
  );
}

export function NoScans() {
  return (
    <Empty icon={ScanSearch} title={strings.submit.emptyTitle}>
      {strings.submit.emptyBody}
    </Empty>
  );
}
