import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { Scan } from '@webhood/contract';
import { Equal, GitCompare } from 'lucide-react';
import { useMemo, useRef } from 'react';
import { htmlQuery } from '../../api/queries.ts';
import { cn } from '../../ui/class-names.ts';
import { Escaped } from '../../ui/evidence/evidence.tsx';
import { Empty, Failure, Notice, Skeleton } from '../../ui/states.tsx';
import { compareStrings } from '../../ui/strings-compare.ts';
import type { DomComparison, DomLine } from './dom-lines.ts';
import { useWorker } from './use-worker.ts';

const text = compareStrings.dom;
const LINE_HEIGHT = 20;
const OVERSCAN = 30;
const SCROLLER = 'panel h-[70dvh] overflow-auto font-mono text-xs';

const start = () => new Worker(new URL('./dom-worker.ts', import.meta.url), { type: 'module' });

/** The documents after loading, line by line. */
export function DomView({ a, b }: { a: Scan; b: Scan }) {
  const before = useQuery(htmlQuery(a.id, a.attempt));
  const after = useQuery(htmlQuery(b.id, b.attempt));
  const question = useMemo(
    () =>
      before.data === undefined || after.data === undefined
        ? null
        : { a: before.data, b: after.data },
    [before.data, after.data],
  );
  const answer = useWorker<{ a: string; b: string }, DomComparison>(start, question);
  const failed = [before, after].find(({ error }) => error);
  if (failed) return <Failure error={failed.error} onRetry={() => void failed.refetch()} />;
  if (answer === null) {
    return (
      <div
        aria-busy
        role="status"
        aria-label={text.computing}
        className="panel flex flex-col gap-2 p-4"
      >
        <Skeleton className="w-1/2" />
        <Skeleton className="w-2/3" />
        <Skeleton className="w-1/3" />
      </div>
    );
  }
  if (answer.kind === 'too_different') {
    return (
      <div className="panel">
        <Empty icon={GitCompare} title={text.tooDifferent}>
          {text.tooDifferentBody}
        </Empty>
      </div>
    );
  }
  const { lines, added, removed, cut } = answer;
  return (
    <div className="flex flex-col gap-3">
      {cut ? <Notice tone="warn">{text.cut}</Notice> : null}
      {added + removed === 0 ? (
        <div className="panel">
          <Empty icon={Equal} title={text.same}>
            {text.sameBody}
          </Empty>
        </div>
      ) : (
        <>
          <p className="text-muted text-sm" role="status">
            {text.counts(added, removed)}. <span className="text-faint text-xs">{text.split}</span>
          </p>
          <Lines lines={lines} />
        </>
      )}
    </div>
  );
}

function Lines({ lines }: { lines: readonly DomLine[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: OVERSCAN,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard
    <section ref={scroller} tabIndex={0} aria-label={text.label} className={SCROLLER}>
      <div className="relative w-max min-w-full" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start: top }) => {
          const line = lines[index];
          return line ? (
            <div
              key={index}
              className="absolute inset-x-0 flex h-5 items-center whitespace-pre"
              style={{ transform: `translateY(${top}px)` }}
            >
              <Line line={line} />
            </div>
          ) : null;
        })}
      </div>
    </section>
  );
}

const SIGNS = { added: '+', removed: '−', same: ' ' } as const;

function Line({ line }: { line: DomLine }) {
  if (line.kind === 'fold') {
    return (
      <span className="flex h-full w-full items-center bg-sunken px-3 font-sans text-2xs text-faint">
        {text.unchanged(line.count)}
      </span>
    );
  }
  return (
    <span
      className={cn(
        'flex h-full w-full items-center gap-3 px-3',
        line.kind === 'added' && 'bg-ok-soft',
        line.kind === 'removed' && 'bg-bad-soft',
      )}
    >
      <span aria-hidden className="w-10 shrink-0 select-none text-right text-faint">
        {line.b ?? line.a}
      </span>
      <span
        className={cn(
          'w-3 shrink-0 font-semibold',
          line.kind === 'added' && 'text-ok',
          line.kind === 'removed' && 'text-bad',
        )}
      >
        {SIGNS[line.kind]}
      </span>
      <bdi className="evidence">
        <Escaped text={line.text} />
      </bdi>
    </span>
  );
}
