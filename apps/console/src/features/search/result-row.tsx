import type { Scan } from '@webhood/contract';
import { memo } from 'react';
import { cn } from '../../ui/class-names.ts';
import { Age } from '../../ui/moment.tsx';
import { ScanLink } from '../scans/scan-link.tsx';
import { ScanMenu } from '../scans/scan-menu.tsx';
import { ScanStatus } from '../scans/scan-status.tsx';
import { ScanSummary } from '../scans/scan-summary.tsx';
import { Thumbnail } from '../scans/thumbnail.tsx';
import { SelectBox } from './select-box.tsx';
import { TagList } from './tag-list.tsx';

export const TABLE_ROW_HEIGHT = 48;

export type ResultProps = {
  scan: Scan;
  checked: boolean;
  onToggle: (id: string, range: boolean) => void;
};

/** Drawn again only when something of it changes: scrolling draws only the rows that come in. */
export const ResultRow = memo(({ scan, checked, onToggle }: ResultProps) => {
  return (
    <div
      className={cn(
        'relative flex h-12 items-center gap-2 px-2 transition-colors hover:bg-hover has-[a:focus-visible]:bg-hover',
        checked && 'bg-accent-soft hover:bg-accent-soft has-[a:focus-visible]:bg-accent-soft',
      )}
    >
      <SelectBox
        name={scan.url}
        checked={checked}
        onToggle={(range) => onToggle(scan.id, range)}
        className="z-1 -mx-1"
      />
      <Thumbnail scan={scan} className="w-13" />
      <div className="min-w-0 flex-1 pl-1">
        <ScanLink scan={scan} className="text-sm" />
        <p className="truncate text-faint text-xs">
          <Age iso={scan.created} className="mr-1.5 sm:hidden" />
          <TagList tags={scan.tags} />
          <ScanSummary scan={scan} />
        </p>
      </div>
      <span className="flex w-20 shrink-0 items-center max-sm:hidden">
        <ScanStatus scan={scan} />
      </span>
      <span
        className="w-24 truncate text-muted text-xs max-xl:hidden"
        title={scan.submittedBy.name}
      >
        {scan.submittedBy.name}
      </span>
      <Age
        iso={scan.created}
        className="relative w-20 shrink-0 text-right text-muted text-xs tabular-nums max-sm:hidden"
      />
      <div className="relative">
        <ScanMenu scan={scan} />
      </div>
    </div>
  );
});
