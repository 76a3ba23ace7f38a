import { Link } from '@tanstack/react-router';
import { PinOff } from 'lucide-react';
import { useMemo } from 'react';
import { Badge } from '../../ui/badge.tsx';
import { IconButton } from '../../ui/button.tsx';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { Value } from '../../ui/evidence/value-menu.tsx';
import { scanStrings } from '../../ui/strings-scan.ts';
import { isSamePin, type Pin } from './pins.ts';
import type { DataTables } from './tables/data-sections.ts';

const text = scanStrings.data;

type PinnedPanelProps = {
  pins: readonly Pin[];
  scanId: string;
  tables: DataTables;
  onUnpin: (pin: Pin) => void;
};

/** What was pinned here or in other scans, and whether this scan has it too. */
export function PinnedPanel({ pins, scanId, tables, onUnpin }: PinnedPanelProps) {
  const isHere = useMemo(() => {
    const found = pins.map((pin) =>
      tables[pin.section].pins().some((each) => isSamePin({ ...each, section: pin.section }, pin)),
    );
    return (index: number) => found[index] === true;
  }, [pins, tables]);
  if (pins.length === 0) return null;
  return (
    <section aria-labelledby="pinned" className="panel">
      <h2 id="pinned" className="border-line border-b px-3 py-1.5 font-semibold text-xs">
        {text.pinned}
      </h2>
      <ul className="max-h-56 divide-y divide-line overflow-y-auto">
        {pins.map((pin, index) => (
          <li
            key={`${pin.section} ${pin.value}`}
            className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1 text-xs"
          >
            <Badge tone={isHere(index) ? 'ok' : 'neutral'} dot>
              {isHere(index) ? text.here : text.notHere}
            </Badge>
            <span className="w-20 shrink-0 text-faint">{text.sections[pin.section]}</span>
            <Value
              value={pin.value}
              kind={pin.kind}
              {...(pin.field ? { field: pin.field } : {})}
              className="min-w-32 flex-1"
            />
            <span className="flex min-w-0 items-center gap-1 text-faint">
              {pin.scanId === scanId ? null : (
                <>
                  {text.pinnedFrom}
                  <Link
                    to="/scans/$scanId"
                    params={{ scanId: pin.scanId }}
                    search={{ tab: 'data', view: pin.section }}
                    className="min-w-0 truncate rounded-sm text-accent underline"
                  >
                    <Evidence text={pin.host} length={60} />
                  </Link>
                </>
              )}
            </span>
            <IconButton
              label={text.unpin(pin.section)}
              icon={PinOff}
              className="size-6"
              onClick={() => onUnpin(pin)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
