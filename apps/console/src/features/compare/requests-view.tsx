import type { Exchange, Report } from '@webhood/contract';
import { Equal } from 'lucide-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { cn } from '../../ui/class-names.ts';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { Value } from '../../ui/evidence/value-menu.tsx';
import { filterRows } from '../../ui/filter-rows.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { Empty } from '../../ui/states.tsx';
import { compareStrings } from '../../ui/strings-compare.ts';
import { type Column, VirtualTable } from '../../ui/virtual-table.tsx';
import { Status } from '../network-log/network-columns.tsx';
import { countKinds, type DifferenceKind } from './compare-by.ts';
import { compareExchanges, type ExchangeDifference } from './compare-exchanges.ts';
import { KindBadge } from './kind-badge.tsx';

const text = compareStrings.requests;
const KINDS = ['added', 'removed', 'changed', 'same'] as const;
type Shown = DifferenceKind | 'different';

/** Requests that are new, gone or other than before. */
export function RequestsView({ a, b }: { a: Report; b: Report }) {
  const all = useMemo(() => compareExchanges(a.exchanges, b.exchanges), [a, b]);
  const counts = useMemo(() => countKinds(all), [all]);
  const [shown, setShown] = useState<Shown>('different');
  const [filter, setFilter] = useState('');
  const words = useDeferredValue(filter);
  const rows = useMemo(() => {
    const ofKind = all.filter(({ kind }) =>
      shown === 'different' ? kind !== 'same' : kind === shown,
    );
    return filterRows(ofKind, words, urlOf);
  }, [all, shown, words]);
  const different = all.length - counts.same;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Segmented
          label={text.show}
          value={shown}
          options={[
            { value: 'different', label: `${text.different} ${different}` },
            ...KINDS.map((kind) => ({
              value: kind,
              label: `${compareStrings.kinds[kind]} ${counts[kind]}`,
            })),
          ]}
          onChange={setShown}
          className="min-w-0 max-w-full overflow-x-auto"
        />
        <input
          type="search"
          data-main-field
          aria-label={text.filter}
          placeholder={text.filter}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          className="field w-full sm:w-64"
        />
      </div>
      {rows.length === 0 ? (
        <div className="panel">
          <Empty icon={Equal} title={text.none}>
            {text.noneBody}
          </Empty>
        </div>
      ) : (
        <VirtualTable
          label={text.label}
          columns={COLUMNS}
          rows={rows}
          rowKey={({ a: before, b: after }) => `${before?.id ?? ''} ${after?.id ?? ''}`}
          rowHeight={34}
          minWidth="48rem"
          className="panel max-h-[70dvh]"
          rowClass={({ kind }) =>
            cn(kind === 'added' && 'bg-ok-soft/50', kind === 'removed' && 'bg-bad-soft/50')
          }
        />
      )}
    </div>
  );
}

function urlOf({ a, b }: ExchangeDifference): string {
  return `${b?.request.url ?? ''} ${a?.request.url ?? ''}`;
}

const COLUMNS: Column<ExchangeDifference>[] = [
  {
    key: 'kind',
    header: text.show,
    quiet: true,
    width: '5.5rem',
    cell: ({ kind }) => <KindBadge kind={kind} />,
  },
  {
    key: 'method',
    header: text.columns.method,
    width: '4.5rem',
    cell: ({ a, b }) => <Evidence text={(b ?? a)?.request.method ?? ''} length={0} mono />,
  },
  {
    key: 'url',
    header: text.columns.url,
    width: 'minmax(18rem, 1fr)',
    cell: ({ a, b }) => <Value value={(b ?? a)?.request.url ?? ''} kind="url" className="w-full" />,
  },
  { key: 'a', header: text.columns.a, width: '5rem', cell: ({ a }) => <StatusOf exchange={a} /> },
  { key: 'b', header: text.columns.b, width: '5rem', cell: ({ b }) => <StatusOf exchange={b} /> },
  {
    key: 'changes',
    header: text.columns.changes,
    width: '9rem',
    cell: ({ changes }) => (
      <span className="text-muted">{changes.map((each) => text.changes[each]).join(', ')}</span>
    ),
  },
];

function StatusOf({ exchange }: { exchange: Exchange | undefined }) {
  return exchange ? <Status exchange={exchange} /> : <span className="text-faint">–</span>;
}
