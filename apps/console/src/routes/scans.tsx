import { useInfiniteQuery } from '@tanstack/react-query';
import { Filter } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { scanListQuery } from '../api/queries.ts';
import { ScanList } from '../features/scans/scan-list.tsx';
import { NoScans, ScanListSkeleton } from '../features/scans/scan-list-states.tsx';
import { flatten } from '../features/scans/scan-pages.ts';
import { scanText } from '../features/scans/scan-text.ts';
import { Button } from '../ui/button.tsx';
import { filterRows } from '../ui/filter-rows.ts';
import { Empty, Failure } from '../ui/states.tsx';
import { strings } from '../ui/strings.ts';
import { useTitle } from '../ui/use-title.ts';

const text = strings.scans;

export function ScansPage() {
  useTitle(text.title);
  const query = useInfiniteQuery(scanListQuery());
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, isFetchNextPageError } =
    query;
  const [filter, setFilter] = useState('');
  const scans = useMemo(() => flatten(data), [data]);
  const shown = useMemo(() => filterRows(scans, filter, scanText), [scans, filter]);
  const canLoad = hasNextPage && !isFetchingNextPage;
  const onEnd = useCallback(() => {
    // While filtering, loading is a decision: a filter that matches nothing would load everything.
    if (canLoad && filter === '' && !isFetchNextPageError) void fetchNextPage();
  }, [canLoad, filter, isFetchNextPageError, fetchNextPage]);

  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-4 px-4 py-6 lg:px-8 lg:py-8">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="flex items-baseline gap-3 font-semibold text-xl tracking-tight">
          {text.title}
          {data ? (
            <span className="font-normal text-faint text-sm tabular-nums">
              {text.count(scans.length, hasNextPage)}
            </span>
          ) : null}
        </h1>
        <input
          type="search"
          data-main-field
          aria-label={text.filter}
          placeholder={text.filter}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          className="field w-full sm:w-72"
        />
      </div>
      <div className="panel overflow-hidden">
        {query.isPending ? (
          <ScanListSkeleton rows={10} />
        ) : error && !data ? (
          <Failure error={error} onRetry={() => void query.refetch()} />
        ) : scans.length === 0 ? (
          <NoScans />
        ) : shown.length === 0 ? (
          <Empty icon={Filter} title={text.filterNone}>
            {text.filterNoneHint}
          </Empty>
        ) : (
          <ScanList scans={shown} onEnd={onEnd} />
        )}
      </div>
      {scans.length > 0 ? (
        <div className="flex justify-center text-faint text-xs">
          {hasNextPage ? (
            <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {text.loadMore}
            </Button>
          ) : (
            text.end
          )}
        </div>
      ) : null}
    </div>
  );
}
