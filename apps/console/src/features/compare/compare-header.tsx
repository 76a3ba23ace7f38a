import { Link } from '@tanstack/react-router';
import type { Scan } from '@webhood/contract';
import { ArrowLeftRight } from 'lucide-react';
import { IconButton } from '../../ui/button.tsx';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { UrlText } from '../../ui/evidence/url-text.tsx';
import { Age } from '../../ui/moment.tsx';
import { compareStrings as text } from '../../ui/strings-compare.ts';
import { ScanStatus } from '../scans/scan-status.tsx';

type CompareHeaderProps = { a: Scan; b: Scan; onSwap: () => void; onOther: () => void };

/** The two scans beside each other. */
export function CompareHeader({ a, b, onSwap, onOther }: CompareHeaderProps) {
  return (
    <div className="grid grid-cols-1 items-stretch gap-2 md:grid-cols-[minmax(0,1fr)_auto_minmax(0,1fr)]">
      <Side label={text.first} scan={a} />
      <div className="flex items-center justify-center">
        <IconButton label={text.swap} icon={ArrowLeftRight} onClick={onSwap} />
      </div>
      <Side label={text.second} scan={b} onOther={onOther} />
    </div>
  );
}

type SideProps = { label: string; scan: Scan; onOther?: () => void };

function Side({ label, scan, onOther }: SideProps) {
  return (
    <div className="panel relative flex min-w-0 flex-col gap-0.5 px-4 py-3 has-[a:hover]:border-line-strong">
      <div className="flex items-center gap-2 text-xs">
        <span className="label-caps">{label}</span>
        <ScanStatus scan={scan} />
        <Age iso={scan.created} className="text-muted" />
        {onOther ? (
          <button
            type="button"
            onClick={onOther}
            className="relative z-1 ml-auto rounded-sm text-accent hover:underline"
          >
            {text.other}
          </button>
        ) : null}
      </div>
      <Link
        to="/scans/$scanId"
        params={{ scanId: scan.id }}
        search={{ tab: 'overview' }}
        className="block rounded-sm after:absolute after:inset-0"
      >
        <UrlText url={scan.url} className="text-sm" />
      </Link>
      <p className="truncate text-faint text-xs">
        {scan.title === '' ? '\u00a0' : <Evidence text={scan.title} length={0} />}
      </p>
    </div>
  );
}
