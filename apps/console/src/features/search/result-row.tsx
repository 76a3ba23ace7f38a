import { Link } from '@tanstack/react-router';
import type { Scan } from '@webhood/contract';
import { cn } from '../../ui/class-names.ts';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { UrlText } from '../../ui/evidence/url-text.tsx';
import { Age } from '../../ui/moment.tsx';
import { ScanMenu } from '../scans/scan-menu.tsx';
import { ScanStatus } from '../scans/scan-status.tsx';
import { Thumbnail } from '../scans/thumbnail.tsx';
import { SelectBox } from './select-box.tsx';
import { TagList } from './tag-list.tsx';

export const TABLE_ROW_HEIGHT = 48;

export type ResultProps = {
  scan: Scan;
  checked: boolean;
  onToggle: (range: boolean) => void;
};

export function ResultRow({ scan, checked, onToggle }: ResultProps) {
  return (
    <div
      className={cn(
        'relative flex h-12 items-center gap-2 px-2 transition-colors hover:bg-hover has-[a:focus-visible]:bg-hover',
        checked && 'bg-accent-soft hover:bg-accent-soft has-[a:focus-visible]:bg-accent-soft',
      )}
    >
      <SelectBox name={scan.url} checked={checked} onToggle={onToggle} className="z-1 -mx-1" />
      <Thumbnail scan={scan} className="w-13" />
      <div className="min-w-0 flex-1 pl-1">
        <Link
          to="/scans/$scanId"
          params={{ scanId: scan.id }}
          search={{ tab: 'overview' }}
          data-row
          className="block rounded-sm after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          <UrlText url={scan.url} className="text-sm" />
        </Link>
        <p className="truncate text-faint text-xs">
          <Age iso={scan.created} className="mr-1.5 sm:hidden" />
          <TagList tags={scan.tags} />
          {scan.title === '' ? '\u00a0' : <Evidence text={scan.title} length={0} />}
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
}
