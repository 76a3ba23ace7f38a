import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { SearchX, SlidersHorizontal } from 'lucide-react';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { searchQuery } from '../api/queries.ts';
import { NoScans, ScanListSkeleton } from '../features/scans/scan-list-states.tsx';
import { ExportMenu } from '../features/search/export-menu.tsx';
import { FacetsPanel } from '../features/search/facets-panel.tsx';
import { faultPlace } from '../features/search/fault-place.ts';
import { foundScans } from '../features/search/found-pages.ts';
import { QueryField } from '../features/search/query-field.tsx';
import { ResultList } from '../features/search/result-list.tsx';
import { SavedMenu } from '../features/search/saved-menu.tsx';
import { SearchExamples } from '../features/search/search-examples.tsx';
import { type SearchView, searchParams } from '../features/search/search-params.ts';
import { type Selection, useSelection } from '../features/search/use-selection.ts';
import { Button } from '../ui/button.tsx';
import { cn } from '../ui/class-names.ts';
import { Segmented } from '../ui/segmented.tsx';
import { Empty, Failure, Skeleton } from '../ui/states.tsx';
import { searchStrings as text } from '../ui/strings-search.ts';
import { useTitle } from '../ui/use-title.ts';
import { useWasOpen } from '../ui/use-was-open.ts';

const BulkBar = lazy(() =>
  import('../features/search/bulk-bar.tsx').then((module) => ({ default: module.BulkBar })),
);
const route = getRouteApi('/shell/search');

export function SearchPage() {
  const { q = '', view = 'table' } = route.useSearch();
  const navigate = route.useNavigate();
  useTitle(q === '' ? text.title : `${q.slice(0, 80)} · ${text.title}`);
  const { data, error } = useInfiniteQuery(searchQuery(q));
  const scans = useMemo(() => foundScans(data), [data]);
  const selection = useSelection(scans);
  const hasSelected = useWasOpen(selection.selected.length > 0);
  const [facetsOpen, setFacetsOpen] = useState(false);
  const onSearch = useCallback(
    (next: string) => {
      selection.clear();
      void navigate({ search: ({ view: shown }) => searchParams({ q: next.trim(), view: shown }) });
    },
    [navigate, selection.clear],
  );
  const onView = (next: SearchView) =>
    void navigate({
      search: (before) => searchParams({ ...before, view: next }),
      replace: true,
      resetScroll: false,
    });
  const total = data?.pages[0]?.total;
  return (
    <div className="mx-auto flex max-w-[100rem] flex-col gap-4 px-4 py-5 lg:px-6">
      <h1 className="sr-only">{text.title}</h1>
      <div className="flex items-start gap-2">
        <QueryField q={q} error={error} onSearch={onSearch} />
        <SavedMenu q={q} onSearch={onSearch} />
      </div>
      {q === '' || faultPlace(error) ? <SearchExamples onSearch={onSearch} /> : null}
      <div className="grid grid-cols-1 items-start gap-5 lg:grid-cols-[12.5rem_minmax(0,1fr)]">
        <aside
          aria-label={text.facets.title}
          className={cn(
            'lg:sticky lg:top-5 lg:block lg:max-h-[calc(100dvh-2.5rem)] lg:overflow-y-auto',
            facetsOpen ? 'panel p-4 lg:border-0 lg:bg-transparent lg:p-0' : 'hidden',
          )}
        >
          {error ? null : <FacetsPanel q={q} onSearch={onSearch} />}
        </aside>
        <div className="flex min-w-0 flex-col gap-3">
          <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-2">
            {error ? null : <SelectAll scans={scans.length} selection={selection} />}
            <p role="status" className="text-muted text-sm tabular-nums">
              {total ? text.found(total.count, total.isExact) : ''}
            </p>
            <div className="ml-auto flex items-center gap-2">
              <Button
                icon={SlidersHorizontal}
                aria-expanded={facetsOpen}
                title={text.facets.show}
                className="lg:hidden"
                onClick={() => setFacetsOpen(!facetsOpen)}
              >
                <span className="max-sm:sr-only">{text.facets.title}</span>
              </Button>
              {error ? null : <ExportMenu q={q} />}
              <Segmented
                label={text.view}
                value={view}
                options={(['table', 'gallery'] as const).map((value) => ({
                  value,
                  label: text.views[value],
                }))}
                onChange={onView}
              />
            </div>
          </div>
          <Results {...{ q, view, selection, onSearch }} />
        </div>
      </div>
      {hasSelected ? (
        <Suspense>
          <BulkBar selected={selection.selected} onClear={selection.clear} />
        </Suspense>
      ) : null}
    </div>
  );
}

function SelectAll({ scans, selection }: { scans: number; selection: Selection }) {
  const { size } = selection.ids;
  return (
    <input
      type="checkbox"
      aria-label={text.selectAll}
      title={text.selectAll}
      disabled={scans === 0}
      checked={size > 0 && size >= scans}
      ref={(element) => {
        if (element) element.indeterminate = size > 0 && size < scans;
      }}
      onChange={(event) => selection.setAll(event.target.checked)}
      className="ml-3 size-3.5 accent-accent"
    />
  );
}

type ResultsProps = {
  q: string;
  view: SearchView;
  selection: Selection;
  onSearch: (q: string) => void;
};

function Results({ q, view, selection, onSearch }: ResultsProps) {
  const query = useInfiniteQuery(searchQuery(q));
  const { data, error, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } =
    query;
  const scans = useMemo(() => foundScans(data), [data]);
  const canLoad = hasNextPage && !isFetchingNextPage && !isFetchNextPageError;
  const onEnd = useCallback(() => {
    if (canLoad) void fetchNextPage();
  }, [canLoad, fetchNextPage]);
  if (!data) {
    if (!error) return <ResultsSkeleton view={view} />;
    // Its place is marked in the field.
    if (faultPlace(error)) return null;
    return (
      <div className="panel">
        <Failure error={error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  if (scans.length === 0) {
    return (
      <div className="panel">
        {q === '' ? (
          <NoScans />
        ) : (
          <Empty icon={SearchX} title={text.noMatch}>
            {text.noMatchBody}
            <p className="mt-3">
              <Button onClick={() => onSearch('')}>{text.clear}</Button>
            </p>
          </Empty>
        )}
      </div>
    );
  }
  return (
    <>
      <div className={view === 'table' ? 'panel overflow-hidden' : ''}>
        <ResultList
          key={`${view} ${q}`}
          scans={scans}
          view={view}
          selection={selection}
          onEnd={onEnd}
        />
      </div>
      <div className="flex h-8 items-center justify-center text-faint text-xs">
        {hasNextPage ? (
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {text.more}
          </Button>
        ) : (
          text.end
        )}
      </div>
    </>
  );
}

function ResultsSkeleton({ view }: { view: SearchView }) {
  if (view === 'table') {
    return (
      <div className="panel overflow-hidden">
        <ScanListSkeleton rows={14} dense />
      </div>
    );
  }
  return (
    <div aria-busy className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-4">
      {Array.from({ length: 8 }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders are all alike
        <Skeleton key={index} className="aspect-[4/3] h-auto" />
      ))}
    </div>
  );
}
