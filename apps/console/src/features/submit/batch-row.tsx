import { Link } from '@tanstack/react-router';
import type { Scan } from '@webhood/contract';
import { CircleCheck, CircleX, Clock } from 'lucide-react';
import { Badge } from '../../ui/badge.tsx';
import { Spinner } from '../../ui/button.tsx';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { UrlText } from '../../ui/evidence/url-text.tsx';
import { strings } from '../../ui/strings.ts';
import { submitStrings } from '../../ui/strings-submit.ts';
import { currentStep } from '../scans/progress.ts';
import { QuickAction } from '../scans/quick-action.tsx';
import { ScanProgress, ScanStatus } from '../scans/scan-status.tsx';
import { Thumbnail } from '../scans/thumbnail.tsx';
import type { BatchItem } from './batch-items.ts';
import type { ItemState } from './run-batch.ts';

export const BATCH_ROW_HEIGHT = 48;
const text = submitStrings.batch;

/** One line of a batch: what was pasted, and how far it is. */
export function BatchRow({ item, scan }: { item: BatchItem; scan: Scan | undefined }) {
  return (
    <div className="flex h-full min-w-0 items-center gap-3 px-4 text-sm">
      {scan ? <Thumbnail scan={scan} className="w-14" /> : <StateIcon state={item.state} />}
      <UrlText url={scan?.url ?? item.url} className="min-w-0 flex-1" />
      <Outcome state={item.state} scan={scan} />
    </div>
  );
}

function StateIcon({ state }: { state: ItemState }) {
  return (
    <span className="flex w-14 shrink-0 justify-center">
      {state.kind === 'submitting' ? (
        <Spinner className="text-accent" />
      ) : state.kind === 'submitted' ? (
        <CircleCheck aria-hidden size={15} className="text-ok" />
      ) : state.kind === 'waiting' ? (
        <Clock aria-hidden size={15} className="text-faint" />
      ) : (
        <CircleX aria-hidden size={15} className="text-bad" />
      )}
    </span>
  );
}

function Outcome({ state, scan }: { state: ItemState; scan: Scan | undefined }) {
  if (state.kind === 'refused' || state.kind === 'unusable') {
    return (
      <span className="line-clamp-2 max-w-[60%] text-right text-bad text-xs">
        <Evidence text={state.message} />
      </span>
    );
  }
  if (state.kind !== 'submitted') {
    return <span className="text-faint text-xs">{strings.submit.waiting}</span>;
  }
  return (
    <span className="flex shrink-0 items-center gap-2">
      {state.isReused ? <Badge>{text.reused}</Badge> : null}
      {scan ? (
        <span className="hidden w-36 sm:block">
          {currentStep(scan) ? <ScanProgress scan={scan} /> : <ScanStatus scan={scan} />}
        </span>
      ) : (
        <span className="text-faint text-xs">{text.submittedLine}</span>
      )}
      {scan ? <QuickAction scan={scan} /> : null}
      <Link
        to="/scans/$scanId"
        params={{ scanId: state.scanId }}
        search={{ tab: 'overview' }}
        className="rounded-sm text-accent text-xs underline"
      >
        {strings.scans.open}
      </Link>
    </span>
  );
}
