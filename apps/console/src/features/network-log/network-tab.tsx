import { Download, Filter, Globe, Group } from 'lucide-react';
import { useMemo, useState } from 'react';
import { client } from '../../api/client.ts';
import { buttonClass } from '../../ui/button.tsx';
import { cn } from '../../ui/class-names.ts';
import { Empty } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';
import { scanStrings } from '../../ui/strings-scan.ts';
import { VirtualTable } from '../../ui/virtual-table.tsx';
import type { TabProps } from '../scan/tab-props.ts';
import { ExchangeDetail } from './exchange-detail.tsx';
import { groupRows } from './group-rows.ts';
import { isGroup, type NetworkRow, networkColumns } from './network-columns.tsx';
import { NetworkFilter } from './network-filter.tsx';
import {
  domainsOf,
  type ExchangeSort,
  isFailed,
  NO_FILTER,
  type SortKey,
  selectExchanges,
  typesOf,
} from './select-exchanges.ts';
import { spanMs } from './waterfall.ts';

const text = strings.network;
const more = scanStrings.network;
const ROW_HEIGHT = 30;

/** Every request, filtered, sorted and grouped, with one of them in detail. */
export function NetworkTab({ scan, report, view, onView }: TabProps) {
  const { exchanges } = report;
  const [filter, setFilter] = useState(NO_FILTER);
  const [sort, setSort] = useState<ExchangeSort>({ key: 'id', descending: false });
  const [grouped, setGrouped] = useState(false);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [selectedId, setSelectedId] = useState(() => (view ? Number(view) : null));
  const columns = useMemo(() => networkColumns(spanMs(exchanges)), [exchanges]);
  const types = useMemo(() => typesOf(exchanges), [exchanges]);
  const domains = useMemo(() => domainsOf(exchanges), [exchanges]);
  const found = useMemo(
    () => selectExchanges(exchanges, filter, sort, report.scan.finalUrl),
    [exchanges, filter, sort, report.scan.finalUrl],
  );
  const rows = useMemo<readonly NetworkRow[]>(
    () => (grouped ? groupRows(found, closed) : found),
    [found, grouped, closed],
  );
  const position = found.findIndex(({ id }) => id === selectedId);
  const selected = found[position];
  const select = (id: number | null) => {
    setSelectedId(id);
    onView(id === null ? '' : String(id));
  };
  const step = (by: number) => select(found[position + by]?.id ?? selectedId);
  const onRow = (row: NetworkRow) => {
    if (!isGroup(row)) return select(row.id === selectedId ? null : row.id);
    setClosed((current) => {
      const next = new Set(current);
      if (!next.delete(row.host)) next.add(row.host);
      return next;
    });
  };
  const onSort = (key: string) =>
    setSort((current) => ({
      key: key as SortKey,
      descending: current.key === key && !current.descending,
    }));
  const har = report.artifacts.find(({ kind }) => kind === 'har');

  if (exchanges.length === 0) {
    return (
      <div className="panel">
        <Empty icon={Globe} title={text.empty} />
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <NetworkFilter filter={filter} onChange={setFilter} types={types} domains={domains} />
        <div className="ml-auto flex items-center gap-2">
          <p role="status" className="text-faint text-xs tabular-nums">
            {text.shown(found.length, exchanges.length)}
          </p>
          <button
            type="button"
            aria-pressed={grouped}
            onClick={() => setGrouped(!grouped)}
            className={buttonClass('secondary', cn(grouped && 'border-accent text-accent'))}
          >
            <Group aria-hidden size={15} />
            {more.group}
          </button>
          {har ? (
            <a
              href={client.scans.urls.artifact(scan.id, har.sha256)}
              download={`${scan.slug}.har`}
              title={more.exportHarTitle}
              className={buttonClass('secondary')}
            >
              <Download aria-hidden size={15} />
              {more.exportHar}
            </a>
          ) : null}
        </div>
      </div>
      <div
        className={cn(
          'panel grid h-[72dvh] min-h-80 overflow-hidden',
          selected && 'xl:grid-cols-[minmax(0,1fr)_27rem]',
        )}
      >
        {rows.length === 0 ? (
          <Empty icon={Filter} title={text.none}>
            {text.noneHint}
          </Empty>
        ) : (
          <VirtualTable
            label={text.table}
            columns={columns}
            rows={rows}
            rowKey={(row) => (isGroup(row) ? `host ${row.host}` : row.id)}
            rowHeight={ROW_HEIGHT}
            minWidth="62rem"
            selected={selectedId}
            rowClass={(row) => (isGroup(row) ? 'bg-sunken' : isFailed(row) ? 'bg-bad-soft/40' : '')}
            onRow={onRow}
            sort={sort}
            onSort={onSort}
          />
        )}
        {selected ? (
          <ExchangeDetail
            key={selected.id}
            scan={scan}
            exchange={selected}
            onClose={() => select(null)}
            onPrevious={position > 0 ? () => step(-1) : undefined}
            onNext={position < found.length - 1 ? () => step(1) : undefined}
          />
        ) : null}
      </div>
    </div>
  );
}
