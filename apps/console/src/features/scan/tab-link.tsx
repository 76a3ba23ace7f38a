import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { ScanTab } from './scan-tab.ts';

type TabLinkProps = { scanId: string; tab: ScanTab; view?: string; children: ReactNode };

/** Leads to another tab of the same scan, or to a part of it. */
export function TabLink({ scanId, tab, view, children }: TabLinkProps) {
  return (
    <Link
      to="/scans/$scanId"
      params={{ scanId }}
      search={{ tab, ...(view === undefined ? {} : { view }) }}
      replace
      className="shrink-0 rounded-sm text-accent text-xs underline-offset-2 hover:underline"
    >
      {children}
    </Link>
  );
}
