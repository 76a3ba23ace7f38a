import { memo } from 'react';
import { cn } from '../../ui/class-names.ts';
import { Age } from '../../ui/moment.tsx';
import { ScanLink } from '../scans/scan-link.tsx';
import { ScanMenu } from '../scans/scan-menu.tsx';
import { ScanStatus } from '../scans/scan-status.tsx';
import { ScanSummary } from '../scans/scan-summary.tsx';
import { Thumbnail } from '../scans/thumbnail.tsx';
import type { ResultProps } from './result-row.tsx';
import { SelectBox } from './select-box.tsx';
import { TagList } from './tag-list.tsx';

/** Below the picture: URL, title, status. In pixels, and fixed: rows of cards have one height. */
export const CARD_TEXT_HEIGHT = 86;

export const ResultCard = memo(({ scan, checked, onToggle }: ResultProps) => {
  return (
    <div
      className={cn(
        'group panel relative flex flex-col overflow-hidden transition-colors hover:border-line-strong has-[a:focus-visible]:border-accent',
        checked && 'border-accent ring-1 ring-accent hover:border-accent',
      )}
    >
      <Thumbnail scan={scan} className="w-full rounded-none border-0 border-b" />
      <SelectBox
        name={scan.url}
        checked={checked}
        onToggle={(range) => onToggle(scan.id, range)}
        className="absolute top-1.5 left-1.5 z-1 rounded-md border border-line bg-raised"
      />
      <div
        className="flex flex-col justify-between px-3 pt-2 pb-1.5"
        style={{ height: CARD_TEXT_HEIGHT }}
      >
        <div>
          <ScanLink scan={scan} className="text-xs" />
          <p className="truncate text-faint text-xs">
            <TagList tags={scan.tags} />
            <ScanSummary scan={scan} />
          </p>
        </div>
        <div className="flex items-center justify-between gap-2">
          <ScanStatus scan={scan} />
          <span className="relative flex items-center gap-1">
            <Age iso={scan.created} className="whitespace-nowrap text-muted text-xs tabular-nums" />
            <ScanMenu scan={scan} />
          </span>
        </div>
      </div>
    </div>
  );
});
