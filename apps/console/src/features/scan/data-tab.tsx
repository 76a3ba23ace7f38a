import type { Report, Scan } from '@webhood/contract';
import { Database, Filter } from 'lucide-react';
import { useMemo, useState } from 'react';
import { cn } from '../../ui/class-names.ts';
import { filterRows } from '../../ui/filter-rows.ts';
import { Empty } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';
import { VirtualTable } from '../../ui/virtual-table.tsx';
import { type DataSection, type DataTable, dataCounts, dataTable } from './data-tables.tsx';
import type { TabProps } from './tab-props.ts';

const text = strings.data;
const SECTIONS = Object.keys(text.sections) as DataSection[];
const ROW_HEIGHT = 33;

export function DataTab({ scan, report }: TabProps) {
  const counts = useMemo(() => dataCounts(report), [report]);
  const [chosen, setChosen] = useState<DataSection | null>(null);
  const [filter, setFilter] = useState('');
  // Until one is chosen, the first that has something to show.
  const section = chosen ?? SECTIONS.find((each) => counts[each] > 0) ?? 'cookies';
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <nav aria-label={strings.scan.tabs.data} className="flex flex-wrap gap-1">
          {SECTIONS.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={each === section}
              onClick={() => setChosen(each)}
              className={cn(
                'flex h-7 items-center gap-1.5 rounded-md px-2.5 font-medium text-xs transition-colors',
                each === section
                  ? 'bg-accent-soft text-accent'
                  : 'text-muted hover:bg-hover hover:text-text',
              )}
            >
              {text.sections[each]}
              <span className="tabular-nums">{counts[each].toLocaleString('en')}</span>
            </button>
          ))}
        </nav>
        <input
          type="search"
          data-main-field
          aria-label={text.filter}
          placeholder={text.filter}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          className="field ml-auto w-full sm:w-64"
        />
      </div>
      {section === 'downloads' ? <p className="text-faint text-xs">{text.downloadNote}</p> : null}
      <SectionPanel key={section} section={section} scan={scan} report={report} filter={filter} />
    </div>
  );
}

type SectionPanelProps = { section: DataSection; scan: Scan; report: Report; filter: string };

function SectionPanel({ section, scan, report, filter }: SectionPanelProps) {
  const table = useMemo(() => dataTable(section, scan, report), [section, scan, report]);
  return (
    <div className="panel overflow-hidden">
      {table.isEmpty ? (
        <Empty icon={Database} title={text.empty[section]} />
      ) : (
        table.render((rows) => <SectionTable section={section} filter={filter} {...rows} />)
      )}
    </div>
  );
}

function SectionTable<T>({
  section,
  filter,
  rows,
  columns,
  textOf,
  minWidth,
}: DataTable<T> & { section: DataSection; filter: string }) {
  const shown = useMemo(() => filterRows(rows, filter, textOf), [rows, filter, textOf]);
  if (shown.length === 0) return <Empty icon={Filter} title={text.none} />;
  return (
    <VirtualTable
      label={text.sections[section]}
      columns={columns}
      rows={shown}
      rowKey={(_, index) => index}
      rowHeight={ROW_HEIGHT}
      measure
      minWidth={minWidth}
      className="max-h-[70dvh]"
    />
  );
}
