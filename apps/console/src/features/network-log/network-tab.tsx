import { Filter, Globe } from 'lucide-react';
import { useMemo, useState } from 'react';
import { cn } from '../../ui/class-names.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { Empty } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';
import { VirtualTable } from '../../ui/virtual-table.tsx';
import type { TabProps } from '../scan/tab-props.ts';
import { ExchangeDetail } from './exchange-detail.tsx';
import { networkColumns } from './network-columns.tsx';
import {
  type ExchangeFilter,
  type ExchangeSort,
  isFailed,
  NO_FILTER,
  type SortKey,
  type Subset,
  selectExchanges,
  typesOf,
} from './select-exchanges.ts';
import { spanMs } from './waterfall.ts';

const text = strings.network;
const ROW_HEIGHT = 30;
const SUBSETS = (Object.keys(text.subsets) as Subset[]).map((value) => ({
  value,
  label: text.subsets[value],
}));

export function NetworkTab({ scan, report }: TabProps) {
  const { exchanges } = report;
  const [filter, setFilter] = useState(NO_FILTER);
  const [sort, setSort] = useState<ExchangeSort>({ key: 'id', descending: false });
  const [selectedId, setSelectedId] = useState<number | null>(null);
  const columns = useMemo(() => networkColumns(spanMs(exchanges)), [exchanges]);
  const rows = useMemo(
    () => selectExchanges(exchanges, filter, sort, report.scan.finalUrl),
    [exchanges, filter, sort, report.scan.finalUrl],
  );
  const position = rows.findIndex(({ id }) => id === selectedId);
  const selected = rows[position];
  const step = (by: number) => setSelectedId(rows[position + by]?.id ?? selectedId);
  const onSort = (key: string) =>
    setSort((current) => ({
      key: key as SortKey,
      descending: current.key === key && !current.descending,
    }));

  if (exchanges.length === 0) {
    return (
      <div className="panel">
        <Empty icon={Globe} title={text.empty} />
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-3">
      <NetworkFilter
        filter={filter}
        onChange={setFilter}
        types={typesOf(exchanges)}
        summary={text.shown(rows.length, exchanges.length)}
      />
      <div
        className={cn(
          'panel grid h-[72dvh] min-h-80 overflow-hidden',
          selected && 'xl:grid-cols-[minmax(0,1fr)_26rem]',
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
            rowKey={(row) => row.id}
            rowHeight={ROW_HEIGHT}
            minWidth="62rem"
            selected={selectedId}
            rowClass={(row) => (isFailed(row) ? 'bg-bad-soft/40' : '')}
            onRow={(row) => setSelectedId(row.id === selectedId ? null : row.id)}
            sort={sort}
            onSort={onSort}
          />
        )}
        {selected ? (
          <ExchangeDetail
            key={selected.id}
            scan={scan}
            exchange={selected}
            onClose={() => setSelectedId(null)}
            onPrevious={position > 0 ? () => step(-1) : undefined}
            onNext={position < rows.length - 1 ? () => step(1) : undefined}
          />
        ) : null}
      </div>
    </div>
  );
}

type NetworkFilterProps = {
  filter: ExchangeFilter;
  onChange: (filter: ExchangeFilter) => void;
  types: readonly string[];
  summary: string;
};

function NetworkFilter({ filter, onChange, types, summary }: NetworkFilterProps) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <input
        type="search"
        data-main-field
        aria-label={text.filter}
        placeholder={text.filter}
        value={filter.text}
        onChange={(event) => onChange({ ...filter, text: event.target.value })}
        className="field w-full sm:w-80"
      />
      <Select
        aria-label={text.type}
        value={filter.type}
        onChange={(event) => onChange({ ...filter, type: event.target.value })}
      >
        <option value="">{text.allTypes}</option>
        {types.map((type) => (
          <option key={type} value={type}>
            {type}
          </option>
        ))}
      </Select>
      <Segmented
        label={text.only}
        value={filter.subset}
        options={SUBSETS}
        onChange={(subset) => onChange({ ...filter, subset })}
      />
      <p role="status" className="ml-auto text-faint text-xs tabular-nums">
        {summary}
      </p>
    </div>
  );
}
