import { Database } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Empty } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';
import { scanStrings } from '../../ui/strings-scan.ts';
import { HtmlView, TextView } from './document-views.tsx';
import { SectionNav } from './section-nav.tsx';
import { SectionTable } from './section-table.tsx';
import type { TabProps } from './tab-props.ts';
import { type AnyDataTable, anyTable } from './tables/data-table.tsx';
import {
  frameTable,
  globalTable,
  linkTable,
  metaTable,
  scriptTable,
} from './tables/document-tables.tsx';

const text = scanStrings.dom;

const VIEWS = ['html', 'text', 'links', 'scripts', 'frames', 'meta', 'globals'] as const;
type DomView = (typeof VIEWS)[number];
type TableView = Exclude<DomView, 'html' | 'text'>;

/** The document: its source, its text, and the lists of what is in it. */
export function DomTab({ scan, report, view, onView }: TabProps) {
  const shown = VIEWS.find((each) => each === view) ?? 'html';
  const { links, scripts, frames, meta, globals } = report.document;
  const counts = {
    links: links.length,
    scripts: scripts.length,
    frames: frames.length,
    meta: meta.length,
    globals: globals.length,
  };
  const tables = useMemo<Record<TableView, AnyDataTable>>(
    () => ({
      links: anyTable(linkTable(report)),
      scripts: anyTable(scriptTable(report)),
      frames: anyTable(frameTable(report)),
      meta: anyTable(metaTable(report)),
      globals: anyTable(globalTable(report)),
    }),
    [report],
  );
  return (
    <div className="flex flex-col gap-3">
      <SectionNav
        label={text.views}
        sections={VIEWS}
        names={{ ...text }}
        counts={counts}
        value={shown}
        onChange={onView}
      />
      {shown === 'html' ? (
        <HtmlView scan={scan} report={report} />
      ) : shown === 'text' ? (
        <TextView scan={scan} report={report} />
      ) : (
        <TableOf key={shown} view={shown} table={tables[shown]} />
      )}
    </div>
  );
}

function TableOf({ view, table }: { view: TableView; table: AnyDataTable }) {
  const [filter, setFilter] = useState('');
  if (table.count === 0) {
    return (
      <div className="panel">
        <Empty icon={Database} title={text.empty[view]} />
      </div>
    );
  }
  return (
    <>
      <input
        type="search"
        data-main-field
        aria-label={strings.data.filter}
        placeholder={strings.data.filter}
        value={filter}
        onChange={(event) => setFilter(event.target.value)}
        className="field w-full sm:w-64"
      />
      <div className="panel overflow-hidden">
        {table.render((data) => (
          <SectionTable label={text[view]} filter={filter} {...data} />
        ))}
      </div>
    </>
  );
}
