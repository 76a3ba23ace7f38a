import type { ReactNode } from 'react';

type SettingsSectionProps = {
  title: string;
  intro?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
};

export function SettingsSection({ title, intro, action, children }: SettingsSectionProps) {
  return (
    <section className="flex flex-col gap-4">
      <header className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0 max-w-xl flex-1 basis-56">
          <h2 className="font-semibold text-lg">{title}</h2>
          {intro ? <p className="mt-0.5 text-muted text-sm">{intro}</p> : null}
        </div>
        {action}
      </header>
      {children}
    </section>
  );
}
