import type { LucideIcon } from 'lucide-react';
import { RotateCw, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { describeError } from '../api/describe-error.ts';
import { Button } from './button.tsx';
import { cn } from './class-names.ts';
import { strings } from './strings.ts';

type EmptyProps = { icon: LucideIcon; title: string; children?: ReactNode; className?: string };

/** Nothing here yet, and what would put something here. */
export function Empty({ icon: Icon, title, children, className }: EmptyProps) {
  return (
    <div className={cn('flex flex-col items-center px-6 py-12 text-center', className)}>
      <span className="mb-3 flex size-10 items-center justify-center rounded-full bg-accent-soft text-accent">
        <Icon aria-hidden size={20} strokeWidth={1.7} />
      </span>
      <p className="font-medium text-base">{title}</p>
      {children ? <div className="mt-1 max-w-md text-muted text-sm">{children}</div> : null}
    </div>
  );
}

type FailureProps = { error: unknown; onRetry?: (() => void) | undefined; className?: string };

export function Failure({ error, onRetry, className }: FailureProps) {
  const { title, message } = describeError(error);
  return (
    <div
      role="alert"
      className={cn('flex flex-col items-center px-6 py-12 text-center', className)}
    >
      <span className="mb-3 flex size-10 items-center justify-center rounded-full bg-bad-soft text-bad">
        <TriangleAlert aria-hidden size={20} strokeWidth={1.7} />
      </span>
      <p className="font-medium text-base">{title}</p>
      <p className="mt-1 max-w-md text-muted text-sm">{message}</p>
      {onRetry ? (
        <Button className="mt-4" icon={RotateCw} onClick={onRetry}>
          {strings.action.retry}
        </Button>
      ) : null}
    </div>
  );
}

export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn('skeleton h-4', className)} />;
}

type NoticeProps = { tone: 'info' | 'warn' | 'bad' | 'ok'; icon?: LucideIcon; children: ReactNode };

const NOTICE_TONES = {
  info: 'bg-accent-soft text-text [&_svg]:text-accent',
  warn: 'bg-warn-soft text-text [&_svg]:text-warn',
  bad: 'bg-bad-soft text-text [&_svg]:text-bad',
  ok: 'bg-ok-soft text-text [&_svg]:text-ok',
};

/** A message that stays in its place in the page. */
export function Notice({ tone, icon: Icon, children }: NoticeProps) {
  return (
    <div className={cn('flex items-start gap-2 rounded-md px-3 py-2 text-sm', NOTICE_TONES[tone])}>
      {Icon ? <Icon aria-hidden size={16} className="mt-0.5 shrink-0" /> : null}
      <div className="min-w-0">{children}</div>
    </div>
  );
}
