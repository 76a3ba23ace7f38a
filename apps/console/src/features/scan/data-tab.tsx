import { Database } from 'lucide-react';
import { useMemo, useState } from 'react';
import { hostOf } from '../../ui/evidence/defang.ts';
import { Empty } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';
import { scanStrings } from '../../ui/strings-scan.ts';
import { PinnedPanel } from './pinned-panel.tsx';
import { isSamePin, type Pin, usePins } from './pins.ts';
import { SectionNav } from './section-nav.tsx';
import { SectionTable } from './section-table.tsx';
import type { TabProps } from './tab-props.ts';
import { DATA_SECTIONS, type DataSection, dataTables } from './tables/data-sections.ts';
import type { PinText } from './tables/data-table.tsx';

const text = scanStrings.data;

/** Everything that a scan collected, as tables. */
export function DataTab({ scan, report, view, onView }: TabProps) {
  const tables = useMemo(() => dataTables({ scan, report }), [scan, report]);
  const [filter, setFilter] = useState('');
  const { pins, toggle } = usePins();
  // Until one is chosen, the first that has something to show.
  const section =
    DATA_SECTIONS.find((each) => each === view) ??
    DATA_SECTIONS.find((each) => tables[each].count > 0) ??
    'cookies';
  const counts = Object.fromEntries(
    DATA_SECTIONS.map((each) => [each, tables[each].count]),
  ) as Record<DataSection, number>;
  const pinIn = (pin: PinText): Pin => ({
    ...pin,
    section,
    scanId: scan.id,
    host: hostOf(scan.final_url || scan.url) ?? scan.slug,
  });
  const pinning = {
    isPinned: (pin: PinText) => pins.some((each) => isSamePin(each, { ...pin, section })),
    toggle: (pin: PinText) => toggle(pinIn(pin)),
  };
  const table = tables[section];
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-start gap-2">
        <div className="min-w-0 flex-1 basis-96">
          <SectionNav
            label={strings.scan.tabs.data}
            sections={DATA_SECTIONS}
            names={text.sections}
            counts={counts}
            value={section}
            onChange={onView}
          />
        </div>
        <input
          type="search"
          data-main-field
          aria-label={strings.data.filter}
          placeholder={strings.data.filter}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          className="field w-full sm:w-64"
        />
      </div>
      <PinnedPanel pins={pins} scanId={scan.id} tables={tables} onUnpin={toggle} />
      {section === 'downloads' ? (
        <p className="text-faint text-xs">{strings.data.downloadNote}</p>
      ) : null}
      <div key={section} className="panel overflow-hidden">
        {table.count === 0 ? (
          <Empty icon={Database} title={text.empty[section]} />
        ) : (
          table.render((data) => (
            <SectionTable
              label={text.sections[section]}
              filter={filter}
              pinning={pinning}
              {...data}
            />
          ))
        )}
      </div>
    </div>
  );
}
