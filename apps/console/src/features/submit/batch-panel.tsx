import { Link } from '@tanstack/react-router';
import { CircleCheck, CircleX, Clock, X } from 'lucide-react';
import { describeError } from '../../api/describe-error.ts';
import { IconButton, Spinner } from '../../ui/button.tsx';
import { UrlText } from '../../ui/evidence/url-text.tsx';
import { strings } from '../../ui/strings.ts';
import type { BatchItem } from './batch-items.ts';
import type { ItemState } from './run-batch.ts';

const text = strings.submit;

/** Each submission of a batch and how it went. */
export function BatchPanel({
  items,
  onClear,
}: {
  items: readonly BatchItem[];
  onClear: () => void;
}) {
  const submitted = items.filter((item) => item.state.kind === 'submitted').length;
  const refused = items.filter((item) => item.state.kind === 'refused').length;
  const unusable = items.filter((item) => item.state.kind === 'unusable').length;
  return (
    <section className="panel overflow-hidden" aria-label={text.batch}>
      <header className="flex items-center justify-between border-line border-b px-4 py-2">
        <p className="text-sm" role="status">
          <span className="font-medium">{text.batchDone(submitted, items.length)}</span>
          {refused > 0 ? <span className="ml-2 text-bad">{text.batchFailed(refused)}</span> : null}
          {unusable > 0 ? <span className="ml-2 text-bad">{text.rejected(unusable)}</span> : null}
        </p>
        <IconButton label={strings.action.clear} icon={X} onClick={onClear} />
      </header>
      <ul className="max-h-72 divide-y divide-line overflow-y-auto">
        {items.map((item) => (
          <li key={item.url} className="flex min-w-0 items-center gap-3 px-4 py-1.5 text-sm">
            <StateIcon state={item.state} />
            <UrlText url={item.url} className="min-w-0 flex-1" />
            <Outcome state={item.state} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function StateIcon({ state }: { state: ItemState }) {
  if (state.kind === 'submitting') return <Spinner className="text-accent" />;
  if (state.kind === 'submitted') return <CircleCheck aria-hidden size={15} className="text-ok" />;
  if (state.kind === 'refused' || state.kind === 'unusable')
    return <CircleX aria-hidden size={15} className="text-bad" />;
  return <Clock aria-hidden size={15} className="text-faint" />;
}

function Outcome({ state }: { state: ItemState }) {
  if (state.kind === 'refused' || state.kind === 'unusable') {
    return (
      <span className="max-w-[60%] text-right text-bad text-xs">
        {state.kind === 'unusable' ? state.message : describeError(state.error).message}
      </span>
    );
  }
  if (state.kind === 'submitted') {
    return (
      <Link
        to="/scans/$scanId"
        params={{ scanId: state.scan.id }}
        search={{ tab: 'overview' }}
        className="rounded-sm text-accent text-xs underline"
      >
        {strings.scans.open}
      </Link>
    );
  }
  return <span className="text-faint text-xs">{text.waiting}</span>;
}
