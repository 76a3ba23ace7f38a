import type { ReactNode } from 'react';

type AccountPanelProps = {
  title: string;
  badge?: ReactNode;
  intro?: string;
  action?: ReactNode;
  children?: ReactNode;
};

export function AccountPanel({ title, badge, intro, action, children }: AccountPanelProps) {
  return (
    <section className="panel flex flex-col gap-4 p-5">
      <header className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0 flex-1 basis-56">
          <h3 className="flex items-center gap-2 font-semibold text-base">
            {title}
            {badge}
          </h3>
          {intro ? <p className="mt-0.5 max-w-lg text-muted text-sm">{intro}</p> : null}
        </div>
        {action}
      </header>
      {children}
    </section>
  );
}
