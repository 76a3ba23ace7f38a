import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Scan } from '@webhood/contract';
import { Columns2 } from 'lucide-react';
import { searchQuery } from '../../api/queries.ts';
import { hostOf } from '../../ui/evidence/defang.ts';
import { UrlText } from '../../ui/evidence/url-text.tsx';
import { Age } from '../../ui/moment.tsx';
import { Empty, Failure } from '../../ui/states.tsx';
import { compareStrings as text } from '../../ui/strings-compare.ts';
import { ScanListSkeleton } from '../scans/scan-list-states.tsx';
import { ScanStatus } from '../scans/scan-status.tsx';
import { Thumbnail } from '../scans/thumbnail.tsx';
import { foundScans } from '../search/found-pages.ts';
import { termText } from '../search/query-terms.ts';

/** What the comparison may be with: earlier and later scans of the same domain. */
export function OtherScan({ scan }: { scan: Scan }) {
  const q = `${termText('domain', hostOf(scan.final_url || scan.url) ?? '')} status:done`;
  const { data, error, refetch } = useInfiniteQuery(searchQuery(q));
  const others = foundScans(data).filter(({ id }) => id !== scan.id);
  return (
    <section className="panel overflow-hidden" aria-label={text.choose}>
      <header className="border-line border-b px-4 py-3">
        <h2 className="font-semibold text-base">{text.choose}</h2>
        <p className="mt-0.5 text-muted text-sm">
          {text.chooseHint}{' '}
          <Link to="/search" className="text-accent underline">
            {text.toSearch}
          </Link>
        </p>
      </header>
      {data ? (
        others.length === 0 ? (
          <Empty icon={Columns2} title={text.none}>
            {text.noneBody}
          </Empty>
        ) : (
          <ul className="divide-y divide-line">
            {others.map((other) => (
              <li
                key={other.id}
                className="relative flex items-center gap-3 px-3 py-2 hover:bg-hover"
              >
                <Thumbnail scan={other} className="w-14" />
                <Link
                  to="/compare"
                  search={inOrder(scan, other)}
                  data-row
                  className="min-w-0 flex-1 rounded-sm after:absolute after:inset-0"
                >
                  <UrlText url={other.url} className="text-sm" />
                </Link>
                <span className="max-sm:hidden">
                  <ScanStatus scan={other} />
                </span>
                <Age iso={other.created} className="w-20 shrink-0 text-right text-muted text-xs" />
              </li>
            ))}
          </ul>
        )
      ) : error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : (
        <ScanListSkeleton rows={4} dense />
      )}
    </section>
  );
}

/** The older one first. */
function inOrder(one: Scan, other: Scan): { a: string; b: string } {
  const isFirst = Date.parse(one.created) <= Date.parse(other.created);
  return isFirst ? { a: one.id, b: other.id } : { a: other.id, b: one.id };
}
