import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import {
  CirclePlus,
  Command,
  Keyboard,
  List,
  type LucideIcon,
  Search,
  Settings2,
} from 'lucide-react';
import { lazy, Suspense, useCallback, useState } from 'react';
import { meQuery, scannersQuery } from '../../api/queries.ts';
import { IconButton } from '../../ui/button.tsx';
import { cn } from '../../ui/class-names.ts';
import { ValueMenuHost } from '../../ui/evidence/value-menu.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { Wordmark } from '../../ui/logo.tsx';
import { strings } from '../../ui/strings.ts';
import { paletteStrings } from '../../ui/strings-palette.ts';
import { useWasOpen } from '../../ui/use-was-open.ts';
import { BrowserBanner } from '../security/browser-banner.tsx';
import { CertificateBanner } from '../security/certificate-banner.tsx';
import { AccountMenu } from './account-menu.tsx';
import { useLiveEvents } from './live-events.ts';
import { useShortcuts } from './use-shortcuts.ts';

const ShortcutsHelp = lazy(() =>
  import('./shortcuts-help.tsx').then((module) => ({ default: module.ShortcutsHelp })),
);

const CommandPalette = lazy(() =>
  import('./command-palette.tsx').then((module) => ({ default: module.CommandPalette })),
);

/** Of the palette's keys, as this machine's keyboard has it. */
const MODIFIER = /Mac|iP(?:hone|ad)/.test(navigator.userAgent) ? '⌘' : 'Ctrl';

const LINKS: readonly {
  to: '/' | '/scans' | '/search' | '/settings';
  label: string;
  icon: LucideIcon;
}[] = [
  { to: '/', label: strings.shell.scan, icon: CirclePlus },
  { to: '/scans', label: strings.shell.scans, icon: List },
  { to: '/search', label: strings.shell.search, icon: Search },
  { to: '/settings', label: strings.shell.settings, icon: Settings2 },
];

/** What surrounds every page for someone who has signed in. */
export function Shell() {
  const [helpOpen, setHelpOpen] = useState(false);
  const helpWanted = useWasOpen(helpOpen);
  const live = useLiveEvents();
  const [paletteOpen, setPaletteOpen] = useState(false);
  const paletteWanted = useWasOpen(paletteOpen);
  const onHelp = useCallback(() => setHelpOpen(true), []);
  const onPalette = useCallback(() => setPaletteOpen(true), []);
  useShortcuts({ onHelp, onPalette });
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[13rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="sr-only z-60 rounded-md bg-accent px-3 py-1.5 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {strings.shell.skip}
      </a>
      <aside className="sticky top-0 hidden h-dvh flex-col border-line border-r bg-surface px-3 py-4 lg:flex">
        <Link to="/" className="mb-5 w-fit rounded-md px-2">
          <Wordmark />
        </Link>
        <PaletteButton onClick={onPalette} />
        <nav aria-label={strings.shell.main} className="flex flex-col gap-0.5">
          {LINKS.map((link) => (
            <SideLink key={link.to} {...link} />
          ))}
        </nav>
        <div className="mt-auto flex flex-col gap-2">
          <LiveStatus live={live} />
          <div className="flex items-center gap-1 border-line border-t pt-2">
            <AccountMenu className="min-w-0 flex-1" />
            <IconButton
              label={`${strings.shell.help} (?)`}
              icon={Keyboard}
              onClick={() => setHelpOpen(true)}
            />
          </div>
        </div>
      </aside>
      <header className="sticky top-0 z-30 flex h-12 items-center justify-between border-line border-b bg-surface px-4 lg:hidden">
        <Link to="/" className="rounded-md">
          <Wordmark />
        </Link>
        <div className="flex items-center gap-1">
          <IconButton label={paletteStrings.open} icon={Command} onClick={onPalette} />
          <AccountMenu compact />
        </div>
      </header>
      <main id="content" tabIndex={-1} className="min-w-0 pb-20 outline-none lg:pb-8">
        <CertificateBanner />
        <BrowserBanner />
        <Outlet />
      </main>
      <nav
        aria-label={strings.shell.main}
        className="fixed inset-x-0 bottom-0 z-30 grid grid-cols-4 border-line border-t bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden"
      >
        {LINKS.map((link) => (
          <BottomLink key={link.to} {...link} />
        ))}
      </nav>
      {helpWanted ? (
        <Suspense>
          <ShortcutsHelp open={helpOpen} onClose={() => setHelpOpen(false)} />
        </Suspense>
      ) : null}
      {paletteWanted ? (
        <Suspense>
          <CommandPalette
            open={paletteOpen}
            onClose={() => setPaletteOpen(false)}
            onHelp={onHelp}
          />
        </Suspense>
      ) : null}
      <ValueMenuHost />
    </div>
  );
}

function PaletteButton({ onClick }: { onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="mb-3 flex h-8 items-center gap-2 rounded-md border border-line bg-sunken px-2 text-faint text-sm hover:border-line-strong hover:text-text"
    >
      <Command aria-hidden size={14} />
      {paletteStrings.title}
      <span className="ml-auto flex gap-0.5">
        <Kbd>{MODIFIER}</Kbd>
        <Kbd>K</Kbd>
      </span>
    </button>
  );
}

type LinkProps = (typeof LINKS)[number];

function useIsHere(to: LinkProps['to']): boolean {
  const path = useRouterState({ select: (state) => state.location.pathname });
  return to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`);
}

function SideLink({ to, label, icon: Icon }: LinkProps) {
  const here = useIsHere(to);
  return (
    <Link
      to={to}
      aria-current={here ? 'page' : undefined}
      className={cn(
        'flex h-8 items-center gap-2.5 rounded-md px-2 font-medium text-sm transition-colors',
        here ? 'bg-accent-soft text-accent' : 'text-muted hover:bg-hover hover:text-text',
      )}
    >
      <Icon aria-hidden size={16} strokeWidth={1.9} />
      {label}
    </Link>
  );
}

function BottomLink({ to, label, icon: Icon }: LinkProps) {
  const here = useIsHere(to);
  return (
    <Link
      to={to}
      aria-current={here ? 'page' : undefined}
      className={cn(
        'flex h-14 flex-col items-center justify-center gap-0.5 font-medium text-2xs',
        here ? 'text-accent' : 'text-muted',
      )}
    >
      <Icon aria-hidden size={19} strokeWidth={1.8} />
      {label}
    </Link>
  );
}

function LiveStatus({ live }: { live: keyof typeof strings.shell.live }) {
  const { data: me } = useSuspenseQuery(meQuery());
  const { data: scanners } = useQuery(scannersQuery());
  const connected = scanners?.filter((scanner) => scanner.connected).length;
  return (
    <div className="flex flex-col gap-1 px-2 text-muted text-xs" role="status">
      <span className="flex items-center gap-2">
        <Dot tone={live === 'open' ? 'ok' : 'warn'} />
        {strings.shell.live[live]}
      </span>
      {/* Without the stream, the number is an old one. */}
      {live !== 'open' || connected === undefined || me.role === 'viewer' ? null : (
        <span className="flex items-center gap-2">
          <Dot tone={connected > 0 ? 'ok' : 'warn'} />
          {connected > 0 ? strings.shell.scanners(connected) : strings.shell.noScanner}
        </span>
      )}
    </div>
  );
}

function Dot({ tone }: { tone: 'ok' | 'warn' }) {
  return (
    <span
      aria-hidden
      className={cn('size-1.5 shrink-0 rounded-full', tone === 'ok' ? 'bg-ok' : 'bg-warn')}
    />
  );
}
