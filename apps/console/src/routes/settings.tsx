import { useSuspenseQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { meQuery } from '../api/queries.ts';
import { SETTINGS_PAGES } from '../features/settings/settings-pages.ts';
import { strings } from '../ui/strings.ts';
import { useTitle } from '../ui/use-title.ts';

const text = strings.settings;

export function SettingsPage() {
  useTitle(text.title);
  const { data: me } = useSuspenseQuery(meQuery());
  const pages = SETTINGS_PAGES.filter((page) => !page.admin || me.role === 'admin');
  return (
    <div className="mx-auto flex max-w-5xl flex-col gap-5 px-4 py-6 lg:px-8 lg:py-8">
      <h1 className="font-semibold text-xl tracking-tight">{text.title}</h1>
      <div className="grid grid-cols-1 gap-5 md:grid-cols-[10rem_minmax(0,1fr)] md:gap-8">
        <nav
          aria-label={text.title}
          className="scroll-fade flex gap-1 overflow-x-auto md:flex-col md:overflow-visible"
        >
          {pages.map(({ to, label }) => (
            <Link
              key={to}
              to={to}
              className="flex h-8 shrink-0 items-center rounded-md px-2.5 font-medium text-muted text-sm hover:bg-hover hover:text-text aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent"
            >
              {label}
            </Link>
          ))}
        </nav>
        <div className="min-w-0">
          <Outlet />
        </div>
      </div>
    </div>
  );
}
