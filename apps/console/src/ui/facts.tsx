import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

/** Names and values in two columns; on a phone below each other. */
export function Facts({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <dl
      className={cn(
        'grid grid-cols-[minmax(5.5rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm',
        className,
      )}
    >
      {children}
    </dl>
  );
}

/** Left out entirely when there is nothing to say. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === null || children === undefined || children === '') return null;
  return (
    <>
      <dt className="text-faint text-xs leading-5">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

type SectionProps = {
  title: ReactNode;
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
};

export function Section({ title, aside, className, children }: SectionProps) {
  return (
    <section className={cn('panel min-w-0', className)}>
      <header className="flex min-h-10 flex-wrap items-center justify-between gap-x-3 border-line border-b px-4 py-1.5">
        <h2 className="font-semibold text-sm">{title}</h2>
        {aside}
      </header>
      <div className="p-4">{children}</div>
    </section>
  );
}
